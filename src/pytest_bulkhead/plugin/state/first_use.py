"""Whether a shift is the code under test filling what was empty, or somebody's leak."""

from __future__ import annotations

from collections.abc import Hashable

from pytest_bulkhead.plugin.fading import faded
from pytest_bulkhead.plugin.sensor import ABSENT, Filling
from pytest_bulkhead.plugin.state.called import called_by
from pytest_bulkhead.plugin.state.code_at_work import CodeAtWork, changed_names
from pytest_bulkhead.plugin.state.holders import Shift
from pytest_bulkhead.plugin.state.likeness import likeness
from pytest_bulkhead.plugin.state.ownership import Ownership
from pytest_bulkhead.plugin.state.provenance import Provenance
from pytest_bulkhead.plugin.state.values import Value

_NOTHING = object()
"""Is like nothing that a state can hold."""


class FirstUses:
    """Caches, registries and lazy singletons fill all the time; what they were filled with may go again, too."""

    def __init__(self, own: Ownership, provenance: Provenance) -> None:
        self._own = own
        self._provenance = provenance
        self._first: dict[Hashable, object] = {}
        self._set_up: set[Hashable] = set()
        """What shared fixtures have put where nothing was, in test code."""

    def judge(
        self, shift: Shift, key: Hashable, module: str, name: str, work: CodeAtWork, *, is_data: bool = False
    ) -> Filling:
        """What a shift is.

        Args:
            shift: what was seen.
            key: of the state.
            module: in which it is.
            name: of the variable that the state is in.
            work: whose turn it was.
            is_data: whether the variable leads to it through collections alone, and no object that fills by itself.
        """
        key = faded(key)  # kept for the whole run, and no reason for what it holds to be
        is_of_tests = self._own.is_collected(module)
        if is_of_tests:
            # What `setUpClass` and `setup_module` are there for: the tests read what they have put there.
            if work.is_shared and _is_empty(shift.was):
                self._set_up.add(key)
                return Filling.FIRST
            if work.is_shared and key in self._set_up and _is_empty(shift.now):
                return Filling.FIRST  # `tearDownClass` leaves None where nothing was
            is_filled = _is_empty(shift.was) or shift.added is not None
            if not is_filled or (is_data and shift.is_of_filled) or work.module_changes(name):
                return Filling.NONE
        now = likeness(shift.after)
        if now == self._first.get(key, _NOTHING):
            return Filling.FIRST
        # What an object of the tests' makes of itself when it is first asked is made of the tests' things.
        is_made_late = is_of_tests and shift.added is None
        if work.changes(name) or (not is_made_late and self._brings_test_things(shift, work)):
            return Filling.NONE
        if _is_replaced(shift) and self._is_changed_by_helpers(module, name, work):
            return Filling.NONE
        if shift.added is not None or (_is_number(shift.before) and _is_number(shift.after)):
            self._first.setdefault(key, _NOTHING)
            return Filling.FIRST
        return self._judge_filling(shift, key, now)

    def _judge_filling(self, shift: Shift, key: Hashable, now: object) -> Filling:
        # What was filled may go again, and be filled again with the like; otherwise tests see who came before them.
        if key not in self._first:
            if not _is_empty(shift.was):
                return Filling.FIRST if now == _former_likeness(shift) else Filling.NONE
            self._first[key] = faded(now)
            return Filling.FIRST
        return Filling.FIRST if _is_empty(shift.now) else Filling.DIFFERENT

    def _is_changed_by_helpers(self, module: str, name: str, work: CodeAtWork) -> bool:
        """Whether functions that the test calls change a state of the product; those of test code may count."""
        if work.is_shared or self._own.is_test(module):
            return False
        called = called_by(work.functions, self._own.is_test)
        return any(name in changed_names(function.__code__) for function in called)

    def _brings_test_things(self, shift: Shift, work: CodeAtWork) -> bool:
        if shift.added is not None:
            # The key of a thing is not the thing.
            functions = () if shift.is_queue else work.functions
            return any(self._provenance.comes_from(one, functions) for one in shift.added)
        return shift.after is not ABSENT and self._provenance.comes_from(shift.after, work.functions)


def _former_likeness(shift: Shift) -> object:
    known = shift.was.likeness if isinstance(shift.was, Value) else None
    return likeness(shift.before) if known is None else known


def _is_empty(value: object) -> bool:
    return value is ABSENT or (isinstance(value, Value) and value.is_empty)


def _is_replaced(shift: Shift) -> bool:
    """Whether something stood there before, and stands there no more."""
    return shift.added is None and not _is_empty(shift.was)


def _is_number(thing: object) -> bool:
    return type(thing) in (int, float)
