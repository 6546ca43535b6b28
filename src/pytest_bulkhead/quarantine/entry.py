"""One test in quarantine, and what may stand in the file about it."""

from __future__ import annotations

import datetime
import difflib
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LONGEST = 1000
_TEXTS = ("owner", "ticket", "reason")
_DAYS = ("until", "since")
_NEEDED = ("owner", "until", "ticket")


def today() -> datetime.date:
    """The day by which entries expire: that of UTC, which is the same on every machine."""
    return datetime.datetime.now(datetime.UTC).date()


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One test.

    Args:
        test: its node id; one without brackets stands for all parameters of a function.
        owner: who mends it.
        until: the last day on which its failures do not count.
        ticket: where that is talked about.
        since: when it came in, None where nobody has written it down.
        reason: what is known of why it fails.
    """

    test: str
    owner: str
    until: datetime.date
    ticket: str
    since: datetime.date | None = None
    reason: str = ""

    def is_overdue(self, day: datetime.date) -> bool:
        """Whether its failures count again on that day."""
        return self.until < day

    @property
    def terms(self) -> str:
        """Until when, who and where, in a few words."""
        return f"until {self.until.isoformat()}, owner {self.owner}, {self.ticket}"

    def to_json(self, day: datetime.date) -> dict[str, Any]:
        """The entry as programs are told it on that day."""
        return {
            "test": self.test,
            "owner": self.owner,
            "since": self.since and self.since.isoformat(),
            "until": self.until.isoformat(),
            "ticket": self.ticket,
            "reason": self.reason,
            "days_left": (self.until - day).days,
            "overdue": self.is_overdue(day),
        }

    @classmethod
    def of(cls, test: str, fields: Mapping[str, Any]) -> Entry:
        """What a table of the file says.

        Args:
            test: the key of the table.
            fields: what stands in it.

        Raises:
            ValueError: it holds what it may not, or too little.
        """
        if problem := problem_of(test):
            raise ValueError(f"{reprlib.repr(test)} {problem}")
        known = (*_TEXTS, *_DAYS)
        for name in fields:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                raise ValueError(f"{test}: {name!r} means nothing" + (f"; did you mean {near[0]!r}?" if near else ""))
        for name in _NEEDED:
            if not fields.get(name):
                raise ValueError(f"{test}: `{name}` is missing")
        for name, value in fields.items():
            _check(test, name, value)
        return cls(test, **fields)


def problem_of(test: str) -> str:
    """Why this cannot be the node id of a test; empty if it can."""
    if "::" not in test or test.startswith("::") or test.endswith("::"):
        return "is no test: the id of one is a path, :: and a name, as in tests/test_a.py::test_one"
    if not test.isprintable() or len(test) > _LONGEST:
        return "cannot be kept: it is too long, or holds what cannot be printed; name the function without its brackets"
    return ""


def _check(test: str, name: str, value: object) -> None:
    if name in _DAYS:
        # A time of day is a date, too, for Python.
        if type(value) is not datetime.date:
            raise ValueError(f"{test}: `{name}` must be a day without quotes, such as {today().isoformat()}")
    elif not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST:
        raise ValueError(f"{test}: `{name}` must be one line of text")
