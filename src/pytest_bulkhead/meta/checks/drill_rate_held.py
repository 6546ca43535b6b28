"""The latest drill caught no smaller part of what it seeded than the recorded one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "What was caught once and is not caught now comes in by the next commit."

RECORDED = "bulkhead-drill.json"
"""The committed scorecard."""
LATEST = ".bulkhead/drill.json"


def look(subject: Subject) -> Iterator[Fault]:
    """Whether the rate has fallen."""
    recorded, latest = (_find(subject, name) for name in (RECORDED, LATEST))
    if recorded is None:
        raise DoesNotApplyError(
            f"no drill is recorded: `bulkhead drill --output-format json > {RECORDED}`, and commit it"
        )
    if latest is None:
        raise DoesNotApplyError("no drill was made in this clone: `bulkhead drill` makes one")
    was, is_now = _rate(recorded), _rate(latest)
    if is_now < was:
        yield Fault(
            f"The latest drill caught {is_now:.1%} of what it seeded, and the one in {RECORDED} {was:.1%}.",
            "Look at its survivors: a rule or a sensor was switched off, or there are new kinds of tests.",
        )


def _find(subject: Subject, name: str) -> Path | None:
    return next((path for path in (subject.root / name, subject.top / name) if path.is_file()), None)


def _rate(path: Path) -> float:
    try:
        rate = json.loads(path.read_text(encoding="utf-8"))["summary"]["prevention_rate"]
        if isinstance(rate, int | float) and 0 <= rate <= 1:
            return float(rate)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise DoesNotApplyError(f"{path} is no scorecard of a drill")
