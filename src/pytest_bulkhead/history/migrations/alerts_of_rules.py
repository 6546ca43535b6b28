"""Alerts that rules have raised, and what has become of them."""

from __future__ import annotations

from sqlalchemy import Connection

from pytest_bulkhead.history import schema
from pytest_bulkhead.history.migrations.step import Step


def _up(connection: Connection) -> None:
    schema.METADATA.create_all(connection, tables=[schema.alerts])


def _down(connection: Connection) -> None:
    schema.METADATA.drop_all(connection, tables=[schema.alerts])


STEP = Step(_up, _down)
