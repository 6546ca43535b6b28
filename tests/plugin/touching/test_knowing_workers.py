"""Who could make names and numbers of its own from the worker's."""

from __future__ import annotations

import pytest

from ..conftest import RunSuite
from .test_files import RACES, told

pytest.importorskip("xdist")

CONFTEST = """
    import socket, pytest
    @pytest.fixture(scope="session", autouse=True)
    def for_all(worker_id): return f"db_{worker_id}"
    @pytest.fixture(scope="session")
    def number(worker_id): return 1
    @pytest.fixture(scope="session")
    def port(number): return 27310 + number
    @pytest.fixture(scope="session")
    def fixed(): return 27320
    @pytest.fixture
    def plain(fixed): return fixed
    @pytest.fixture
    def server(port): bind(port)
    @pytest.fixture
    def same(fixed): bind(fixed + 1)
    def bind(port):
        with socket.socket() as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind(("127.0.0.1", port))
"""
SUITE = """
    import pytest
    from conftest import bind
    def test_knows_nothing(): bind(27330)
    def test_plain(plain): bind(plain)
    def test_own(port): bind(port)
    def test_of_a_fixture(server): pass
    def test_same(same, number): pass
    class TestOther:
        @pytest.fixture
        def number(self): return 5
        def test_none(self, number): bind(27335)
    class TestOnTop:
        @pytest.fixture
        def port(self, port): return port + 1
        def test_one(self, port): bind(port)
"""


def test_only_who_asked_for_it_knows_the_worker(run_suite: RunSuite) -> None:
    done = run_suite({"conftest.py": CONFTEST, "test_ports.py": SUITE}, RACES)
    assert done.status == 0, done.output
    found = {test: ways for (test, _), ways in told(done).items() if ways}
    assert found == {
        "test_knows_nothing": {"27330": "k"},
        "test_plain": {"27320": "k"},
        "test_same": {"27321": "k"},
        "test_none": {"27335": "k"},
    }
