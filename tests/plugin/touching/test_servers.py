"""Ports, sockets and servers, and databases in a file."""

from __future__ import annotations

import contextlib
import random
import socket

from ..conftest import RunSuite
from .test_files import RACES, full, told


def fixed_port() -> int:
    """One that nobody uses now, of those that the system gives to nobody."""
    while True:
        port = random.randrange(20000, 30000)
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


PORTS = """
    import os, socket, threading
    def test_fixed():
        with socket.socket() as one: one.bind(("127.0.0.1", 18878))
    def test_datagram():
        with socket.socket(type=socket.SOCK_DGRAM) as one: one.bind(("127.0.0.1", 18878))
    def test_given_by_the_system():
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            one.listen()
            port = one.getsockname()[1]
            with socket.create_connection(("127.0.0.1", port)): pass
        with socket.socket() as one: one.bind(("127.0.0.1", port))
    def test_connect():
        with socket.socket() as one: one.connect_ex(("localhost", 18878))
    def test_path(tmp_path):
        with socket.socket(socket.AF_UNIX) as one: one.bind("here.sock")
        os.remove("here.sock")
        with socket.socket(socket.AF_UNIX) as one: one.bind(str(tmp_path / "s"))
    def test_abstract():
        with socket.socket(socket.AF_UNIX) as one: one.bind(b"\\0bulkhead-abstract")
        with socket.socket(socket.AF_UNIX) as one: one.bind("\\0bulkhead-%d" % os.getpid())
"""


def test_ports_and_sockets(run_suite: RunSuite) -> None:
    fixed = str(fixed_port())
    done = run_suite({"test_ports.py": PORTS.replace("18878", fixed)}, RACES)
    assert done.status == 0, done.output
    assert {test: ways for (test, _), ways in told(done).items()} == {
        "test_fixed": {fixed: "k"},
        "test_datagram": {f"{fixed}/udp": "k"},
        "test_connect": {f"localhost:{fixed}": "r", fixed: "r"},
        "test_path": {"here.sock": "kd"},
        "test_abstract": {"@bulkhead-abstract": "k"},
    }


SHARED = """
    import pytest
    from pytest_bulkhead.errors import WorkerError
    from pytest_bulkhead.worker import touch
    def plug_in(): touch("the oven", "read")
    @pytest.mark.shares("printer")
    @pytest.mark.shares("the oven", mode="read")
    def test_marked(): pass
    def test_says_so():
        touch("printer")
        plug_in()
    @pytest.mark.shares(mode="bake")
    def test_wrong():
        with pytest.raises(WorkerError): touch("oven", "bake")
"""


def test_what_a_test_says_that_it_shares(run_suite: RunSuite) -> None:
    done = run_suite({"test_shared.py": SHARED}, RACES, "--strict-markers")
    assert done.status == 0, done.output
    assert told(done) == {
        ("test_marked", "test"): {"the oven": "r", "printer": "w"},
        ("test_says_so", "test"): {"printer": "w", "the oven": "r"},
    }
    assert full(done)["test_says_so", "test"]["the oven"].read_at == ("test_shared.py", 4)
    assert any("test_wrong" in notice for notice in done.record.notices)
    assert run_suite({"test_shared.py": SHARED}, "--bulkhead=off", "--strict-markers").status == 0


SCOPED = """
    import socket
    from pytest_bulkhead.worker import scoped_name, worker_tmp_path
    def test_names():
        open(scoped_name("x"), "w").close()
        (worker_tmp_path() / "x").write_text("x")
    def test_worker(worker_id):
        open(f"db-{worker_id}", "w").close()
        open("all", "w").close()
"""


def test_names_of_the_worker_are_nobody_elses(run_suite: RunSuite) -> None:
    done = run_suite({"test_scoped.py": SCOPED}, RACES)
    assert done.status == 0, done.output
    assert told(done) == {("test_worker", "test"): {"all": "w"}}


DATABASES = """
    import sqlite3, pytest
    @pytest.fixture(scope="module")
    def shared():
        connection = sqlite3.connect("shared.db")
        connection.execute("create table t (x)")
        connection.commit()
        yield connection
        connection.close()
    def test_memory(): sqlite3.connect(":memory:").execute("create table t (x)")
    def test_memory_by_address():
        sqlite3.connect("file::memory:?cache=shared", uri=True).execute("create table t (x)")
    def test_own(tmp_path): sqlite3.connect(tmp_path / "x.db").execute("create table t (x)")
    def test_written():
        connection = sqlite3.connect("out.db")
        connection.execute("create table t (x)")
        connection.close()
    def test_read():
        connection = sqlite3.connect("out.db")
        assert not connection.execute("select * from t").fetchall()
        connection.close()
    def test_read_only():
        sqlite3.connect("file:out.db?mode=ro", uri=True).execute("select * from t").fetchall()
    def test_through_a_fixture(shared):
        shared.execute("insert into t values (1)")
        shared.commit()
    def test_look_through_a_fixture(shared): assert shared.execute("select * from t").fetchall()
"""


def test_databases_in_files(run_suite: RunSuite) -> None:
    done = run_suite({"test_databases.py": DATABASES}, RACES)
    assert done.status == 0, done.output
    assert told(done) == {
        ("test_written", "test"): {"out.db": "rw"},
        ("test_read", "test"): {"out.db": "r"},
        ("test_read_only", "test"): {"out.db": "r"},
        ("test_through_a_fixture", "fixture:shared"): {"shared.db": "rw"},
        ("test_through_a_fixture", "test"): {"shared.db": "w"},
        ("test_look_through_a_fixture", "test"): {},
    }


LOOKING = """
    import contextlib, errno, socket, pytest
    from pytest_bulkhead.touch import PASSED_OVER
    def bind(port, host="127.0.0.1"):
        server = socket.socket()
        try:
            server.bind((host, port))
        except OSError:
            server.close()
            raise
        return server
    def look():
        for port in range(18878, 18890):
            with contextlib.suppress(OSError): return bind(port)
    def test_looks():
        with bind(18878) as taken, look() as found: assert found
    def test_has_several():
        for one in [bind(port) for port in (18890, 18891)]: one.close()
    def test_elsewhere():
        with pytest.raises(OSError): bind(18892, "203.0.113.7")
"""


def test_ports_that_could_not_be_had(run_suite: RunSuite) -> None:
    first = fixed_port()
    suite = LOOKING
    for number in range(15):
        suite = suite.replace(str(18878 + number), str(first + number))
    done = run_suite({"test_looking.py": suite}, RACES)
    assert done.status == 0, done.output
    looked = full(done)["test_looks", "test"]
    assert [touch.fate for touch in looked.values()] in (["", ""], ["passed over", ""])
    assert {touch.fate for touch in full(done)["test_has_several", "test"].values()} == {""}
    assert ("test_elsewhere", "test") not in told(done)
