"""PostgreSQL for tests: our fixtures beside pytest-postgresql, on suites whose tests each ask for a database.

Wall time, since servers are no children of the run. pytest-postgresql does not run as root.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import run_once, show

_TABLES = 40
_MIGRATE = f"""
import psycopg
import pytest

def migrate(*where, **options):
    with psycopg.connect(*where, **options) as connection:
        for number in range({_TABLES}):
            connection.execute(f"CREATE TABLE t{{number}} (id serial PRIMARY KEY, name text UNIQUE, other int)")
            connection.execute(f"CREATE INDEX ON t{{number}} (other)")
"""
_OURS = f"""{_MIGRATE}
@pytest.fixture(scope="session")
def postgres_migrations():
    return migrate

@pytest.fixture
def database(postgres_database):
    with postgres_database.connect() as connection:
        yield connection

@pytest.fixture
def schema(postgres_schema):
    with postgres_schema.connect() as connection:
        connection.execute("CREATE TABLE t1 (id serial PRIMARY KEY, name text UNIQUE, other int)")
        yield connection

@pytest.fixture
def rollback(postgres_transaction):
    return postgres_transaction.connection

@pytest.fixture(scope="session")
def server(postgres_server):
    return postgres_server
"""
_PEERS = f"""{_MIGRATE}
from pytest_postgresql import factories

server = factories.postgresql_proc(load=[migrate])
database = factories.postgresql("server")
"""
_NONE = f"""{_MIGRATE}
@pytest.fixture
def nothing():
    return None
"""
_TEST = """
import pytest

@pytest.mark.parametrize("n", range({count}))
def test_it(n, {fixture}):
    if hasattr({fixture}, "execute"):
        {fixture}.execute("INSERT INTO t1 (name) VALUES ('x')")
        assert {fixture}.execute("SELECT count(*) FROM t1").fetchone() == (1,)
"""
_PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")
_OURS_ONLY = ("-p", "no:postgresql")
_PEERS_ONLY = ("-p", "no:bulkhead", "-p", "no:bulkhead-resources")
_WORKERS = 8


class _Case(NamedTuple):
    conftest: str
    fixture: str
    options: tuple[str, ...]


def compare_databases(tests: int, rounds: int) -> None:
    """Print what a database, a schema and a transaction cost each test, and what a server costs eight workers.

    Args:
        tests: how many each suite has.
        rounds: how often each is run, of which the quickest counts.
    """
    peer = _peer()
    serial = {
        "ours, a database for each test": _Case(_OURS, "database", _OURS_ONLY),
        "ours, a schema for each test": _Case(_OURS, "schema", _OURS_ONLY),
        "ours, a transaction for each test": _Case(_OURS, "rollback", _OURS_ONLY),
    }
    parallel = {
        "no server": _Case(_NONE, "nothing", _OURS_ONLY),
        "ours, one server for all": _Case(_OURS, "server", _OURS_ONLY),
        "ours, a database for each test": serial["ours, a database for each test"],
    }
    if peer:
        serial[f"{peer}, a database for each test"] = _Case(_PEERS, "database", _PEERS_ONLY)
        parallel[f"{peer}, a server for each"] = _Case(_PEERS, "server", _PEERS_ONLY)
        parallel[f"{peer}, a database for each test"] = _Case(_PEERS, "database", _PEERS_ONLY)
    with tempfile.TemporaryDirectory(prefix="bulkhead-bench-") as name:
        folder = Path(name)
        one = _quickest(serial, folder, tests, ["-k", "[0]"], rounds)
        many = _quickest(serial, folder, tests, [], rounds)
        shared = _quickest(parallel, folder, tests, ["-n", str(_WORKERS)], rounds)
    print(f"{tests} tests one by one, {_TABLES} tables; ms for each after the first, s for the first; best of {rounds}")
    for case in serial:
        print(f"  {(many[case] - one[case]) / (tests - 1) * 1000:8.1f} ms {one[case]:7.2f} s  {case}")
    print(f"{tests} tests in {_WORKERS} workers; s in all, s beyond a run without a server; best of {rounds}")
    for case in parallel:
        print(f"  {shared[case]:8.2f} s {shared[case] - shared['no server']:8.2f} s  {case}")
    if not peer:
        print("pytest-postgresql is not installed here (`make bench` installs it), or this is root, whom it refuses")


def _quickest(
    cases: Mapping[str, _Case], above: Path, tests: int, arguments: Sequence[str], rounds: int
) -> dict[str, float]:
    walls: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(rounds):
        for name, case in cases.items():
            show(f"round {turn + 1} of {rounds}: {name}")
            cost = run_once((*_PYTEST, *case.options, *arguments), _written(above, name, case, tests))
            if cost.status:
                raise SystemExit(f"the suite for {name!r} failed with status {cost.status}")
            walls[name].append(cost.wall)
    show("")
    return {name: min(taken) for name, taken in walls.items()}


def _written(above: Path, name: str, case: _Case, tests: int) -> Path:
    folder = above / "".join(filter(str.isalnum, name))
    folder.mkdir(exist_ok=True)
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "conftest.py").write_text(case.conftest, encoding="utf-8")
    (folder / "test_it.py").write_text(_TEST.format(count=tests, fixture=case.fixture), encoding="utf-8")
    return folder


def _peer() -> str:
    try:
        version = importlib.metadata.version("pytest-postgresql")
    except importlib.metadata.PackageNotFoundError:
        return ""
    return "" if os.name == "posix" and os.geteuid() == 0 else f"pytest-postgresql {version}"


if __name__ == "__main__":
    compare_databases(int(sys.argv[1]) if len(sys.argv) > 1 else 40, 3)
