"""What of a transaction's work is kept, and what is undone."""

from __future__ import annotations

from pytest_bulkhead.plugin.touching.sql.statement import Statement, Step
from pytest_bulkhead.plugin.touching.taking import Tally

OPEN = "left open"
"""The fate of what was changed in a transaction that has not ended."""

UNDONE = "rolled back"


class Transaction:
    """That of one connection, with its savepoints."""

    def __init__(self) -> None:
        self._levels: list[tuple[str, set[Tally]]] = [("", set())]
        self._has_work = False

    @property
    def has_work(self) -> bool:
        """Whether anything was changed in it."""
        return self._has_work

    def changed(self, tally: Tally, *, was_changed: bool) -> None:
        """Note a change that may yet be undone.

        Args:
            tally: of the resource.
            was_changed: whether the same party had changed it before.
        """
        if not was_changed or tally.fate == UNDONE:
            tally.fate = OPEN
        if tally.fate == OPEN:
            self._levels[-1][1].add(tally)
            self._has_work = True

    def step(self, statement: Statement) -> None:
        """Follow one statement about the transaction."""
        match statement.step:
            case Step.COMMIT:
                self.end(undone=False)
            case Step.ROLLBACK:
                self.end(undone=True)
            case Step.SAVE:
                self._levels.append((statement.savepoint, set()))
            case Step.RELEASE:
                self._release(self._level(statement.savepoint))
            case Step.ROLLBACK_TO:
                self._back_to(self._level(statement.savepoint))

    def end(self, *, undone: bool) -> None:
        """The whole transaction is over."""
        for _, tallies in self._levels:
            _settle(tallies, UNDONE if undone else "")
        self._levels = [("", set())]
        self._has_work = False

    def _level(self, savepoint: str) -> int:
        """Which of the levels a savepoint has begun; 0 where there is none."""
        numbers = range(len(self._levels) - 1, 0, -1)
        return next((number for number in numbers if self._levels[number][0] == savepoint), 0)

    def _release(self, level: int) -> None:
        if level:
            for _, tallies in self._levels[level:]:
                self._levels[level - 1][1].update(tallies)
            del self._levels[level:]

    def _back_to(self, level: int) -> None:
        if level:
            below = set().union(*(tallies for _, tallies in self._levels[:level]))
            for _, tallies in self._levels[level:]:
                _settle(tallies - below, UNDONE)
            del self._levels[level + 1 :]
            self._levels[level][1].clear()


def _settle(tallies: set[Tally], fate: str) -> None:
    for tally in tallies:
        if tally.fate == OPEN or not fate:
            tally.fate = fate
