"""Brings a store to the schema of this version, or to another one."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, inspect, select, text

from pytest_bulkhead.errors import StoreError
from pytest_bulkhead.history.migrations import STEPS
from pytest_bulkhead.history.schema import version_table

VERSION = len(STEPS)
GATE = 0x62756C6B
"""The lock that whoever changes the schema or removes what others may need takes alone, and whoever adds shares."""


def version_of(connection: Connection, place: str) -> int:
    """The number of a store's schema; 0 where there is none yet.

    Args:
        connection: to the store.
        place: of the store, for messages.

    Raises:
        StoreError: it is of a later version, or its number is missing.
    """
    if not inspect(connection).has_table(version_table.name):
        return 0
    found = connection.execute(select(version_table.c.version)).scalars().all()
    if len(found) != 1 or not isinstance(found[0], int) or found[0] < 1:
        raise StoreError(f"{place} has a table {version_table.name} that says nothing: it is no store of bulkhead.")
    if found[0] > VERSION:
        raise StoreError(
            f"{place} was made by a later bulkhead (schema {found[0]}, this one knows {VERSION}). Upgrade to use it; "
            "nothing in it was touched."
        )
    return int(found[0])


def migrate(connection: Connection, place: str, target: int = VERSION) -> None:
    """Go up or down to a schema, within the transaction of the caller: all of it, or nothing.

    Raises:
        StoreError: the store is of a later version.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:gate)"), {"gate": GATE})
    version = version_of(connection, place)
    for step in STEPS[version:target]:
        step.up(connection)
    for step in reversed(STEPS[target:version]):
        step.down(connection)
    if version != target and target:
        connection.execute(delete(version_table))
        connection.execute(insert(version_table).values(version=target))
