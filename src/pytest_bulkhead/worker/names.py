"""Names that no other worker has: for schemas, databases, stores, queues, buckets and keys."""

from __future__ import annotations

from pytest_bulkhead.errors import NameTooLongError, WorkerError
from pytest_bulkhead.worker.identity import get_worker_id, whole_number
from pytest_bulkhead.worker.run import get_run_id, get_shard_index

MARK = "bh_"
"""How each name made by `scoped_name` begins. Alone it proves nothing: ask `is_scoped_name`."""

_EVERY_WORKER = "all"
_DIGEST_LENGTH = 16
_HEX_DIGITS = frozenset("0123456789abcdef")
_STEM_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


def get_worker_postgres_schema() -> str:
    """The PostgreSQL schema of this worker: ``test_worker_gw0``, ``test_worker_gw1``, ….

    It keeps the workers of one run apart. Where other runs or machines use the same server, take `scoped_name`.

    Raises:
        MalformedWorkerIdError: the environment names a worker in a form that xdist never uses.
    """
    return f"test_worker_{get_worker_id()}"


def get_worker_openfga_store() -> str:
    """The name for this worker's OpenFGA store: ``test_store_gw0``, ``test_store_gw1``, ….

    OpenFGA lets many stores have one name: keep the id that creating the store gave. The name keeps the workers of
    one run apart; where other runs or machines use the same server, take `scoped_name`.

    Raises:
        MalformedWorkerIdError: the environment names a worker in a form that xdist never uses.
    """
    return f"test_store_{get_worker_id()}"


def scoped_name(stem: str, *, max_length: int = 63, per_worker: bool = True) -> str:
    """A name that no other worker, machine or run makes, even on one server: ``bh_orders_gw0_5f0c…``.

    The same call gives the same name for as long as the process lives. The name says which worker made it and ends in
    a hash of the whole stem, run, shard and worker. If it is too long, the readable stem is cut and nothing else.

    Args:
        stem: what the name is for: ASCII lower-case letters, digits and underscores, with a letter first.
        max_length: how many characters, which are also bytes, the server allows: 63 is PostgreSQL's limit.
        per_worker: whether each worker gets a name of its own. False gives one name to all workers of this run on
            this shard, for what one of them builds for all under a lock.

    Returns:
        ASCII lower-case letters, digits and underscores, with a letter first.

    Raises:
        NameTooLongError: `max_length` has no room for the mark, one letter of the stem, the worker and the hash.
        WorkerError: the stem is not of that form, or the environment has a malformed worker, run or shard.
    """
    if not _is_stem(stem):
        raise WorkerError(
            f"{stem!r} cannot be the stem of a name: servers agree only on lower-case letters from a to z, digits and "
            "underscores, with a letter first. Choose a stem of that form; the worker and the run are added to it."
        )
    worker = get_worker_id() if per_worker else _EVERY_WORKER
    tail = f"_{worker}_{_digest(stem, worker)}"
    room = max_length - len(MARK) - len(tail)
    if room < 1:
        raise NameTooLongError(
            f"A name from the stem {stem!r} cannot be had in {max_length} characters: {len(MARK) + 1 + len(tail)} are "
            "needed to tell this run, machine and worker from all others. Raise max_length; where the server allows no "
            "longer names, keep the workers apart by something else than a name."
        )
    return f"{MARK}{stem[:room].rstrip('_')}{tail}"


def is_scoped_name(name: str) -> bool:
    """Whether `name` has the whole form that `scoped_name` gives, so that it is ours to drop or delete.

    It says nothing of the run: a name of another run, perhaps one that is still going, is ours too.
    """
    rest, _, digest = name.rpartition("_")
    rest, _, worker = rest.rpartition("_")
    return (
        rest.startswith(MARK)
        and _is_stem(rest.removeprefix(MARK))
        and (worker == _EVERY_WORKER or (worker.startswith("gw") and whole_number(worker[2:]) is not None))
        and len(digest) == _DIGEST_LENGTH
        and _HEX_DIGITS.issuperset(digest)
    )


def is_name_of_this_run(name: str) -> bool:
    """Whether `scoped_name` made this name in some worker of this run, on this shard.

    A name whose stem was cut cannot be told, and counts as another run's.
    """
    if not is_scoped_name(name):
        return False
    rest, _, digest = name.rpartition("_")
    stem, _, worker = rest.removeprefix(MARK).rpartition("_")
    return _digest(stem, worker) == digest


def _is_stem(text: str) -> bool:
    return text[:1].isalpha() and _STEM_CHARACTERS.issuperset(text)


def _digest(stem: str, worker: str) -> str:
    import hashlib

    # The representation of a tuple keeps its parts apart whatever they hold.
    identity = ascii((stem, get_run_id(), get_shard_index(), worker))
    return hashlib.sha256(identity.encode("ascii")).hexdigest()[:_DIGEST_LENGTH]
