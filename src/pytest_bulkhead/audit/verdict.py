"""The whole audit: check, run, merge, rank, and count what stood behind it."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.audit.merge import merge, relocate
from pytest_bulkhead.audit.rank import rank
from pytest_bulkhead.audit.suite import Suite, find_python, find_suite
from pytest_bulkhead.audit.trial import Trial, try_suite
from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.errors import SuiteError
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import Group, Report
from pytest_bulkhead.pytest_process import Interpreter, probe
from pytest_bulkhead.settings import load_settings

_NOTHING_COLLECTED = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the audit has to say, and the exit status that goes with it."""

    report: Report
    status: int


def audit(
    path: Path,
    *,
    python: str | None,
    workers: str | None,
    arguments: Sequence[str],
    tick: Callable[[Path], None],
) -> Verdict:
    """Check the suite at `path`, run it under the sensors, and join both into one verdict.

    Args:
        path: the folder of a project, or a file or folder of its tests.
        python: the interpreter that has the suite's packages; found when not named.
        workers: a number or `auto`; None leaves it to the project.
        arguments: for pytest.
        tick: called a few times a second during the run, with the path of its record.

    Raises:
        SuiteError: there is nothing to audit at that path.
        InterpreterError: the suite cannot be run by that interpreter.
        SettingsError: the project's settings cannot be read.
    """
    began = time.monotonic()
    suite = find_suite(path)
    settings = load_settings(suite.root)
    interpreter = probe(find_python(suite, python), suite.root)
    try:
        checked = check_paths([suite.root / suite.part], settings)
    except SuiteError:
        checked = None  # pytest may find tests where we see none; if it does not either, that is said below
    trial = try_suite(suite, interpreter, workers, arguments, tick)
    if _holds_no_tests(trial):
        raise SuiteError(
            f"{path} holds no tests: pytest collected none there. Name the folder of a project, or pass pytest what it "
            f"needs after `--`. What it printed is in {_shown(trial.output)}."
        )
    groups = _groups(suite, checked, trial)
    seconds = round(time.monotonic() - began, 2)
    report = Report(
        groups=groups,
        summary=_summary(groups, checked, trial, seconds),
        closing=tuple(_closing(groups, checked, trial, seconds)),
        notices=tuple(_notices(interpreter, workers, trial)),
    )
    return Verdict(report, _status(report, trial))


def _holds_no_tests(trial: Trial) -> bool:
    return trial.status == _NOTHING_COLLECTED and (trial.record is None or not trial.record.collect_errors)


def _groups(suite: Suite, checked: CheckResult | None, trial: Trial) -> tuple[Group, ...]:
    seen = []
    if trial.record is not None:
        seen = relocate(trial.record.findings, str(trial.record.header.get("root", suite.root)), os.getcwd())
    sure, likely = merge(checked.findings if checked else (), seen)
    return rank(sure, likely)


def _summary(groups: tuple[Group, ...], checked: CheckResult | None, trial: Trial, seconds: float) -> dict[str, object]:
    findings = [finding for group in groups for finding in group.findings]
    record = trial.record
    return {
        "files": checked.files if checked else 0,
        "rules": checked.rules if checked else 0,
        "findings": len(findings),
        "by_code": dict(sorted(Counter(finding.code for finding in findings).items())),
        "suppressed": checked.suppressed if checked else 0,
        "seconds": seconds,
        "tests": len(record.tests) if record else 0,
        "failed": record.failed if record else 0,
        "workers": len(record.workers) if record else 0,
        "run": _shown(trial.path) if record else None,
    }


def _closing(groups: tuple[Group, ...], checked: CheckResult | None, trial: Trial, seconds: float) -> Iterator[str]:
    from pytest_bulkhead.outputs.folding import fold

    told = sum(len(fold(group.findings)) for group in groups)
    record = trial.record
    ran = record is not None and bool(record.tests)
    if told:
        yield f"{told} thing{'s' * (told != 1)} to mend."
    else:
        yield (
            "Nothing was found that tests share, as far as these rules and sensors see."
            if ran
            else "No test ran, so that nothing is known of the suite."
        )
    tests = f"{len(record.tests)} tests" if record else "no tests"
    where = f"in {len(record.workers)} workers" if record and record.workers else "in one process"
    failed = f", {record.failed} failed" if record and record.failed else ""
    static = f"{checked.files} files by {checked.rules} rules" if checked else "no files"
    yield f"Behind it: {static}, {tests} {where}{failed}, {seconds:.1f} s."
    if record:
        yield f"Run record: {_shown(trial.path)}"


def _notices(interpreter: Interpreter, workers: str | None, trial: Trial) -> Iterator[str]:
    if interpreter.xdist is None and workers not in (None, "0"):
        yield (f"the suite ran in one process: {interpreter.executable} has no pytest-xdist, which -n {workers} needs")
    elif interpreter.xdist is None:
        yield f"the suite ran in one process, since {interpreter.executable} has no pytest-xdist"
    if trial.complaint:
        yield f"pytest did not run the suite (status {trial.status}); its last words:\n{trial.complaint}"
    record = trial.record
    if record is None:
        return
    yield from record.notices
    for test in record.crashes:
        yield f"worker {test[0]} died while it ran {test[1]}"
    if record.collect_errors:
        shown = ", ".join(record.collect_errors[:5])
        yield f"{len(record.collect_errors)} files could not be collected ({shown}); see {_shown(trial.output)}"
    if record.end is None:
        running = f" while it ran {', '.join(record.unfinished[:5])}" if record.unfinished else ""
        yield f"pytest ended before its time{running} (status {trial.status}); see {_shown(trial.output)}"
    if record.failed:
        yield f"{record.failed} tests failed for reasons of their own or of each other; see {_shown(trial.output)}"


def _status(report: Report, trial: Trial) -> int:
    if trial.record is None:
        return 2
    errors = any(finding.severity is Severity.ERROR for finding in report.findings)
    unwell = trial.record.failed or trial.record.collect_errors or trial.record.end is None
    return 1 if errors or unwell else 0


def _shown(path: Path) -> str:
    return os.path.relpath(path).replace(os.sep, "/")
