"""What a worker writes down for the case that it dies."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from pytest_bulkhead.plugin.crashes.black_box import BlackBox
from pytest_bulkhead.plugin.crashes.scratch import places

SCRATCH = "bulkhead_scratch"
"""Where a worker finds the scratch folder in what the controller tells it."""

_MOST_NEWS = 1 << 20


def open_box(config: pytest.Config) -> WorkerHooks | None:
    """The hooks of a worker whose controller has made a scratch folder on this machine; None for any other."""
    given = getattr(config, "workerinput", {})
    folder = given.get(SCRATCH, "")
    if not folder or not os.path.isdir(folder):  # noqa: PTH112
        return None
    try:
        return WorkerHooks(folder, str(given["workerid"]))
    except OSError:
        return None


class WorkerHooks:
    """Registered in each worker on the controller's machine."""

    def __init__(self, folder: str, worker: str) -> None:
        """Open the files.

        Raises:
            OSError: they cannot be made.
        """
        steps, self._trace, self._news = places(folder, worker)
        self._box = BlackBox(steps)
        self.kb: Callable[[], int] = lambda: 0
        """Tells the resident size at the last look."""

    def changed(self, kind: str, name: str) -> None:
        """A state of this kind and name has changed."""
        self._box.note("change", f"{kind} {name}")

    def keep(self, parcel: dict[str, Any] | None) -> None:
        """Keep what is about to be sent with the worker's farewell, which may never be."""
        text = json.dumps(parcel) if parcel else ""
        if 0 < len(text) < _MOST_NEWS:
            with contextlib.suppress(OSError), open(self._news, "x", encoding="utf-8") as file:
                file.write(text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        # Only what pytest itself has pointed at the standard error by now, which the controller will write to instead:
        # a file of the user's own, and the wish to have none, are respected. The file stays open, as long as the
        # interpreter may write to it.
        if session.config.pluginmanager.hasplugin("faulthandler") and faulthandler.is_enabled():
            with contextlib.suppress(OSError):
                faulthandler.enable(os.open(self._trace, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._box.begin(item.nodeid, self.kb())

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        self._box.goes_on(b"call")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self) -> None:
        self._box.goes_on(b"teardown")

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> None:
        self._box.note("fixture", fixturedef.argname)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        self._box.goes_on(b"between")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._box.note("finish", "")
