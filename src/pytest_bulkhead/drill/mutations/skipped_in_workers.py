"""A test is skipped in workers, as if that made it sound."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.drill.mutating.changing import above, brought, joined
from pytest_bulkhead.drill.mutating.mutation import Mutation, Violation
from pytest_bulkhead.drill.mutating.subject import Subject


def _violations(subject: Subject) -> Iterator[Violation]:
    for test in subject.tests:
        environ = brought("os.environ", test.node, subject.module)
        mark = brought("pytest.mark", test.node, subject.module) if environ else None
        if environ is None or mark is None or mark[1]:
            continue
        line = f'@{mark[0]}.skipif("PYTEST_XDIST_WORKER" in {environ[0]}, reason="fails beside other tests")'
        put = above(test, [line])
        edits = joined(put, environ[1])
        if put and edits:
            yield Violation("BH508", edits, put.start, (test,))
            break  # one in a file is as good as all


MUTATION = Mutation("skipped-in-workers", _violations)
