"""Each worker has a part of a Redis that nobody else reaches, empty at the beginning of each test."""

from __future__ import annotations

from tests.resources.suites import run_suite

SUITE = {
    "test_redis.py": """
        import asyncio, os, pytest, redis

        @pytest.mark.parametrize("n", range(12))
        def test_alone(n, redis_db, redis_server):
            with open("urls.txt", "a") as file:
                file.write(f"{os.environ['PYTEST_XDIST_WORKER']} {redis_db.url}\\n")
            client = redis_db.client(decode_responses=True)
            assert client.dbsize() == 0
            client.set("worker", str(n))
            assert client.get("worker") == str(n)
            assert redis.Redis(host=redis_db.host, port=redis_db.port, db=redis_db.db).get("worker") == b"%d" % n
            for refused in ("FLUSHALL", "REPLICAOF NO ONE", "MODULE LOAD /absent.so"):
                with pytest.raises(redis.exceptions.ResponseError, match="permission|not allowed"):
                    client.execute_command(*refused.split())

        def test_at_once(redis_db):
            async def main():
                async with redis_db.async_client(decode_responses=True) as client:
                    assert await client.keys("*") == []
                    await client.set("a", "b")
                    return await client.get("a")
            assert asyncio.run(main()) == "b"

        def test_another(redis_db, redis_server):
            with redis_server.database() as other:
                other.client().set("a", 1)
                assert redis_db.client().get("a") is None
                assert other.url != redis_db.url
                assert redis_db.prefix == ""
        """,
}


def test_workers_have_numbers_of_their_own_on_one_server(tmp_path):
    done = run_suite(tmp_path, SUITE, "-n", "2")
    assert done.verdict == "14 passed", done.output
    urls = {line.split()[0]: line.split()[1] for line in (tmp_path / "urls.txt").read_text().splitlines()}
    assert len(set((tmp_path / "urls.txt").read_text().splitlines())) == len(set(urls.values())) == 2
    assert len({url.rpartition("/")[0] for url in urls.values()}) == 1


def test_what_a_worker_has_of_its_own_is_no_race(tmp_path, redis_server):
    suite = """
        import pytest, redis, os

        @pytest.mark.parametrize("n", range(3))
        def test_alone(n, redis_db):
            redis_db.client().set("a", n)
            assert redis_db.client().get("a")

        @pytest.mark.parametrize("n", range(2))
        def test_together(n):
            with redis.Redis.from_url(os.environ["BULKHEAD_REDIS_URL"], db=9) as client:
                client.set("a", 1)
                assert client.get("a")
        """
    ini = "[pytest]\nbulkhead_races = true\n"
    files = {"pytest.ini": ini, "test_it.py": suite}
    done = run_suite(tmp_path, files, "-n", "2", "--dist=each", BULKHEAD_REDIS_URL=redis_server)
    assert done.verdict == "10 passed", done.output
    found = {finding.what.name for finding in done.findings if finding.what and finding.what.kind == "redis"}
    assert {name.rpartition("/")[2] for name in found} == {"9:a"}


def test_a_server_that_is_not_there_is_told_once(tmp_path):
    suite = {"test_it.py": "def test_it(redis_db): pass"}
    done = run_suite(tmp_path, suite, "-rN", BULKHEAD_REDIS_URL="redis://127.0.0.1:1")
    assert done.verdict == "1 error", done.output
    assert done.output.count("Redis at 127.0.0.1:1: ") == 1, done.output
