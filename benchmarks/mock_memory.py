"""Thousands of tests with mocks in four workers: what the memory pattern, freezing and collecting on growth do."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, run_once, show

_PER_FILE = 60
_MOCKS = 8
_LIBRARIES = "asyncio, decimal, email.message, http.server, sqlite3, unittest, xml.dom.minidom"
_BALLAST = 60_000
"""Objects that stand for what the imports of a real project leave alive in each worker."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run the suite.

    Args:
        pattern: whether each class has the group mark and a teardown that collects.
        care: what the plugin is asked to do.
    """

    pattern: bool
    care: str

    @property
    def label(self) -> str:
        """As it stands in the table."""
        return f"{'pattern' if self.pattern else 'plain'}, {self.care or 'as it is'}"


WAYS = tuple(Way(pattern, care) for pattern in (False, True) for care in ("", "freeze", "freeze,collect-on-growth"))


def compare_memory(tests: int, rounds: int, workers: int = 4) -> None:
    """Print CPU time and the workers' peaks for each way, beside the plain suite."""
    results: dict[Way, tuple[Cost, list[int]]] = {}
    with tempfile.TemporaryDirectory(prefix="bulkhead-bench-") as name:
        for turn in range(rounds):
            for way in WAYS:
                folder = Path(name) / f"{turn}-{WAYS.index(way)}"
                folder.mkdir()
                _write_suite(folder, tests, way)
                show(f"round {turn + 1} of {rounds}: {way.label}")
                cost = run_once(_command(way, workers), folder)
                if way not in results or cost.cpu < results[way][0].cpu:
                    results[way] = (cost, _peaks(folder))
    show("")
    base, base_peaks = results[WAYS[0]]
    print(f"{tests} tests with {_MOCKS} mocks each under -n {workers}; cheapest of {rounds}")
    print(f"{'':36}{'CPU s':>8}{'CPU ×':>8}{'wall s':>8}{'peak MB a worker':>18}{'peak ×':>8}")
    for way, (cost, peaks) in results.items():
        peak, first = statistics.median(peaks or [0]), statistics.median(base_peaks or [1])
        trouble = f"   (ended with status {cost.status})" if cost.status else ""
        row = f"{cost.cpu:8.1f}{cost.cpu / base.cpu:8.2f}{cost.wall:8.1f}{peak / 1024:18.0f}{peak / first:8.2f}"
        print(f"{way.label:36}{row}{trouble}")


def _command(way: Way, workers: int) -> list[str]:
    dist = "loadgroup" if way.pattern else "load"
    plugins = ["-p", "no:cacheprovider", "-p", "no:randomly"]
    return [
        *(sys.executable, "-m", "pytest", "-q", "--no-header", *plugins, "-n", str(workers), f"--dist={dist}"),
        f"--bulkhead-memory={way.care}",
    ]


def _peaks(folder: Path) -> list[int]:
    (record,) = (folder / ".bulkhead" / "runs").glob("*.jsonl")
    events = map(json.loads, record.read_text(encoding="utf-8").splitlines())
    return [event["peak_kb"] for event in events if event["event"] == "memory"]


def _write_suite(folder: Path, tests: int, way: Way) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    ballast = f"import {_LIBRARIES}\nPROJECT = [{{'number': n, 'parts': [n]}} for n in range({_BALLAST})]\n"
    (folder / "project.py").write_text(ballast, encoding="utf-8")
    for first in range(0, tests, _PER_FILE):
        lines = ["import gc", "import project, pytest", "from unittest.mock import AsyncMock, MagicMock", ""]
        lines += [f'@pytest.mark.xdist_group("group_{first}")'] if way.pattern else []
        lines += ["class TestService:"]
        lines += ["    def teardown_method(self): gc.collect()"] if way.pattern else []
        for number in range(first, min(first + _PER_FILE, tests)):
            lines.append(f"    def test_{number}(self):")
            lines.append(f"        mocks = [MagicMock() for _ in range({_MOCKS // 2})]")
            lines.append(f"        mocks += [AsyncMock() for _ in range({_MOCKS - _MOCKS // 2})]")
            lines.append("        assert [mock.load(1).name for mock in mocks[:4]]")
        (folder / f"test_{first}.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Measure at the size that the documentation tells of, or at another."""
    sizes = [int(word) for word in sys.argv[1:3]]
    compare_memory(*(sizes + [3_000, 1][len(sizes) :]))


if __name__ == "__main__":
    main()
