"""Runs, their shards, the attempts in them, and the dictionaries."""

from __future__ import annotations

from sqlalchemy import Connection

from pytest_bulkhead.history import schema
from pytest_bulkhead.history.migrations.step import Step

_TABLES = (
    schema.version_table,
    schema.environments,
    schema.tests,
    schema.texts,
    schema.runs,
    schema.shards,
    schema.attempts,
    schema.findings,
)


def _up(connection: Connection) -> None:
    schema.METADATA.create_all(connection, tables=_TABLES)


def _down(connection: Connection) -> None:
    schema.METADATA.drop_all(connection, tables=_TABLES)


STEP = Step(_up, _down)
