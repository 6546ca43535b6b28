"""A check's result without what the project's baseline tolerates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pytest_bulkhead.checker.engine import CheckResult
from pytest_bulkhead.errors import BaselineError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.settings import Settings
from pytest_bulkhead.tolerated.baseline import Baseline, Judged
from pytest_bulkhead.tolerated.baseline_file import read_baseline, write_baseline

DEFAULT_BASELINE = "bulkhead-baseline.json"


def take_off(result: CheckResult, settings: Settings, *, create: bool = False, prune: bool = False) -> CheckResult:
    """Take off what the baseline of the settings tolerates.

    Args:
        result: of a check under these settings.
        settings: name the baseline; where they do not, there is none unless one is to be made or pruned.
        create: count what was found into a new one first.
        prune: take out of it first what is gone.

    Raises:
        BaselineError: it is to be created and exists, to be pruned and cannot be read, or cannot be written. One that
            is only used and cannot be read is a problem of the result: everything is told then.
    """
    if settings.baseline is None and not (create or prune):
        return result
    path = baseline_path(settings)
    judged = Judged(result.paths, result.codes)
    if create:
        baseline = create_baseline(path, result.findings)
    else:
        try:
            baseline = read_baseline(path)
        except BaselineError as error:
            if prune:
                raise
            return replace(result, problems=(*result.problems, str(error)))
        if prune:
            baseline = baseline.pruned(result.findings, judged)
            write_baseline(baseline)
    sifted = baseline.sift(result.findings, judged)
    return replace(
        result,
        findings=tuple(one for one in sifted.findings if one.code in result.codes),
        suppressed=result.suppressed + sifted.tolerated,
        notices=(*result.notices, *sifted.notices),
    )


def baseline_path(settings: Settings) -> Path:
    """The baseline that the settings name, or the one that is made where they name none."""
    return settings.baseline or (settings.root or Path()) / DEFAULT_BASELINE


def create_baseline(path: Path, findings: Iterable[Finding]) -> Baseline:
    """Count findings into a new baseline.

    Raises:
        BaselineError: there is one already, or it cannot be written.
    """
    if path.exists():
        raise BaselineError(
            f"The baseline {path} exists already. `--prune-baseline` takes out of it what is gone. To tolerate more "
            "than it does now, delete it first, so that everybody sees it grow."
        )
    baseline = Baseline.of(path, findings)
    write_baseline(baseline)
    return baseline
