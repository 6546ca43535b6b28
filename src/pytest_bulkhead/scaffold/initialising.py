"""All that a project wants, as one plan: each file once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal
from pytest_bulkhead.scaffold.registry import proposers
from pytest_bulkhead.scaffold.text.insertion import inserted


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written.

    Args:
        proposals: one for each file.
        declined: what is not proposed, although it is wanted.
    """

    proposals: tuple[Proposal, ...]
    declined: tuple[Declined, ...] = ()

    @property
    def hindered(self) -> bool:
        """Whether something would be proposed but for what is wrong with a file."""
        return any(one.hinders for one in self.declined)


def plan(project: Project, parts: Collection[str]) -> Plan:
    """What a project wants of these parts."""
    return joined(one for proposer in proposers() if proposer.part in parts for one in proposer.propose(project))


def joined(found: Iterable[Proposal | Declined]) -> Plan:
    """A plan of what was proposed; what goes into one file is put into it together."""
    by_path: dict[str, Proposal] = {}
    declined: list[Declined] = []
    for one in found:
        if isinstance(one, Declined):
            declined.append(one)
        elif (other := by_path.get(one.shown)) and other.insertions:
            insertions = (*other.insertions, *one.insertions)
            after = inserted(one.before or "", insertions)
            by_path[one.shown] = replace(other, why=f"{other.why}; {one.why}", after=after, insertions=insertions)
        else:
            by_path[one.shown] = one
    return Plan(tuple(by_path.values()), tuple(declined))
