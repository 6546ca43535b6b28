"""Writes a small suite and runs a real pytest on it: the plugin leaves sessions inside this process alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.record.folder import FOLDER
from pytest_bulkhead.record.reading import Record, read_record

PLUGINS = ("-p", "bulkhead", "-p", "xdist")
"""By the names of their entry points; the others of our environment take longer to load than a small suite to run."""

QUIET = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
SERIAL: tuple[str, ...] = ()
PARALLEL = ("-n", "2")
KINDS = {"serial": SERIAL, "two workers": PARALLEL}


@dataclass(frozen=True)
class Run:
    """What a child pytest left."""

    folder: Path
    status: int
    output: str

    @property
    def records(self) -> list[Path]:
        return sorted((self.folder / FOLDER / "runs").glob("*.jsonl"))

    @property
    def record(self) -> Record:
        (path,) = self.records
        return read_record(path)

    @property
    def findings(self) -> list[Finding]:
        return self.record.findings

    @property
    def leaks(self) -> set[tuple[str, str]]:
        """Owner and name of each state left behind."""
        return {(str(finding.owner), finding.what.name) for finding in self.findings if finding.what}

    @property
    def outcomes(self) -> dict[str, str]:
        return {result.test: result.outcome for result in self.record.tests}

    @property
    def verdict(self) -> str:
        """The last line of pytest without its duration."""
        lines = [line for line in self.output.splitlines() if " in " in line and line.rstrip(" =").endswith(("s", ")"))]
        return lines[-1].strip("= ").rpartition(" in ")[0] if lines else ""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in {"pytest.ini": "[pytest]\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", *PLUGINS, *arguments]


def environment(**variables: str) -> dict[str, str]:
    """Ours, without what the run that tests us has put there."""
    foreign = ("PYTEST_", "BULKHEAD_", "COV_", "COVERAGE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)} | QUIET | variables


def run(folder: Path, *arguments: str, **variables: str) -> Run:
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Run(folder, done.returncode, done.stdout + done.stderr)
