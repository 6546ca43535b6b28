"""What a pytest run says of each test, one line of JSON each, for whoever has started it; a plugin, and its reader."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pytest_bulkhead.node_ids import name_of

VARIABLE = "BULKHEAD_TELL"
"""Names the file."""

_ABOUT = "bulkhead_about"


class Told(NamedTuple):
    """What became of a test.

    Args:
        test: its node id.
        outcome: passed, failed or skipped; an error of a fixture is a failure, too.
        reason: why it was skipped, or the end of what pytest says of the failure.
        about: the first line of its docstring.
        worker: which ran it, empty without xdist.
    """

    test: str
    outcome: str
    reason: str
    about: str
    worker: str

    @property
    def name(self) -> str:
        """Of the test's function, with its parameters."""
        return name_of(self.test)


def read(path: Path) -> list[Told]:
    """What was told, one for each test and worker that ran it."""
    told: dict[tuple[str, str], Told] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        one = Told(**json.loads(line))
        key = (one.test, one.worker)
        if key not in told or (told[key].outcome == "passed" and one.outcome != "passed"):
            told[key] = one
    return list(told.values())


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    path = os.environ.get(VARIABLE)
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Teller(Path(path)), "bulkhead-teller")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        lines = (getattr(getattr(item, "obj", None), "__doc__", None) or "").strip().splitlines()
        item.user_properties.append((_ABOUT, " ".join(map(str.strip, _first_paragraph(lines)))))


def _first_paragraph(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line.strip():
            return
        yield line


class _Teller:
    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self._tell(report, dict(report.user_properties))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell(report, {})

    def _tell(self, report: pytest.TestReport | pytest.CollectReport, properties: dict[str, Any]) -> None:
        told = Told(
            report.nodeid,
            report.outcome,
            _reason(report),
            str(properties.get(_ABOUT, "")),
            str(getattr(report, "worker_id", "")).replace("master", ""),
        )
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(told._asdict()) + "\n")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    if report.outcome == "skipped":
        return str(getattr(report, "wasxfail", "")) or report.longreprtext
    lines = [line[1:].strip() for line in report.longreprtext.splitlines() if line.startswith("E  ")]
    return "\n".join(lines) or _without_worker(report)[-2000:]


def _without_worker(report: pytest.TestReport | pytest.CollectReport) -> str:
    """What is said of a failure, without the line in which pytest tells which worker it was."""
    worker = f"[{getattr(report, 'worker_id', '')}] "
    first, _, rest = report.longreprtext.partition("\n")
    return rest if first.startswith(worker) else report.longreprtext
