"""One run of the suite under the sensors, and what its record says."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.audit.suite import Suite
from pytest_bulkhead.errors import RecordError
from pytest_bulkhead.plugin.handover import VARIABLE, Handover
from pytest_bulkhead.pytest_process import Interpreter, plugin_folder, run_pytest
from pytest_bulkhead.record.folder import new_record_path, prepare_folder
from pytest_bulkhead.record.reading import Record, read_record

_USAGE_ERROR = 4
_TAIL = 12


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a run.

    Args:
        record: None when pytest ended before there was anything to record.
        path: of the record; None when it could not lie in the project, and nobody needs it any more.
        output: the file with what pytest printed.
        status: pytest's exit status.
        complaint: what pytest said when it did not run at all, else empty.
    """

    record: Record | None
    path: Path | None
    output: Path
    status: int
    complaint: str = ""


def try_suite(
    suite: Suite,
    interpreter: Interpreter,
    workers: str | None,
    arguments: Sequence[str],
    tick: Callable[[Path], None],
) -> Trial:
    """Run the suite under the plugin, in report mode.

    Args:
        suite: what to run.
        interpreter: what runs it.
        workers: a number or `auto`; None leaves it to the project, and where that says nothing, to `auto`.
        arguments: for pytest, after ours.
        tick: called a few times a second with the path of the record.
    """
    path, output = _places(suite.root)
    asked = _asks_for_workers(arguments)
    handover = Handover(
        record=str(path),
        workers="" if asked else workers or "auto",
        insist=workers is not None and not asked,
        python_path=os.environ.get("PYTHONPATH"),
        depth="deep",
    )
    # To pytest, what begins so is an option, or a file of options.
    targets = (f"./{path}" if path.startswith(("-", "@")) else path for path in suite.targets)
    ours = ["-p", "bulkhead", "--bulkhead=report", *targets]
    with plugin_folder() as folder:
        reachable = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(reachable),
            VARIABLE: handover.to_environment(),
        }
        status = run_pytest(
            interpreter,
            [*ours, *arguments],
            folder=suite.root,
            environment=environment,
            output=output,
            tick=lambda: tick(path),
        )
    return _judge(path, output, status, is_elsewhere=not path.is_relative_to(suite.root))


def _places(root: Path) -> tuple[Path, Path]:
    path = new_record_path(root, uuid.uuid4().hex)
    try:
        prepare_folder(path.parent)
        writable = os.access(path.parent, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        path = new_record_path(Path(tempfile.mkdtemp(prefix="bulkhead-")), uuid.uuid4().hex)
        prepare_folder(path.parent)
    return path, path.with_suffix(".log")


def _asks_for_workers(arguments: Sequence[str]) -> bool:
    """Whether these arguments decide about workers themselves."""
    if "--dist=no" in arguments or ("--dist", "no") in itertools.pairwise(arguments):
        return True
    return any(argument.startswith(("-n", "--numprocesses", "--tx")) for argument in arguments)


def _judge(path: Path, output: Path, status: int, *, is_elsewhere: bool) -> Trial:
    try:
        record: Record | None = read_record(path)
    except RecordError:
        record = None
    complaint = ""
    if record is None or status == _USAGE_ERROR:
        lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        complaint = "\n".join(lines[-_TAIL:])
    if is_elsewhere and record is not None and not complaint and _is_well(record, status):
        shutil.rmtree(path.parents[2], ignore_errors=True)  # the folder of ours that it was made in
        return Trial(record, None, output, status)
    return Trial(record, path, output, status, complaint)


def _is_well(record: Record, status: int) -> bool:
    """Whether there is nothing that one would read in the record, or in what pytest printed."""
    return status == 0 and record.end is not None and not (record.failed or record.collect_errors or record.crashes)
