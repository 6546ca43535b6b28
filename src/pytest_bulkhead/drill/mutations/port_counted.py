"""Port 0 becomes a number reckoned from the worker's."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import brought, instead, joined, start_of
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.ports import free_ports
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for one in free_ports(subject):
        name = brought("os.environ", one.call, subject.module)
        if name is None:
            continue
        text = f'18800 + int({name[0]}.get("PYTEST_XDIST_WORKER", "gw0")[2:])'
        edits = joined(instead(one.number, text, subject), name[1])
        if edits:
            yield Violation("BH206", edits, start_of(one.call, subject), (one.function,), frozenset({"BH201"}))


MUTATION = Mutation("port-counted", _violations)
