"""The plugin on thousands of trivial tests, beside pytest alone and beside pytest-hygiene."""

from __future__ import annotations

import importlib.metadata
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import cheapest

_PER_FILE = 100


def compare_plugins(tests: int, rounds: int) -> None:
    """Print CPU time per test of pytest alone, with our plugin, and with pytest-hygiene."""
    ours, peers = _plugin_names("pytest-bulkhead"), _plugin_names("pytest-hygiene")
    block = {name: ["-p", f"no:{name}"] for name in (*ours, *peers, "cacheprovider", "randomly")}
    plain = [sys.executable, "-m", "pytest", "-q", "--no-header", *block["cacheprovider"], *block["randomly"]]
    without_ours = [word for name in ours for word in block[name]]
    without_peers = [word for name in peers for word in block[name]]
    commands = {"pytest alone": [*plain, *without_ours, *without_peers], "pytest-bulkhead": [*plain, *without_peers]}
    if peers:
        commands["pytest-hygiene"] = [*plain, *without_ours]
    with tempfile.TemporaryDirectory(prefix="bulkhead-bench-") as name:
        folder = Path(name)
        _write_suite(folder, tests)
        costs = cheapest(commands, rounds, folder)
    base = costs["pytest alone"]
    print(f"{tests} trivial tests; cheapest of {rounds}")
    print(f"{'':26}{'CPU s':>8}{'CPU ×':>8}{'µs a test more':>16}")
    for label, cost in costs.items():
        more = (cost.cpu - base.cpu) / tests * 1e6
        trouble = f"   (ended with status {cost.status})" if cost.status else ""
        print(f"{label:26}{cost.cpu:8.2f}{cost.cpu / base.cpu:8.2f}{more:16.0f}{trouble}")
    if not peers:
        print("pytest-hygiene is not installed here; `make bench` installs it")


def _write_suite(folder: Path, tests: int) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for number in range(0, tests, _PER_FILE):
        lines = [f"def test_{n}():\n    assert True\n" for n in range(number, min(number + _PER_FILE, tests))]
        (folder / f"test_{number}.py").write_text("\n\n".join(lines), encoding="utf-8")


def _plugin_names(distribution: str) -> list[str]:
    try:
        found = importlib.metadata.distribution(distribution).entry_points
    except importlib.metadata.PackageNotFoundError:
        return []
    return [entry.name for entry in found if entry.group == "pytest11"]
