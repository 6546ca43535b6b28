"""Threads, children and locks."""

from __future__ import annotations

import sys

import pytest

from ..conftest import RunSuite
from .test_files import RACES, full, told

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks and forks are POSIX's")

THREADS = """
    import threading, pytest
    go, done = threading.Event(), threading.Event()
    def write(name): open(name, "w").close()
    @pytest.fixture(scope="module")
    def server():
        asked = []
        def serve():
            go.wait(10)
            write("served")
            done.set()
        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()
    def test_own_thread():
        thread = threading.Thread(target=write, args=("own",))
        thread.start()
        thread.join()
    def test_asks(server):
        go.set()
        assert done.wait(10)
    late = threading.Event()
    def test_leaves_a_thread():
        def later():
            late.wait(10)
            write("late")
        globals()["left"] = threading.Thread(target=later)
        left.start()
    def test_later():
        late.set()
        left.join()
        write("mine")
"""


def test_what_a_thread_does_is_charged_to_whoever_started_it(run_suite: RunSuite) -> None:
    done = run_suite({"test_threads.py": THREADS}, RACES)
    assert done.status == 0, done.output
    assert told(done) == {
        ("test_own_thread", "test"): {"own": "w"},
        ("test_asks", "fixture:server"): {"served": "w"},
        ("test_leaves_a_thread", "test"): {"late": "w"},
        ("test_later", "test"): {"mine": "w"},
        ("test_asks", "test"): {},
    }


LOCKS = """
    import fcntl, os, pytest
    def test_held():
        with open("lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            open("out", "w").close()
            fcntl.flock(lock, fcntl.LOCK_UN)
            open("after", "w").close()
    def test_closed():
        with open("lock", "w") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            open("out", "w").close()
        open("after", "w").close()
    def test_only_sometimes():
        with open("lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            open("out", "w").close()
        open("out", "w").close()
    def test_not_got():
        with open("lock", "w") as one, open("lock", "w") as other:
            fcntl.flock(one, fcntl.LOCK_EX)
            with pytest.raises(OSError):
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            one.close()
            open("out", "w").close()
    def test_nobody_elses(tmp_path):
        with open(tmp_path / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            open("out", "w").close()
"""


def test_locks_that_were_held_each_time(run_suite: RunSuite) -> None:
    done = run_suite({"test_locks.py": LOCKS}, RACES)
    assert done.status == 0, done.output
    locks = {test: {name: one.locks for name, one in ways.items()} for (test, _), ways in full(done).items()}
    assert locks == {
        "test_held": {"lock": (), "out": ("lock",), "after": ()},
        "test_closed": {"lock": (), "out": ("lock",), "after": ()},
        "test_only_sometimes": {"lock": (), "out": ()},
        "test_not_got": {"lock": (), "out": ()},
        "test_nobody_elses": {"out": ()},
    }


CHILDREN = """
    import multiprocessing, os, pytest
    def write(name): open(name, "w").close()
    def test_fork():
        child = os.fork()
        if not child:
            write("forked")
            os._exit(0)
        os.waitpid(child, 0)
    def test_multiprocessing():
        child = multiprocessing.get_context("fork").Process(target=write, args=("processed",))
        child.start()
        child.join()
    @pytest.fixture(scope="module")
    def pool():
        with multiprocessing.get_context("fork").Pool(1) as pool: yield pool
    def test_pool(pool): pool.map(write, ["pooled"])
    def test_alone(): write("alone")
"""


@pytest.mark.filterwarnings("ignore")
def test_what_forked_children_do(run_suite: RunSuite) -> None:
    done = run_suite({"test_children.py": CHILDREN}, RACES, "-W", "ignore")
    assert done.status == 0, done.output
    assert told(done) == {
        ("test_fork", "test"): {"forked": "w"},
        ("test_multiprocessing", "test"): {"processed": "w"},
        ("test_pool", "fixture:pool"): {"pooled": "w"},
        ("test_pool", "test"): {},
        ("test_alone", "test"): {"alone": "w"},
    }


LOGGED = """
    import contextlib, sqlite3
    def connect(): return contextlib.closing(sqlite3.connect("logged.db"))
    def test_made():
        with connect() as database: database.execute("pragma journal_mode=wal").execute("create table t (n)")
    kept = []
    def test_read():
        kept.append(sqlite3.connect("logged.db"))
        kept[0].execute("select * from t").fetchall()
    def test_written():
        with connect() as database, database: database.execute("insert into t values (1)")
"""


def test_who_only_reads_a_database_with_a_log_makes_an_empty_one(run_suite: RunSuite) -> None:
    done = run_suite({"test_logged.py": LOGGED}, RACES)
    assert done.status == 0, done.output
    assert told(done) == {
        ("test_made", "test"): {"logged.db": "rw"},
        ("test_read", "test"): {"logged.db": "r"},
        ("test_written", "test"): {"logged.db": "rw"},
    }


LATE = """
    import os, pytest, signal
    from pytest_bulkhead.plugin.audit_tap import TAP
    class Late(Exception): pass
    def late(number, frame): raise Late
    def test_patience():
        def listener(arguments):
            os.kill(os.getpid(), signal.SIGALRM)
            for _ in range(1000): pass
        before = signal.signal(signal.SIGALRM, late)
        TAP.listen("os.listdir", listener)
        try:
            with pytest.raises(Late): os.listdir(".")
        finally:
            TAP.forget("os.listdir", listener)
            signal.signal(signal.SIGALRM, before)
    def test_mistake():
        def listener(arguments): raise Late
        TAP.listen("os.listdir", listener)
        assert os.listdir(".")
        TAP.forget("os.listdir", listener)
"""


def test_what_the_handler_of_a_signal_raises_meanwhile_reaches_the_test(run_suite: RunSuite) -> None:
    done = run_suite({"test_late.py": LATE}, RACES)
    assert done.status == 0, done.output
