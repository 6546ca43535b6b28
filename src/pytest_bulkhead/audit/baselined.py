"""What a project's baseline tolerates, of the check and of the run."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_bulkhead.checker.baselined import baseline_path, create_baseline, take_off
from pytest_bulkhead.checker.engine import CheckResult
from pytest_bulkhead.errors import BaselineError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.settings import Settings
from pytest_bulkhead.tolerated.baseline_file import read_baseline


@dataclass(frozen=True, slots=True)
class Untolerated:
    """What is left to tell.

    Args:
        checked: of the check.
        seen: of the run.
        tolerated: how many findings of the run are not told.
    """

    checked: CheckResult | None
    seen: tuple[Finding, ...]
    tolerated: int = 0
    notices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def take_off_both(
    checked: CheckResult | None, seen: tuple[Finding, ...], settings: Settings, *, create: bool
) -> Untolerated:
    """Take off what the baseline of the settings tolerates.

    Args:
        checked: the result of the check, None where there was no file to check.
        seen: the findings of the run.
        settings: name the baseline.
        create: count everything into a new one first.

    Raises:
        BaselineError: one is to be created and exists already, or cannot be written.
    """
    if create:
        path = baseline_path(settings)
        create_baseline(path, (*(checked.findings if checked else ()), *seen))
        settings = settings._replace(baseline=path)
    if settings.baseline is None:
        return Untolerated(checked, seen)
    try:
        sifted = read_baseline(settings.baseline).sift(seen)
    except BaselineError as error:
        return Untolerated(checked, seen, problems=(str(error),))
    checked = take_off(checked, settings) if checked else None
    notices = (*(checked.notices if checked else ()), *sifted.notices)
    return Untolerated(checked, sifted.findings, sifted.tolerated, notices)
