"""What is known of a statement once it is read."""

from __future__ import annotations

import enum
from typing import NamedTuple

from pytest_bulkhead.touch import Access


class Sort(enum.Enum):
    """What kind of thing a name stands for.

    Args:
        TABLE: a table, view, sequence or type: what lies in a schema.
        SCHEMA: what holds those.
        DATABASE: what holds schemas.
    """

    TABLE = "table"
    SCHEMA = "schema"
    DATABASE = "database"


class Ref(NamedTuple):
    """One thing that a statement touches.

    Args:
        name: as PostgreSQL reads it: without quotes, folded to lower case where it had none.
        access: what is done to it.
        schema: empty where the search path decides.
        database: empty for that of the connection.
        sort: what the name stands for.
        defines: whether what it is like changes, and not only what it holds.
        temporary: whether it is made for this connection alone.
    """

    name: str
    access: Access
    schema: str = ""
    database: str = ""
    sort: Sort = Sort.TABLE
    defines: bool = False
    temporary: bool = False


class Step(enum.Enum):
    """What a statement does to the transaction."""

    BEGIN = "begin"
    COMMIT = "commit"
    ROLLBACK = "rollback"
    SAVE = "save"
    RELEASE = "release"
    ROLLBACK_TO = "rollback to"


class Statement(NamedTuple):
    """One statement.

    Args:
        refs: what it touches.
        step: what it does to the transaction, if it is about that.
        savepoint: which, for those of `step` that name one.
        path: the schemas of a new search path; None for no change.
        path_is_local: whether that holds to the end of the transaction only.
        resets_path: whether the search path goes back to what it was at first.
        path_elsewhere: whether the search path of connections to come changes.
        is_unknown: whether it touches what cannot be told from its text.
    """

    refs: tuple[Ref, ...] = ()
    step: Step | None = None
    savepoint: str = ""
    path: tuple[str, ...] | None = None
    path_is_local: bool = False
    resets_path: bool = False
    path_elsewhere: bool = False
    is_unknown: bool = False


UNKNOWN = Statement(is_unknown=True)
