"""The databases of runs on a server that others use, too: those of one run, and those whose run has died."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres import ownership
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.leases import try_lock
from pytest_bulkhead.resources.postgres.session import Session
from pytest_bulkhead.worker.names import is_name_of_this_run, is_scoped_name


class LeftOver(NamedTuple):
    """A database whose run has died.

    Args:
        database: its name.
        record: whose it was.
    """

    database: str
    record: ownership.Record


def left_over(address: Address) -> list[LeftOver]:
    """The databases of ours on a server that nobody needs any more: their runs no longer hold their leases.

    Raises:
        ServerError: the server cannot be asked.
    """
    with Session(address) as session:
        recorded = [LeftOver(name, found.record) for name, found in _databases(session) if found.record]
        dead = {lease for lease in {one.record.lease for one in recorded} if try_lock(session, lease)}
        return [one for one in recorded if one.record.lease in dead]


def drop_left_over(address: Address, one: LeftOver) -> bool:
    """Drop it, unless its run is alive after all or it was replaced meanwhile; whether that was done.

    Raises:
        ServerError: the server cannot be asked.
    """
    with Session(address) as session:
        if not try_lock(session, one.record.lease):
            return False
        there = ownership.found(session, one.database)
        if there is None or there.record != one.record or not is_scoped_name(one.database):
            return False
        used = "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = {}"
        if int(session.run(used, one.database)[0][0]):  # its run may have lost its lease, and goes on
            return False
        session.run("DROP DATABASE IF EXISTS {:name} WITH (FORCE)", one.database)
        return True


def drop_all_of_this_run(session: Session) -> None:
    """Drop what this run made on this machine and did not drop itself.

    Raises:
        ServerError: the server refuses one of them; the others are gone.
    """
    failed = []
    for name, found in _databases(session):
        # Whoever made it may have died before the record was on it; its name says, too, which run that was.
        is_ours = found.record.is_of_this_run if found.record else not found.comment and is_name_of_this_run(name)
        if is_ours:
            try:
                ownership.drop(session, name, unrecorded=True)
            except ServerError as error:
                failed.append(error)
    if failed:
        raise failed[0]


def _databases(session: Session) -> Iterator[tuple[str, ownership.Found]]:
    rows = session.run("SELECT datname, shobj_description(oid, 'pg_database') FROM pg_catalog.pg_database")
    for name, comment in rows:
        if is_scoped_name(name):
            yield name, ownership.Found(ownership.Record.from_text(comment), comment or "")
