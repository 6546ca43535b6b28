"""What the attempts of each day come to for each test: lists of months are read in the time of a glance."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from pytest_bulkhead.history import schema
from pytest_bulkhead.history.migrations.step import Step
from pytest_bulkhead.history.tallying import tally_of


def _up(connection: Connection) -> None:
    schema.METADATA.create_all(connection, tables=[schema.tallies])
    connection.execute(insert(schema.tallies).from_select(schema.tallies.c.keys(), tally_of()))


def _down(connection: Connection) -> None:
    schema.METADATA.drop_all(connection, tables=[schema.tallies])


STEP = Step(_up, _down)
