"""asyncio's policy, and the loop that is set as the current one of the main thread."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable
from functools import partial
from typing import Any

from pytest_bulkhead.hazards.catalogue import thread_or_loop
from pytest_bulkhead.plugin.known_tools import module_of
from pytest_bulkhead.plugin.sensor import ABSENT, Change, Filling, Same, Sensor, Signs
from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork
from pytest_bulkhead.plugin.turns import Turns

_LOOP = "current event loop"
_POLICY = "event loop policy"
_EVENTS = "asyncio.events"


class EventLoop(Sensor):
    """Looks at what is set already: asking asyncio would make a policy and a loop.

    A loop where there was none is a first use while it is open, unless the test's own code sets one:
    `asyncio.get_event_loop` makes one. Where pytest-asyncio or anyio set loops around each test, only the policy is
    looked at.
    """

    hazards = (thread_or_loop.HAZARD,)
    kind = "event-loop"
    mentions = r"\bset_event_loop(_policy)?\b|\bnew_event_loop\b|\bget_event_loop\b|\buvloop\b"

    def __init__(self) -> None:
        self._policy: Any = None
        self._loop: Any = None
        self._work = CodeAtWork(Turns())

    def join(self, turns: Turns) -> None:
        self._work = CodeAtWork(turns)

    def signs(self) -> Signs | None:
        if "pytest_asyncio" in sys.modules:  # sets another loop for each test, and perhaps another policy
            return None
        events: Any = sys.modules.get(_EVENTS)
        if events is None:
            return Signs()
        policy = getattr(events, "_event_loop_policy", None)
        if policy is not None and _is_managed(policy):
            return None
        local = getattr(policy, "_local", None)
        loop = (partial(getattr, local, "_loop", None),) if local is not None else ()
        return Signs(
            identical=(partial(sys.modules.get, _EVENTS), partial(getattr, events, "_event_loop_policy", None), *loop)
        )

    def start(self) -> None:
        self._policy, self._loop = _policy(), _loop()

    def poll(self) -> Iterable[Change]:
        asyncio: Any = sys.modules.get(_EVENTS)
        if asyncio is None:
            return ()
        now = getattr(asyncio, "_event_loop_policy", None)
        if now is None and self._policy is None and self._loop is None:
            return ()
        policy, loop = _policy(), _loop()
        if policy is self._policy and loop is self._loop:
            return ()
        return list(self._changes(policy, loop))

    def restore(self, key: Hashable, before: object) -> bool:
        asyncio = sys.modules["asyncio.events"]
        wanted = before.wrapped if isinstance(before, Same) else None
        if key == _POLICY:
            asyncio.set_event_loop_policy(wanted)
            return True
        if wanted is not None and wanted.is_closed():
            wanted = None
        asyncio.set_event_loop(wanted)
        return True

    def describe(self, name: str, before: object, after: object) -> str:
        if name == _POLICY:
            return f"another {name}"
        is_closed = isinstance(after, Same) and after.wrapped.is_closed()
        return f"a closed loop set as the {name}" if is_closed else f"another {name}"

    def _changes(self, policy: Any, loop: Any) -> Iterable[Change]:
        if policy is not self._policy:
            before, self._policy = self._policy, policy
            if not (_is_default(before) and _is_default(policy)):
                yield Change(_POLICY, _POLICY, _wrapped(before), _wrapped(policy))
        if loop is not self._loop:
            before, self._loop = self._loop, loop
            is_first = before is None and loop is not None and not loop.is_closed()
            is_harmless = loop is None or (is_first and not self._work.mentions("set_event_loop"))
            yield Change(_LOOP, _LOOP, _wrapped(before), _wrapped(loop), filling=Filling.first_if(is_harmless))


def _policy() -> Any:
    policy = getattr(sys.modules.get(_EVENTS), "_event_loop_policy", None)
    return None if policy is not None and _is_managed(policy) else policy


def _loop() -> Any:
    policy = getattr(sys.modules.get(_EVENTS), "_event_loop_policy", None)
    loop = getattr(getattr(policy, "_local", None), "_loop", None)
    if loop is None or "pytest_asyncio" in sys.modules or not hasattr(loop, "is_closed"):
        return None
    return loop


def _is_managed(policy: object) -> bool:
    return module_of(policy).partition(".")[0] in ("pytest_asyncio", "anyio")


def _is_default(policy: object) -> bool:
    return policy is None or module_of(policy).startswith("asyncio.")


def _wrapped(thing: object) -> object:
    return ABSENT if thing is None else Same(thing)
