"""What says that a database is ours: a name that only we make, and a record on the database itself."""

from __future__ import annotations

import json
import os
import socket
import time
from typing import Any, NamedTuple

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.session import Session
from pytest_bulkhead.worker.identity import get_worker_id
from pytest_bulkhead.worker.names import is_scoped_name
from pytest_bulkhead.worker.run import get_run_id, get_shard_index

_MARK = "pytest-bulkhead"


class Record(NamedTuple):
    """Whose a database is; it stands in the comment on it.

    Args:
        run: which made it.
        shard: which of the run's machines.
        worker: which of its workers.
        host: the machine's name.
        pid: of the process.
        since: when, in seconds since 1970.
        ready: whether it is a template that is whole.
    """

    run: str
    shard: int
    worker: str
    host: str
    pid: int
    since: float
    ready: bool = False

    def to_text(self) -> str:
        """For the comment."""
        return json.dumps({"made by": _MARK, **self._asdict()})

    @classmethod
    def from_text(cls, text: str | None) -> Record | None:
        """What `to_text` wrote; None for any other comment."""
        try:
            data: dict[str, Any] = json.loads(text or "")
            if data.pop("made by") != _MARK:
                return None
            return cls(**data)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    @property
    def is_of_this_run(self) -> bool:
        """Whether this run made it, on this machine."""
        return (self.run, self.shard, self.host) == (get_run_id(), get_shard_index(), socket.gethostname())

    @property
    def lease(self) -> str:
        """The name of the lock that its run holds on a server that is not ours."""
        return f"bulkhead {self.run!r} {self.shard} {self.host!r}"


def own_record(*, ready: bool = False) -> Record:
    """What is put on databases that this process makes."""
    return Record(
        get_run_id(), get_shard_index(), get_worker_id(), socket.gethostname(), os.getpid(), time.time(), ready
    )


def record(session: Session, database: str, *, ready: bool = False) -> None:
    """Put our record on a database."""
    session.run("COMMENT ON DATABASE {:name} IS {}", database, own_record(ready=ready).to_text())


class Found(NamedTuple):
    """A database that is there.

    Args:
        record: ours on it, if it bears one.
        comment: whatever it bears.
    """

    record: Record | None
    comment: str


def found(session: Session, database: str) -> Found | None:
    """What is known of a database; None where there is none of this name."""
    rows = session.run(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_catalog.pg_database WHERE datname = {}", database
    )
    return Found(Record.from_text(rows[0][0]), rows[0][0] or "") if rows else None


def drop(session: Session, database: str, *, unrecorded: bool = False) -> None:
    """Drop a database of this run, and end whatever is still connected to it.

    Args:
        session: with another database of the server.
        database: its name.
        unrecorded: whether it may lack a record, since whoever made it may have died between the two.

    Raises:
        ServerError: it is not this run's; nothing was done.
    """
    there = found(session, database)
    if there is None:
        return
    is_ours = there.record.is_of_this_run if there.record else unrecorded and not there.comment
    if not is_scoped_name(database) or not is_ours:
        raise ServerError(
            f"The database {database!r} at {session.address.place} is not this run's ({there.comment[:200] or 'no '}"
            f"{'' if there.comment else 'record of ours'}), so it was left alone. Where two machines share a run, give "
            "each a BULKHEAD_SHARD of its own; else drop it by hand if nobody needs it."
        )
    session.run("DROP DATABASE IF EXISTS {:name} WITH (FORCE)", database)
