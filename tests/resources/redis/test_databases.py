"""Each worker has a part of a Redis that nobody else reaches, empty at the beginning of each test."""

from __future__ import annotations

import pytest
import redis

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
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.flushall()

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


@pytest.fixture
def foreign(redis_server):
    """Somebody's server, with keys where keys may be."""
    client = redis.Redis.from_url(redis_server)
    client.flushall()
    client.set("theirs", "0")
    client.select(2)
    client.set("theirs", "2")
    yield redis_server
    client.flushall()
    client.close()


def test_workers_have_numbers_of_their_own_on_one_server(tmp_path):
    done = run_suite(tmp_path, SUITE, "-n", "2")
    assert done.verdict == "14 passed", done.output
    urls = {line.split()[0]: line.split()[1] for line in (tmp_path / "urls.txt").read_text().splitlines()}
    assert len(set((tmp_path / "urls.txt").read_text().splitlines())) == len(set(urls.values())) == 2
    assert len({url.rpartition("/")[0] for url in urls.values()}) == 1
