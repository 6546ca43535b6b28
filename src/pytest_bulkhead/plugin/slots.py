"""Slots for the workers of a run: in the controller they are given out, lowest free first, and taken back.

The controller is a member of the run, too: what workers share stays when all of them have crashed.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any

import pytest

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.slots import SLOT_VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.worker.gathering import Gathering

_SLOT = "bulkhead_slot"


class Slots:
    """Who has which slot; without pytest, so that any order of events can be tried."""

    def __init__(self) -> None:
        self._held: dict[str, int] = {}

    def take(self, worker: str) -> int:
        """The lowest slot that nobody has; a worker that asks again keeps its own."""
        if worker not in self._held:
            held = set(self._held.values())
            self._held[worker] = next(slot for slot in range(len(held) + 1) if slot not in held)
        return self._held[worker]

    def give_back(self, worker: str) -> None:
        """Free the slot of a worker; it may be told to be down twice."""
        self._held.pop(worker, None)


class SlotHooks:
    """In the controller, whatever the plugin's mode: the resources that a suite uses take their numbers here."""

    def __init__(self) -> None:
        self._slots = Slots()
        self._gathering: Gathering | None = None

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[_SLOT] = self._slots.take(str(node.gateway.id))
        if self._gathering is None:
            self._gathering = _joined(node.workerinput)

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_testnodedown(self, node: Any) -> None:
        # Called for a crashed worker before its replacement is configured.
        self._slots.give_back(str(node.gateway.id))

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        if self._gathering is not None:
            self._gathering.leave()


def _joined(workerinput: Any) -> Gathering | None:
    """The gathering of those whom the workers will find; none where that cannot be had, of which they will tell."""
    from pytest_bulkhead.worker.gathering import join

    run = os.environ.get("BULKHEAD_RUN_ID") or workerinput.get("testrunuid")
    with contextlib.suppress(WorkerError):
        return join(str(run)) if run else None
    return None


def settle_in(config: pytest.Config) -> None:
    """In a worker: let all that is asked for a slot, children too, know the one that the controller has given."""
    slot = getattr(config, "workerinput", {}).get(_SLOT)
    if slot is not None:
        os.environ[SLOT_VARIABLE] = str(slot)
    else:  # of an outer run whose worker started this one, whose slots are not those of this run
        os.environ.pop(SLOT_VARIABLE, None)
