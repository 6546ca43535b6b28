"""What every check is: it is handed a project, and tells what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pytest_bulkhead.meta.subject import Subject


class Fault(NamedTuple):
    """Something that does not hold.

    Args:
        what: is wrong, as a sentence.
        remedy: what to do, likewise.
    """

    what: str
    remedy: str


class DoesNotApplyError(Exception):
    """The project has nothing that a check could look at; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to hold.

    Args:
        name: that of its file.
        why: it matters, as a sentence.
        look: yields what is wrong; raises `DoesNotApplyError` where there is nothing to look at.
    """

    name: str
    why: str
    look: Callable[[Subject], Iterator[Fault]]

    def told(self, fault: Fault) -> str:
        """All that there is to say of a fault of this check."""
        return f"{fault.what} {self.why} {fault.remedy}"
