"""The whole audit: check, run, merge, rank, and count what stood behind it."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pytest_bulkhead.audit.baselined import take_off_both
from pytest_bulkhead.audit.confirming.confirm import Confirmed, confirm, note_in_record
from pytest_bulkhead.audit.merge import merge
from pytest_bulkhead.audit.parallel import answer
from pytest_bulkhead.audit.rank import rank
from pytest_bulkhead.audit.recorded import Recorded, recorded
from pytest_bulkhead.audit.remembering import remember
from pytest_bulkhead.audit.suite import Chosen, Suite, find_python, find_suite
from pytest_bulkhead.audit.tolerate import tolerate
from pytest_bulkhead.audit.trial import Trial, try_suite
from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.errors import OurFaultError, SuiteError
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.folding import fold
from pytest_bulkhead.outputs.format import Group, Report
from pytest_bulkhead.pytest_process import Interpreter, probe
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.settings import load_settings

_INTERRUPTED, _INTERNAL_ERROR, _NOTHING_COLLECTED = 2, 3, 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the audit has to say, and the exit status that goes with it.

    Args:
        root: of the project.
        record: of the run; None where there is none.
        record_path: where it lies; None where it is not kept.
    """

    report: Report
    status: int
    root: Path
    record: Record | None = None
    record_path: Path | None = None


def audit(
    path: Path,
    *,
    python: str | None,
    workers: str | None,
    arguments: Sequence[str],
    tick: Callable[[Path], None],
    create_baseline: bool = False,
    minutes: float = 0.0,
    say: Callable[[str], None] = lambda text: None,
    chosen: Chosen | None = None,
) -> Verdict:
    """Check the suite at `path`, run it under the sensors, and join both into one verdict.

    Args:
        path: the folder of a project, or a file or folder of its tests.
        python: the interpreter that has the suite's packages; found when not named.
        workers: a number or `auto`; None leaves it to the project.
        arguments: for pytest.
        tick: called a few times a second during the run, with the path of its record.
        create_baseline: tolerate everything that is found from now on.
        minutes: how long to put races to the proof at most; 0 leaves that out.
        say: called with how far that is.
        chosen: the files that matter, if not all do.

    Raises:
        BaselineError: a baseline is to be created, and there is one.
        SuiteError: there is nothing to audit at that path.
        InterpreterError: the suite cannot be run by that interpreter.
        SettingsError: the project's settings cannot be read.
        OurFaultError: a file could not be checked because of us.
    """
    began = time.monotonic()
    suite = replace(find_suite(path), chosen=chosen)
    settings = load_settings(suite.root)
    interpreter = probe(find_python(suite, python), suite.root)
    try:
        checked = check_paths(suite.checked, settings)
    except SuiteError:
        checked = None  # pytest may find tests where we see none; if it does not either, that is said below
    if checked and checked.faults:
        raise OurFaultError("\n".join(checked.faults))
    trial = try_suite(suite, interpreter, workers, arguments, tick)
    if _holds_no_tests(trial):
        raise SuiteError(
            f"{path} holds no tests: pytest collected none there. Name the folder of a project, or pass pytest what it "
            f"needs after `--`. What it printed is in {_shown(trial.output)}."
        )
    tolerated = tolerate(*_seen(suite, trial))
    if checked:
        told = tuple(one for one in checked.findings if not tolerated.needs(one))
        checked = replace(checked, findings=told)
    left = take_off_both(checked, tolerated.left, settings, create=create_baseline)
    checked, suppressed = left.checked, tolerated.count + left.tolerated
    confirmed = Confirmed(left.seen)
    if minutes and trial.record is not None:
        confirmed = confirm(
            left.seen,
            trial.record,
            suite=suite,
            root=_root(suite, trial.record),
            interpreter=interpreter,
            arguments=arguments,
            settings=settings,
            minutes=minutes,
            say=say,
        )
        if trial.path is not None and trial.record.end is not None:  # else its last line may be half a line
            note_in_record(trial.path, _root(suite, trial.record), left.seen, confirmed.findings)
    forgotten = tuple(remember(trial.path, suite.root, settings))
    groups = rank(*merge(checked.findings if checked else (), confirmed.findings))
    broke_off = trial.record is not None and _broke_off(trial.record, trial.status)
    seen = (*confirmed.findings, *(one for one in tolerated.left if one not in left.seen))
    parallel = answer(None if trial.complaint else trial.record, seen, broke_off=broke_off)
    seconds = round(time.monotonic() - began, 2)
    report = Report(
        groups=groups,
        summary={**_summary(groups, checked, trial, suppressed, seconds), "parallel": parallel.to_json()},
        opening=(parallel.told,),
        closing=tuple(_closing(groups, checked, trial, seconds)),
        notices=(
            *left.problems,
            *left.notices,
            *(chosen.notices if chosen else ()),
            *_notices(suite, interpreter, workers, trial),
            *confirmed.notices,
            *forgotten,
        ),
    )
    status = 2 if left.problems else _status(report, trial)
    return Verdict(report, status, suite.root, trial.record, trial.path)


def _holds_no_tests(trial: Trial) -> bool:
    return trial.status == _NOTHING_COLLECTED and (trial.record is None or not trial.record.collect_errors)


def _seen(suite: Suite, trial: Trial) -> Recorded:
    if trial.record is None:
        return Recorded([], [])
    return recorded(trial.record, _root(suite, trial.record), os.getcwd())


def _root(suite: Suite, record: Record) -> str:
    """The folder that the record's paths are relative to, spelled as the suite's is: pytest follows symbolic links."""
    root = str(record.header.get("root", suite.root))
    below = os.path.relpath(root, os.path.realpath(suite.root))
    return root if below.startswith(os.pardir) else os.path.join(suite.root, below)  # noqa: PTH118 - beside relpath


def _summary(
    groups: tuple[Group, ...], checked: CheckResult | None, trial: Trial, tolerated: int, seconds: float
) -> dict[str, object]:
    findings = [finding for group in groups for finding in group.findings]
    record = trial.record
    return {
        "files": checked.files if checked else 0,
        "rules": checked.rules if checked else 0,
        "findings": len(findings),
        "by_code": dict(sorted(Counter(finding.code for finding in findings).items())),
        "suppressed": (checked.suppressed if checked else 0) + tolerated,
        "seconds": seconds,
        "tests": len(record.tests) if record else 0,
        "failed": record.failed if record else 0,
        "quarantined": len(record.quarantined) + len(record.overdue) if record else 0,
        "overdue": len(record.overdue) if record else 0,
        "workers": len(record.workers) if record else 0,
        "run": _shown(trial.path) if record and trial.path else None,
    }


def _closing(groups: tuple[Group, ...], checked: CheckResult | None, trial: Trial, seconds: float) -> Iterator[str]:
    told = sum(len(fold(group.findings)) for group in groups)
    record = trial.record
    ran = record is not None and bool(record.tests)
    if told:
        yield f"{_counted(told, 'thing')} to mend."
    else:
        yield (
            "Nothing was found that tests share, as far as these rules and sensors see."
            if ran
            else "No test ran, so that nothing is known of the suite."
        )
    tests = _counted(len(record.tests), "test") if record else "no tests"
    where = f"in {_counted(len(record.workers), 'worker')}" if record and record.workers else "in one process"
    failed = f", {record.failed} failed" if record and record.failed else ""
    static = f"{_counted(checked.files, 'file')} by {_counted(checked.rules, 'rule')}" if checked else "no files"
    yield f"Behind it: {static}, {tests} {where}{failed}, {seconds:.1f} s."
    if record and (record.quarantined or record.overdue):
        excused = sum(test.outcome == "quarantined" for test in record.tests)
        yield (
            f"In quarantine: {_counted(len(record.quarantined) + len(record.overdue), 'test')}, {excused} failed and "
            f"not counted, {len(record.overdue)} overdue."
        )
    if record and trial.path:
        yield f"Run record: {_shown(trial.path)}"


def _notices(suite: Suite, interpreter: Interpreter, workers: str | None, trial: Trial) -> Iterator[str]:
    record = trial.record
    if interpreter.xdist is None and workers != "0":
        needed = "" if workers is None else f", which -n {workers} needs"
        serial = "the suite ran in one process, since " if record else ""
        yield f"{serial}{interpreter.executable} has no pytest-xdist{needed}"
    elif record and record.tests and not record.workers and workers not in (None, "0"):
        yield (
            f"the suite ran in one process, although -n {workers} was asked for: "
            "its own settings, or what follows --, decide otherwise"
        )
    if trial.complaint:
        yield f"pytest ran nothing under the sensors (status {trial.status}); its last words:\n{trial.complaint}"
    if record is None:
        return
    if trial.path is None:
        yield f"nothing can be written to {_shown(suite.root)}, so that no record of the run is kept"
    elif not trial.path.is_relative_to(suite.root):
        yield f"nothing can be written to {_shown(suite.root)}, so that the record lies in the temporary folder"
    yield from record.notices
    for crash in record.crashes:
        yield crash.told
    if record.never_ran:
        yield f"{_counted(len(record.never_ran), 'test')} never ran because of that: {', '.join(record.never_ran[:5])}"
    if record.collect_errors:
        shown = ", ".join(record.collect_errors[:5])
        count = _counted(len(record.collect_errors), "file")
        yield f"{count} could not be collected ({shown}); see {_shown(trial.output)}"
    if _broke_off(record, trial.status):
        running = f" while it ran {', '.join(record.unfinished[:5])}" if record.unfinished else ""
        cause = ", an internal error of it or of a plugin" if trial.status == _INTERNAL_ERROR and record.end else ""
        yield f"pytest ended before its time{running} (status {trial.status}{cause}); see {_shown(trial.output)}"
    if record.failed:
        failed = _counted(record.failed, "test")
        yield f"{failed} failed for reasons of their own or of each other; see {_shown(trial.output)}"


def _broke_off(record: Record, status: int) -> bool:
    """Whether tests may be missing that pytest would have run."""
    interrupted = status == _INTERRUPTED and not record.collect_errors  # which are a reason to stop, and told as such
    return record.end is None or interrupted or status == _INTERNAL_ERROR


def _status(report: Report, trial: Trial) -> int:
    record = trial.record
    if record is None or trial.complaint:
        return 2
    errors = any(finding.severity is Severity.ERROR for finding in report.findings)
    unwell = record.failed or record.collect_errors or _broke_off(record, trial.status)
    return 1 if errors or unwell else 0


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _shown(path: Path) -> str:
    return os.path.relpath(path).replace(os.sep, "/")
