"""The tests that are not just steady, the dearest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.history.flaky.cause import Cause, Why
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.history.flaky.runs import Seen
from pytest_bulkhead.outputs.masking import masked, masked_test
from pytest_bulkhead.report.data.command import of_tests
from pytest_bulkhead.report.data.spark import STRIP, spark


def flaky_data(tests: Sequence[Judged]) -> list[dict[str, Any]]:
    """What a page shows of them."""
    return [_flaky(one) for one in tests]


def is_of(cause: Cause, finding: Finding) -> bool:
    """Whether this finding is what a cause tells of, wherever it stands now."""
    known = cause.finding
    return known is not None and (known.code, known.what, known.test) == (finding.code, finding.what, finding.test)


def _flaky(one: Judged) -> dict[str, Any]:
    seen = one.seen[-STRIP:]
    return {
        "test": masked_test(one.test),
        "environment": one.environment,
        "state": one.state.value,
        "rate": round(one.verdict.rate.mean, 4),
        "low": round(one.verdict.rate.low, 4),
        "high": round(one.verdict.rate.high, 4),
        "runs": one.verdict.runs,
        "contradictions": one.verdict.signs.contradictions,
        "failed": len(one.verdict.signs.unexplained),
        "since": _seconds(one.verdict.since),
        "latest": _seconds(one.verdict.latest),
        "wasted": round(one.cost.wasted / 1e6, 1),
        "blocked": one.cost.blocked,
        "owners": list(one.owners),
        "causes": [
            {"why": cause.why.value, "told": masked(cause.told), "seen": cause.seen.told if cause.seen else ""}
            for cause in one.causes[:5]
        ],
        "strip": "".join(map(_mark, seen)),
        "spark": spark(_duration(run) for run in seen),
        "command": _command(one),
    }


def _mark(seen: Seen) -> str:
    if seen.contradicts_itself:
        return "R"
    return "F" if seen.is_bad else "." if seen.is_good else "s"


def _duration(seen: Seen) -> int:
    return seen.attempts[-1].wall if seen.attempts else 0


def _command(one: Judged) -> str:
    """With the test that leaks first, where one is known to make it fail."""
    test = masked_test(one.test)
    polluter = next((cause for cause in one.causes if cause.why is Why.POLLUTER), None)
    before = polluter.told.rpartition(" times after ")[2].rpartition(", else ")[0] if polluter else ""
    return of_tests([*([before] if before else []), test])


def _seconds(microseconds: int | None) -> int | None:
    return None if microseconds is None else microseconds // 1_000_000
