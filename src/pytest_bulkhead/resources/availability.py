"""What becomes of a test whose server is not there: it is skipped, or an error where the project requires it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

import pytest

from pytest_bulkhead.errors import BulkheadError, ServerError
from pytest_bulkhead.settings import load_settings

_Value = TypeVar("_Value")


@contextmanager
def needing(kind: str, config: pytest.Config) -> Iterator[None]:
    """Skip the test that asks for a server which cannot be had, unless the project requires it.

    Only what is missing is a reason to skip: a server that is there and not as it should be is always an error.

    Args:
        kind: one of the settings' servers.
        config: of the session.
    """
    try:
        yield
        return
    except MissingError as error:
        missing, told = True, str(error)
    except BulkheadError as error:
        missing, told = False, str(error)
    # Outside of the blocks above, and from None, or pytest would tell it twice.
    if missing and kind not in _required(config):
        pytest.skip(told)
    told = f"{told} It is required by the settings." if missing else told
    raise pytest.fail.Exception(told, pytrace=False) from None


@contextmanager
def opened(kind: str, config: pytest.Config, made: AbstractContextManager[_Value]) -> Iterator[_Value]:
    """What a context manager gives, where its own errors become those of the test, on entry and at the end.

    Args:
        kind: as for `needing`.
        config: likewise.
        made: gives the value of a fixture.
    """
    with needing(kind, config):
        value = made.__enter__()
    try:
        yield value
    finally:
        with needing(kind, config):
            made.__exit__(None, None, None)


class MissingError(ServerError):
    """Neither a server nor the program to start one, or no library to speak to it."""


def server_url(kind: str, config: pytest.Config) -> str | None:
    """The URL of a server that is there already, by the environment (`BULKHEAD_REDIS_URL`) or the settings.

    Raises:
        SettingsError: the settings cannot be read.
    """
    given = os.environ.get(f"BULKHEAD_{kind.upper()}_URL")
    return given or dict(load_settings(config.rootpath).servers).get(kind)


def _required(config: pytest.Config) -> frozenset[str]:
    given = config.getini("bulkhead_require")
    if given is None:
        return frozenset(load_settings(config.rootpath).require)
    return frozenset(given)
