"""What pytest calls where operations are refused in tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from pytest_bulkhead.errors import RefusedError
from pytest_bulkhead.plugin.options import allowed_by_mark
from pytest_bulkhead.plugin.refusing import Refusing, Running, end_at
from pytest_bulkhead.plugin.watch import Watch


class RefuseHooks:
    """Beside those of the watch, in each process that runs tests."""

    def __init__(self, refusing: Refusing, watch: Watch) -> None:
        self._refusing = refusing
        self._watch = watch

    def pytest_sessionstart(self) -> None:
        self._refusing.start()

    def pytest_unconfigure(self) -> None:
        self._refusing.stop()

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        try:
            states = allowed_by_mark(item)
        except ValueError:  # no reason, as is said where it matters
            states = frozenset()
        self._refusing.test_begins(Running(item.nodeid, states, getattr(item, "obj", None)))
        yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None]:
        yield
        self._refusing.test_ends()

    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        self._watch.add(*self._refusing.take())
        if call.excinfo is not None and isinstance(call.excinfo.value, RefusedError):
            end_at(call.excinfo.tb, call.excinfo.value.path, call.excinfo.value.line)
