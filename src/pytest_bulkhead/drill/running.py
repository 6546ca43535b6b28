"""Some tests of a copy, run under the plugin in a process of their own, and what the record of that run tells."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.audit.recorded import recorded
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.errors import RecordError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.plugin.handover import VARIABLE, Handover
from pytest_bulkhead.pytest_process import plugin_folder, run_pytest
from pytest_bulkhead.record.reading import read_record

_TAIL = 5
_TOLD = 500
# All went well, tests failed, or there were none; of files that cannot be collected the record tells.
_WELL = (0, 1, 2, 5)
# In seconds, for the end of a process whose record is complete.
_TO_LEAVE = 3.0
_LAST_LINE = 200
_OF_ANOTHER_RUN = ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID", "PYTEST_CURRENT_TEST")


class Ran(NamedTuple):
    """What came of a run.

    Args:
        findings: their paths relative to the folder of the copy.
        complaint: why there is no record of it, or not all of one; else empty.
        tests: how many ran.
        failed: the tests that did not end well.
    """

    findings: tuple[Finding, ...]
    complaint: str = ""
    tests: int = 0
    failed: tuple[str, ...] = ()


def run_tests(bench: Bench, folder: Path, arguments: Sequence[str], *, workers: int) -> Ran:
    """Run tests of a copy under the plugin, looking as closely as it can.

    Args:
        bench: what runs them.
        folder: of the copy.
        arguments: for pytest, after those of the bench.
        workers: how many; 0 for none.
    """
    folder = folder.resolve()
    began = time.monotonic()

    ended = 0.0

    def tick() -> None:
        nonlocal ended
        ended = ended or (time.monotonic() if _is_ended(record) else 0.0)
        if ended and time.monotonic() - ended > _TO_LEAVE:
            raise _HangsOnError
        if time.monotonic() - began > bench.seconds:
            raise TimeoutError

    with (
        tempfile.TemporaryDirectory(prefix="bulkhead-drill-", ignore_cleanup_errors=True) as name,
        plugin_folder(fixtures=True) as reachable,
    ):
        record, output = Path(name, "record.jsonl"), Path(name, "output.txt")
        complaint = ""
        try:
            status = run_pytest(
                bench.interpreter,
                [*_ours(folder), *bench.arguments, *arguments],
                folder=folder,
                environment=_environment(bench, reachable, record, workers),
                output=output,
                tick=tick,
                alone=True,
            )
        except _HangsOnError:
            status = 0
        except TimeoutError:
            status, complaint = -1, f"the tests did not end within {bench.seconds:g} seconds"
        return _judge(record, output, folder, status, complaint)


class _HangsOnError(Exception):
    """All has been told, and what tests have started keeps the process from ending."""


def _is_ended(record: Path) -> bool:
    """Whether the last line of a record is there."""
    try:
        with open(record, "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_LINE))
            return b'{"event":"end"' in file.read()
    except OSError:
        return False


def _ours(folder: Path) -> list[str]:
    return ["-p", "bulkhead", "--bulkhead=report", f"--rootdir={folder}", "-p", "no:cacheprovider"]


def _environment(bench: Bench, reachable: Path, record: Path, workers: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER_RUN}
    handover = Handover(
        record=str(record),
        workers=str(workers),
        insist=True,
        python_path=os.environ.get("PYTHONPATH"),
        depth="deep",
        conventions=True,
    )
    path = os.pathsep.join([str(reachable), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**inherited, **bench.variables, "PYTHONPATH": path, VARIABLE: handover.to_environment()}


def _judge(path: Path, output: Path, folder: Path, status: int, complaint: str) -> Ran:
    try:
        record = read_record(path)
    except RecordError:
        return Ran((), complaint or f"pytest ran nothing (status {status}): {_last(output)}")
    if not complaint and status not in _WELL:
        complaint = f"pytest ended before its time (status {status}): {_last(output)}"
    if not complaint and record.collect_errors:
        complaint = f"could not be collected: {', '.join(record.collect_errors)}"
    found = recorded(record, str(record.header.get("root", folder)), str(folder)).findings
    failed = tuple(one.test for one in record.tests if one.outcome in ("failed", "error", "crashed"))
    return Ran(tuple(found), complaint, len(record.tests), failed)


def _last(output: Path) -> str:
    """What pytest said last."""
    return " ".join(output.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-_TAIL:])[-_TOLD:]
