"""The plugin beside pytest alone: on thousands of trivial tests with pytest-hygiene, on a large project, on a suite."""

from __future__ import annotations

import importlib.metadata
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.large_project import write_project
from benchmarks.measure import Cost, cheapest

_PER_FILE = 100
_PYTEST = (sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:randomly")


def compare_plugins(tests: int, rounds: int) -> None:
    """Print CPU time per test of pytest alone, with our plugin, and with pytest-hygiene."""
    ours, peers = _without("pytest-bulkhead"), _without("pytest-hygiene")
    commands = {"pytest alone": [*_PYTEST, *ours, *peers], "pytest-bulkhead": [*_PYTEST, *peers]}
    if peers:
        commands["pytest-hygiene"] = [*_PYTEST, *ours]
    with tempfile.TemporaryDirectory(prefix="bulkhead-bench-") as name:
        folder = Path(name)
        _write_suite(folder, tests)
        costs = cheapest(commands, rounds, folder)
    _print(f"{tests} trivial tests; cheapest of {rounds}", costs, tests)
    if not peers:
        print("pytest-hygiene is not installed here; `make bench` installs it")


def compare_depths(modules: int, rounds: int) -> None:
    """Print CPU time per test of both depths, on a project of so many modules."""
    plain = [*_PYTEST, *_without("pytest-hygiene")]
    commands = {"pytest alone": [*plain, *_without("pytest-bulkhead")]}
    commands |= {f"depth {depth}": [*plain, f"--bulkhead-depth={depth}"] for depth in ("quick", "deep")}
    with tempfile.TemporaryDirectory(prefix="bulkhead-bench-") as name:
        folder = Path(name)
        tests = write_project(folder, modules)
        costs = cheapest(commands, rounds, folder)
    _print(f"{tests} tests of a project of {modules} modules; cheapest of {rounds}", costs, tests)


def compare_suite(folder: Path, arguments: Sequence[str], rounds: int) -> None:
    """Print CPU time of a real suite with and without the plugin.

    Args:
        folder: where its pytest is started, with the interpreter that runs this.
        arguments: of that pytest.
        rounds: how often each is run.
    """
    plain = [*_PYTEST, *_without("pytest-hygiene")]
    commands = {
        "pytest alone": [*plain, *_without("pytest-bulkhead"), *arguments],
        "pytest-bulkhead": [*plain, *arguments],
    }
    _print(f"{folder.resolve().name}; cheapest of {rounds}", cheapest(commands, rounds, folder), 0)


def _print(title: str, costs: dict[str, Cost], tests: int) -> None:
    base = costs["pytest alone"]
    print(title)
    print(f"{'':26}{'CPU s':>8}{'CPU ×':>8}{'µs a test more':>16}")
    for label, cost in costs.items():
        more = (cost.cpu - base.cpu) / tests * 1e6 if tests else float("nan")
        trouble = f"   (ended with status {cost.status})" if cost.status else ""
        print(f"{label:26}{cost.cpu:8.2f}{cost.cpu / base.cpu:8.3f}{more:16.0f}{trouble}")


def _write_suite(folder: Path, tests: int) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for number in range(0, tests, _PER_FILE):
        lines = [f"def test_{n}():\n    assert True\n" for n in range(number, min(number + _PER_FILE, tests))]
        (folder / f"test_{number}.py").write_text("\n\n".join(lines), encoding="utf-8")


def _without(distribution: str) -> list[str]:
    """The arguments that keep the plugins of a distribution out; none where it is not installed."""
    try:
        found = importlib.metadata.distribution(distribution).entry_points
    except importlib.metadata.PackageNotFoundError:
        return []
    return [word for entry in found if entry.group == "pytest11" for word in ("-p", f"no:{entry.name}")]
