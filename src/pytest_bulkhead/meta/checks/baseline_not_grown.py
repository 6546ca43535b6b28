"""The baseline tolerates no more than it did where the work at hand began."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.meta.base import text_before, waived
from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.tolerated.baseline import Baseline
from pytest_bulkhead.tolerated.baseline_file import read_baseline

WHY = "A baseline is what is still to be mended; one that grows is where new findings are hidden."


def look(subject: Subject) -> Iterator[Fault]:
    """Each code of which more is tolerated in all; that a file was moved changes nothing."""
    path = subject.settings.baseline
    if path is None or not path.is_file():
        raise DoesNotApplyError("the project has no baseline")
    before, now = _totals(_before(path, subject)), _totals(read_baseline(path))
    grown = now - before
    if not grown or waived("baseline_not_grown", subject):
        return
    told = ", ".join(f"{code} from {before[code]} to {now[code]}" for code in sorted(grown))
    yield Fault(
        f"{subject.shown(path)} has grown: {told}.",
        "Mend what is new, or say why in a commit message: `Isolation-waiver: baseline_not_grown REASON`.",
    )


def _before(path: Path, subject: Subject) -> Baseline:
    text = text_before(path, subject)
    with tempfile.TemporaryDirectory(prefix="bulkhead-baseline-") as name:
        copy = Path(name, path.name)
        copy.write_text(text, encoding="utf-8", errors="surrogateescape")
        return read_baseline(copy)


def _totals(baseline: Baseline) -> Counter[str]:
    totals: Counter[str] = Counter()
    for files in baseline.counts.values():
        for codes in files.values():
            totals.update(codes)
    return totals
