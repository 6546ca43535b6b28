"""The pytest plugin that names our fixtures; whatever a fixture needs is imported when a test asks for it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.resources.once.fixtures import once_per_run
from pytest_bulkhead.resources.openfga.fixtures import openfga_model, openfga_server, openfga_store
from pytest_bulkhead.resources.overrides.fixtures import dependency_overrides
from pytest_bulkhead.resources.postgres.fixtures import (
    postgres_database,
    postgres_extensions,
    postgres_migrations,
    postgres_schema,
    postgres_server,
    postgres_settings,
    postgres_transaction,
)
from pytest_bulkhead.resources.redis.fixtures import redis_db, redis_server
from pytest_bulkhead.settings import SERVERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.port import PortFactory

__all__ = [
    "dependency_overrides",
    "free_port_factory",
    "once_per_run",
    "openfga_model",
    "openfga_server",
    "openfga_store",
    "postgres_database",
    "postgres_extensions",
    "postgres_migrations",
    "postgres_schema",
    "postgres_server",
    "postgres_settings",
    "postgres_transaction",
    "redis_db",
    "redis_server",
    "worker_port",
    "worker_tmp_path",
]

_TO_OVERRIDE = {"openfga_model", "postgres_extensions", "postgres_migrations", "postgres_settings"}
OF_WORKERS = frozenset(__all__) - _TO_OVERRIDE
"""The fixtures that keep workers apart; the others are there to be overridden."""
_REQUIRE_HELP = f"the servers ({', '.join(SERVERS)}) whose absence is an error of a test, and no reason to skip it"
_SESSIONS: list[pytest.Config] = []
"""Of this process, the outermost first: a test of a plugin runs others within it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("bulkhead_require", _REQUIRE_HELP, type="args", default=None)


def pytest_configure(config: pytest.Config) -> None:
    unknown = sorted({*(config.getini("bulkhead_require") or ())} - {*SERVERS})
    if unknown:
        raise pytest.UsageError(f"bulkhead_require: {unknown[0]!r} is none of {', '.join(SERVERS)}")
    _SESSIONS.append(config)


def pytest_collection_finish(session: pytest.Session) -> None:
    from pytest_bulkhead.resources.clashes import Clashes, clashes

    told = clashes(session.config, sys.modules[__name__], OF_WORKERS)
    if told:
        session.config.pluginmanager.register(Clashes(told))


def pytest_unconfigure(config: pytest.Config) -> None:
    if config in _SESSIONS:
        _SESSIONS.remove(config)
    if _SESSIONS:
        return
    membership = sys.modules.get("pytest_bulkhead.resources.membership")
    if membership is not None:
        membership.leave_all()
    claims = sys.modules.get("pytest_bulkhead.worker.claims")
    if claims is not None:
        with contextlib.suppress(BulkheadError):
            claims.forget_dead()


@pytest.fixture(scope="session")
def free_port_factory() -> Iterator[PortFactory]:
    """A function that gives a port, which nobody else on this host gets while the session lasts."""
    from pytest_bulkhead.resources.port import PortFactory

    with PortFactory() as ports:
        yield ports


@pytest.fixture(scope="session")
def worker_port(free_port_factory: PortFactory) -> int:
    """A port of this worker's own."""
    return free_port_factory()


@pytest.fixture(scope="session")
def worker_tmp_path() -> Iterator[Path]:
    """The directory of this worker, as `pytest_bulkhead.worker.worker_tmp_path` gives it; it goes with the session."""
    import shutil

    from pytest_bulkhead.worker import worker_tmp_path

    path = worker_tmp_path()
    if any(path.iterdir()):  # somebody has begun to use it before, and may do so after
        yield path
        return
    yield path
    shutil.rmtree(path, ignore_errors=True)
