"""What it costs to follow touches: in trivial tests, in a suite that is heavy on files, and for each touch."""

from __future__ import annotations

import importlib.metadata
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import cheapest

_SUITES = {
    "trivial": "def test_{n}():\n    assert True\n",
    "heavy on files": """\
def test_{n}(tmp_path):
    for number in range(20):
        (tmp_path / f"{{number}}.txt").write_text("x" * 4000)
    for number in range(20):
        assert len((tmp_path / f"{{number}}.txt").read_text()) == 4000
    for number in range(5):
        assert open("data{group}.txt").read()
    with open("out{group}.txt", "w") as file:
        file.write("x" * 4000)
""",
    "touches": """\
def test_{n}():
    for _ in range(1000):
        open("data{group}.txt").close()
""",
}


def compare_touches(tests: int, rounds: int) -> None:
    """Print CPU time of each suite without and with races, and how long the run record is."""
    plain = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]
    for name in ("randomly", "hygiene"):
        plain += [word for plugin in _plugin_names(f"pytest-{name}") for word in ("-p", f"no:{plugin}")]
    commands = {"without": plain, "with races": [*plain, "--bulkhead-races"]}
    print(f"{'following touches':26}{'tests':>8}{'CPU s':>8}{'CPU ×':>8}{'µs a test':>12}{'record MB':>12}")
    for name, text in _SUITES.items():
        count = tests // 20 if name == "touches" else tests // 4 if name == "heavy on files" else tests
        with tempfile.TemporaryDirectory(prefix="bench-", dir=Path.home()) as folder:
            _write(Path(folder), text, count)
            costs = cheapest(commands, rounds, Path(folder))
            size = max(path.stat().st_size for path in Path(folder).glob(".bulkhead/runs/*.jsonl")) / 1e6
        base, cost = costs["without"], costs["with races"]
        more = (cost.cpu - base.cpu) / count * 1e6
        print(f"{name:26}{count:8}{cost.cpu:8.2f}{cost.cpu / base.cpu:8.2f}{more:12.1f}{size:12.2f}")
        if name == "touches":
            print(f"{'':26}{more / 1000:.2f} µs a touch")


def _write(folder: Path, text: str, tests: int) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for group, first in enumerate(range(0, tests, 100)):
        (folder / f"data{group}.txt").write_text("x", encoding="utf-8")
        lines = [text.format(n=number, group=group) for number in range(first, min(first + 100, tests))]
        (folder / f"test_{group}.py").write_text("\n\n".join(lines), encoding="utf-8")


def _plugin_names(distribution: str) -> list[str]:
    try:
        found = importlib.metadata.distribution(distribution).entry_points
    except importlib.metadata.PackageNotFoundError:
        return []
    return [entry.name for entry in found if entry.group == "pytest11"]
