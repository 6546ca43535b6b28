"""BH101: a test, fixture or set-up changes an environment variable and nothing puts it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pytest_bulkhead.checker.cases import environ as cases
from pytest_bulkhead.checker.cases import environ_fine, environ_restored_around
from pytest_bulkhead.checker.operations import Action, Operation
from pytest_bulkhead.checker.rule import Case
from pytest_bulkhead.checker.state_rule import StateRule
from pytest_bulkhead.checker.states.environ import EnvironState
from pytest_bulkhead.findings import What
from pytest_bulkhead.hazards.catalogue.environ import HAZARD

_NAMED = 4


class Environ(StateRule):
    hazards = (HAZARD,)
    tokens = ("environ", "putenv", "unsetenv", "dotenv")
    states = (EnvironState,)
    bad = cases.BAD
    good: ClassVar[Mapping[str, Case]] = {**environ_fine.GOOD, **environ_restored_around.GOOD}

    def what(self, change: Operation) -> What:
        return What("environ", change.key.text)

    def done(self, change: Operation) -> str:
        names = sorted(change.key.names) if not change.key.loose else []
        thing = "environment variables"
        if names:
            thing = f"the environment variable{'s' * (len(names) > 1)} {', '.join(names[:_NAMED])}"
        if change.action is Action.MERGE and change.value is None:
            return "loads a file into the environment"
        if change.action is Action.REMOVE:
            return f"deletes {thing}"
        if change.action is Action.CLEAR:
            return "empties the environment"
        return f"sets {thing}" if change.action is not Action.REPLACE else "replaces the environment"


RULE = Environ()
