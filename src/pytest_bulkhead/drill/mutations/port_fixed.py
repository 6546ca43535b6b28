"""Port 0 becomes a fixed one."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import instead, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.ports import free_ports
from pytest_bulkhead.drill.mutating.subject import Subject

_PORT = 18741


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in free_ports(subject):
        edits = (instead(one.number, str(_PORT), subject),)
        yield Violation("BH201", edits, start_of(one.call, subject), (one.function,))


MUTATION = Mutation("port-fixed", _violations)
