"""The project that is looked at, and what its interpreter has answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.meta.check import DoesNotApplyError
from pytest_bulkhead.meta.registry import find_check
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.project.pytest_facts import PytestFacts


class UnknownError(Exception):
    """Nobody knows, since pytest does not start."""


@dataclass(frozen=True, slots=True)
class Case:
    """What every thing is looked at with.

    Args:
        subject: the project.
        environ: the variables that hold.
        python: the interpreter, as it is called.
        origin: why it is this one.
        complaint: why nothing is known of its pytest; None where it answers.
    """

    subject: Subject
    environ: Mapping[str, str]
    python: str
    origin: str
    complaint: BulkheadError | None = None

    @property
    def facts(self) -> PytestFacts:
        """What pytest knows.

        Raises:
            UnknownError: it does not start.
        """
        if self.complaint:
            raise UnknownError
        return self.subject.facts

    def held(self, name: str, label: str, *, state: State = State.WARNING, fine: str = "") -> Iterator[Line]:
        """What a check of the meta-tests says, as lines.

        Args:
            name: of the check.
            label: for its lines.
            state: of what is wrong.
            fine: what to say where nothing is; nothing unless given.
        """
        check = find_check(name)
        faults = 0
        try:
            for fault in check.look(self.subject):
                faults += 1
                yield Line(label, fault.what, state=state, remedy=f"{fault.remedy} {check.why}")
        except DoesNotApplyError as error:
            if fine:
                yield Line(label, str(error), state=State.NOTE)
            return
        except BulkheadError:  # the settings, which are a thing of their own
            return
        if fine and not faults:
            yield Line(label, fine)
