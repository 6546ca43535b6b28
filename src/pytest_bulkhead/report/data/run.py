"""The run that a page is about, and how it went."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.report.data.finite import finite
from pytest_bulkhead.report.data.sources import Run

_SHOWN = 200


def run_data(run: Run) -> dict[str, Any]:
    """Its circumstances and its counts."""
    record, header = run.record, run.record.header
    seconds = record.end.get("seconds") if record.end else None
    return {
        "name": run.name,
        "started": _number(header.get("started")),
        "seconds": _number(seconds),
        "has_ended": record.end is not None,
        "revision": _text(header.get("revision"))[:12],
        "branch": _text(header.get("branch")),
        "dirty": header.get("dirty") is True,
        "python": _text(header.get("python")),
        "platform": _text(header.get("platform")),
        "workers": len(record.workers),
        "dist": record.dist,
        "tests": len(record.tests),
        "failed": record.failed,
        "outcomes": dict(Counter(one.outcome for one in record.tests).most_common()),
        "work": round(sum(one.seconds for one in record.tests), 2),
        "largest": max((one.resident_kb or 0 for one in record.tests), default=0) // 1024 or None,
        "crashes": len(record.crashes),
        "safe": run.safe,
        "opening": run.opening,
        "notices": [masked(notice) for notice in run.notices[:_SHOWN]],
    }


def _number(value: object) -> float | None:
    known = finite(value)
    return None if known is None else round(known, 2)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
