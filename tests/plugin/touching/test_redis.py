"""What tests touch in a real Redis, and what of it can collide."""

from __future__ import annotations

import pytest

from pytest_bulkhead.findings import Source

from ..conftest import RunSuite
from ..running import Run
from .test_files import RACES, full

BLOCKING = """
    import contextlib, os, redis

    @contextlib.contextmanager
    def client(number=0):
        client = redis.Redis.from_url(f"{os.environ['SERVER']}/{number}")
        yield lambda *words: client.execute_command(*words)
        client.close()

    def pipeline(*commands):
        with contextlib.closing(redis.Redis.from_url(os.environ["SERVER"])) as client:
            pipeline = client.pipeline()
            for command in commands:
                pipeline.execute_command(*command)
            pipeline.execute()
"""

ASYNC = """
    import asyncio, contextlib, os, redis.asyncio

    @contextlib.contextmanager
    def client(number=0):
        with asyncio.Runner() as runner:
            client = redis.asyncio.Redis.from_url(f"{os.environ['SERVER']}/{number}")
            yield lambda *words: runner.run(client.execute_command(*words))
            runner.run(client.aclose())

    def pipeline(*commands):
        async def go():
            async with redis.asyncio.Redis.from_url(os.environ["SERVER"]) as client:
                pipeline = client.pipeline()
                for command in commands:
                    pipeline.execute_command(*command)
                await pipeline.execute()
        asyncio.run(go())
"""

TESTS = """
    import uuid
    from access import client, pipeline

    def test_writes():
        with client() as send:
            send("SET", "berth", 1)
            send("SET", b"own", 1)
    def test_reads():
        with client() as send: send("GET", b"berth")
    def test_another_number():
        with client(3) as send: send("SET", "berth", 1)
    def test_pipeline():
        pipeline(("SET", "first", 1), ("GET", "second"))
    def test_script():
        with client(4) as send: send("EVAL", "return redis.call('get', KEYS[1])", 1, "scripted")
    def test_lists():
        with client(4) as send: send("KEYS", "*")
    def test_private():
        with client() as send: send("SET", f"session:{uuid.uuid4()}", 1)
    def test_secret():
        with client(4) as send: send("GET", "AKIAIOSFODNN7EXAMPLE")
    def test_unknown():
        with client(4) as send:
            try: send("FROBNICATE", "x")
            except Exception as error: assert "unknown command" in str(error)
"""

LIBRARIES = {"blocking": BLOCKING, "async": ASYNC}


def keys(done: Run) -> dict[str, dict[str, str]]:
    assert done.status == 0, done.output
    found: dict[str, dict[str, str]] = {}
    for (test, _), touches in full(done).items():
        for touch in touches.values():
            if touch.kind == "redis":
                found.setdefault(test, {})[touch.name.partition("/")[2]] = "".join(touch.accesses)
    return found


def races(done: Run) -> dict[str, str]:
    races = [finding for finding in done.findings if finding.source is Source.RACE and finding.what]
    return {finding.what.name.partition("/")[2]: finding.code for finding in races if finding.what}


@pytest.mark.parametrize("library", LIBRARIES)
def test_keys_of_each_command(library: str, redis_server: str, run_suite: RunSuite) -> None:
    done = run_suite({"access.py": LIBRARIES[library], "test_keys.py": TESTS}, RACES, SERVER=redis_server)
    found = keys(done)
    (secret,) = found.pop("test_secret")
    assert "IOSFODNN" not in secret
    assert found == {
        "test_writes": {"0:berth": "w", "0:own": "w"},
        "test_reads": {"0:berth": "r"},
        "test_another_number": {"3:berth": "w"},
        "test_pipeline": {"0:first": "w", "0:second": "r"},
        "test_script": {"4:scripted": "w"},
        "test_lists": {"4": "l"},
    }
    assert races(done) == {"0:berth": "BH203"}
    assert "frobnicate" in done.output


FLUSHING = """
    import os, pytest, redis
    @pytest.fixture(autouse=True, scope="module")
    def clean():
        yield
        redis.Redis.from_url(os.environ["SERVER"] + "/5").flushdb()
"""
USING = """
    import os, redis
    def test_one(): redis.Redis.from_url(os.environ["SERVER"] + "/5").set("a", 1)
    def test_in_another_number(): redis.Redis.from_url(os.environ["SERVER"] + "/6").set("b", 1)
"""


def test_who_flushes_a_number_takes_the_keys_of_others_away(redis_server: str, run_suite: RunSuite) -> None:
    files = {"test_flushing.py": FLUSHING + "    def test_a(): pass\n", "test_using.py": USING}
    done = run_suite(files, RACES, SERVER=redis_server)
    assert done.status == 0, done.output
    assert races(done) == {"5": "BH208"}


REPLACED = """
    import redis, fakeredis
    def test_it():
        fakeredis.FakeRedis().set("a", 1)
"""
FAKE = """
    import redis
    class FakeConnection(redis.Connection):
        def connect(self): pass
        def read_response(self, *words, **more): return b"OK"
        def send_packed_command(self, *words, **more): pass
    def FakeRedis():
        return redis.Redis(connection_pool=redis.ConnectionPool(connection_class=FakeConnection))
"""


def test_what_stands_in_for_a_server_is_nobodys(run_suite: RunSuite) -> None:
    done = run_suite({"test_it.py": REPLACED, "fakeredis.py": FAKE}, RACES)
    assert keys(done) == {}


OWN_SERVER = """
    import os, shutil, socket, subprocess, time
    import pytest, redis
    PORT = 20000 + os.getpid() % 10000

    @pytest.fixture(scope="session")
    def server():
        command = ["redis-server", "--port", str(PORT), "--bind", "127.0.0.1", "--save", ""]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            with socket.socket() as one:
                while one.connect_ex(("127.0.0.1", PORT)): time.sleep(0.05)
            yield redis.Redis(port=PORT)
            process.terminate()

    def test_one(server): server.set("a", 1)
    def test_other(server): server.flushall()
"""


def test_a_server_that_the_suite_starts_is_its_own(run_suite: RunSuite) -> None:
    done = run_suite({"test_own.py": OWN_SERVER}, RACES)
    assert keys(done) == {}
