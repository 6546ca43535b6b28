"""By how much each attempt made its process larger."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select, text

from pytest_bulkhead.history import schema
from pytest_bulkhead.history.growing import note_growth
from pytest_bulkhead.history.migrations.step import Step

_TABLE, _COLUMN = schema.attempts.name, schema.attempts.c.grown.name


def _up(connection: Connection) -> None:
    # A store that is made by this version has the column from its first step on.
    if _COLUMN in {column["name"] for column in inspect(connection).get_columns(_TABLE)}:
        return
    connection.execute(text(f"ALTER TABLE {_TABLE} ADD COLUMN {_COLUMN} BIGINT"))
    for run in connection.execute(select(schema.runs.c.id)).scalars().all():
        note_growth(connection, run)


def _down(connection: Connection) -> None:
    connection.execute(text(f"ALTER TABLE {_TABLE} DROP COLUMN {_COLUMN}"))


STEP = Step(_up, _down)
