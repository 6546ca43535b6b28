"""What brings an empty database to the state that tests start from: files of SQL, and functions that take its URL."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.session import Session

Migration: TypeAlias = str | os.PathLike[str] | Callable[[str], object]
Migrations: TypeAlias = Migration | Sequence[Migration] | None


def listed(migrations: Migrations) -> tuple[Migration, ...]:
    """The steps, one after the other."""
    if migrations is None:
        return ()
    if callable(migrations) or isinstance(migrations, (str, os.PathLike)):
        return (migrations,)
    return tuple(migrations)


def key_of(migrations: Sequence[Migration], *more: object) -> str:
    """The same text in all workers for the same steps, and another one for others."""
    digest = hashlib.sha256(repr(more).encode())
    for step in migrations:
        digest.update(_identity(step).encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()[:8]


def migrate(address: Address, migrations: Sequence[Migration]) -> None:
    """Take the steps in a database.

    Args:
        address: of the database.
        migrations: the steps.

    Raises:
        ServerError: a file cannot be read, or the server refuses what is in it. What a function raises is its own.
    """
    for step in migrations:
        if callable(step):
            step(address.url)
            continue
        text = _read(step)
        with Session(address) as session:
            session.script(text, f"the file {os.fspath(step)}")


def _read(path: str | os.PathLike[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ServerError(
            f"The migration {os.fspath(path)!r} cannot be read: {error}. A migration is the path of a file of SQL, or "
            "a function that is called with the URL of the database."
        ) from None


def _identity(step: Any) -> str:
    if not callable(step):
        return f"{Path(step).resolve()} {_read(step)}"
    while isinstance(step, functools.partial):
        return f"{_identity(step.func)} {step.args!r} {step.keywords!r}"
    function = getattr(step, "__func__", step)
    code = getattr(function, "__code__", None)
    line = f"{code.co_filename}:{code.co_firstlineno}" if code else type(step).__qualname__
    return f"{getattr(function, '__module__', '')} {getattr(function, '__qualname__', '')} {line} {_bound(function)}"


def _bound(function: Any) -> str:
    """The plain values that a function has of where it was made: two of one line do not do the same with others."""
    values = [*(getattr(function, "__defaults__", None) or ())]
    for cell in getattr(function, "__closure__", None) or ():
        with contextlib.suppress(ValueError):  # nothing is in it yet
            values.append(cell.cell_contents)
    # All others may be written otherwise in each worker.
    plain = [os.fspath(value) if isinstance(value, os.PathLike) else value for value in values]
    return repr([value for value in plain if isinstance(value, (str, bytes, int, float))])
