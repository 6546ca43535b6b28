"""Which overrides are in force while a test runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.fastapi.dependencies import Dependencies
from pytest_bulkhead.checker.fastapi.overriding import Override, Overriding
from pytest_bulkhead.checker.fastapi.routes import Holder
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge, module_where


class InForce:
    """Gathers overrides from a test, from the fixtures and set-ups behind it, and from imports."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.overriding = Overriding(knowledge)
        self.dependencies = Dependencies(knowledge)

    def during(self, function: Function, application: Holder | None = None) -> dict[str, str] | None:
        """What is called in the place of what, by name; None when some of it is not known.

        Args:
            function: a test, or a fixture when what comes after it does not matter.
            application: where it is known, what its own code overrides counts, too.
        """
        return self._by_name(self._all(function, application))

    def _all(self, function: Function, application: Holder | None) -> Iterator[Override]:
        fixtures = [one.function for one in self.knowledge.fixtures.behind(function)]
        for one in (*fixtures, *self.knowledge.idioms.setups(function), function):
            yield from self.overriding.by(one)
        for module in (function.module, *self.knowledge.index.conftests(function.module.path)):
            yield from self.overriding.within(module_where(module))
        for _, where in application.sites if application else ():
            yield from self.overriding.within(where)

    def _by_name(self, overrides: Iterable[Override]) -> dict[str, str] | None:
        found: dict[str, str] = {}
        for one in overrides:
            name = self.dependencies.named(one.key, one.where) if one.key is not None else ""
            if not name:
                return None
            if not self.overriding.is_neutral(one):
                found[name] = self.dependencies.named(one.value, one.where) if one.value is not None else ""
        return found
