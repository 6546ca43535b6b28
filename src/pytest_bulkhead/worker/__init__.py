"""The library that tests import to have names, numbers and directories of their own in every worker."""

from __future__ import annotations

from pytest_bulkhead.worker.directory import worker_tmp_path
from pytest_bulkhead.worker.identity import get_worker_count, get_worker_id, get_worker_num, is_xdist_worker
from pytest_bulkhead.worker.names import (
    MARK,
    get_worker_openfga_store,
    get_worker_postgres_schema,
    is_scoped_name,
    scoped_name,
)
from pytest_bulkhead.worker.numbers import get_worker_port_offset, get_worker_redis_db
from pytest_bulkhead.worker.run import get_run_id, get_shard_index
from pytest_bulkhead.worker.sharing import touch
from pytest_bulkhead.worker.slots import get_worker_slot

__all__ = [
    "MARK",
    "PREVENTS",
    "get_run_id",
    "get_shard_index",
    "get_worker_count",
    "get_worker_id",
    "get_worker_num",
    "get_worker_openfga_store",
    "get_worker_port_offset",
    "get_worker_postgres_schema",
    "get_worker_redis_db",
    "get_worker_slot",
    "is_scoped_name",
    "is_xdist_worker",
    "scoped_name",
    "touch",
    "worker_tmp_path",
]

PREVENTS: dict[str, tuple[str, ...]] = {
    "destructive-cleanup": ("is_scoped_name", "scoped_name", "worker_tmp_path"),
    "hardcoded-id": ("scoped_name",),
    "openfga": ("get_worker_openfga_store", "scoped_name"),
    "ports": ("get_worker_port_offset",),
    "postgres": ("get_worker_postgres_schema", "scoped_name"),
    "redis": ("get_worker_redis_db", "scoped_name"),
    # Only by a target per worker: work that must happen once for all workers needs a lock, which is not here.
    "session-fixture-race": ("scoped_name", "worker_tmp_path"),
    "shared-file": ("worker_tmp_path",),
    "worker-arith": (
        "get_worker_num",
        "get_worker_openfga_store",
        "get_worker_port_offset",
        "get_worker_postgres_schema",
        "get_worker_redis_db",
        "get_worker_slot",
        "scoped_name",
    ),
}
"""Which functions here make the right way the short way, by the slug of the hazard."""
