"""Numbers that no other worker of this run has: port offsets and Redis databases."""

from __future__ import annotations

from pytest_bulkhead.errors import RedisNumbersExhaustedError
from pytest_bulkhead.worker import compartments
from pytest_bulkhead.worker.identity import get_worker_id
from pytest_bulkhead.worker.slots import get_worker_slot

OF_WORKER = "redis-number"
"""The kind of compartment that a number is, on whichever server."""

_PORTS_PER_WORKER = 100


def get_worker_port_offset() -> int:
    """What to add to a fixed port so that each worker has a hundred ports of its own: 0, 100, 200, ….

    It keeps the workers of one run on one machine apart, and claims nothing. Where the server can be asked for any
    free port (port 0), that is better.

    Raises:
        MalformedWorkerIdError: the environment names a worker in a form that xdist never uses.
    """
    return get_worker_slot() * _PORTS_PER_WORKER


def get_worker_redis_db(*, databases: int = 16) -> int:
    """The number of this worker's Redis database: 1, 2, 3, …; 0 is left to everybody who chose none.

    It keeps the workers of one run apart. Where other runs or machines use the same server, make key prefixes with
    `scoped_name`.

    Args:
        databases: how many databases the server has, as its setting of that name says; 16 unless it was changed.

    Returns:
        A number from 1 to `databases` - 1.

    Raises:
        RedisNumbersExhaustedError: the server has no database left for this worker.
        MalformedWorkerIdError: the environment names a worker in a form that xdist never uses.
    """
    number = get_worker_slot() + 1
    if number >= databases:
        raise RedisNumbersExhaustedError(
            f"Worker {get_worker_id()} would need Redis database {number}, but the last of {databases} is number "
            f"{databases - 1}. Without our plugin in the run, numbers count on when pytest-xdist replaces a crashed "
            "worker, so that this can happen with few workers too. Start the server with a higher `databases` setting "
            "and pass the same number here (`get_worker_redis_db(databases=…)`), or share one database and begin every "
            'key with `scoped_name("…")`, or run fewer workers and mend what crashes them.'
        )
    compartments.take(OF_WORKER, str(number))
    return number
