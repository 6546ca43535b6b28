"""`bulkhead check` beside bare parsing, ruff, and flake8 with its pytest-style plugin, on the same files."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, cheapest
from benchmarks.memory import peak_memory
from pytest_bulkhead.checker.files.discovery import discover
from pytest_bulkhead.settings import Settings

_PARSE = """
import ast, gc, sys, warnings
gc.disable()
warnings.simplefilter("ignore")
for name in sys.argv[1:]:
    try:
        ast.parse(open(name, "rb").read())
    except (SyntaxError, ValueError):
        pass
"""
_BARE = "bare ast.parse, one process"
_CHECK, _CHECK_ALL, _FLAKE8 = "bulkhead check", "bulkhead check --select ALL", "flake8 --select PT"
_RUFF, _START = "ruff --select PT", "the interpreter alone"
_HOOK_FILES = 5
_SAMPLE = 500


@dataclass(frozen=True, slots=True)
class Corpus:
    """The trees that are checked, and the test files in them."""

    trees: tuple[str, ...]
    files: tuple[str, ...]

    @classmethod
    def of(cls, trees: Sequence[str]) -> Corpus:
        folders = [Path(tree).resolve() for tree in trees]
        files = tuple(str(path) for folder in folders for path in discover([folder], Settings()))
        return cls(tuple(map(str, folders)), files)


def compare_checkers(trees: Sequence[str], rounds: int) -> None:
    """Print what each takes on the test files of some trees, beside what the budgets allow."""
    corpus = Corpus.of(trees)
    size = f"{len(corpus.files)} test files, {_size(corpus.files) / 1e6:.1f} MB, in {len(trees)} trees"
    print(f"check of {size}; cheapest of {rounds}, flake8 reckoned from some {_SAMPLE} files")
    with tempfile.TemporaryDirectory(prefix="bulkhead-bench-") as name:
        scratch = Path(name)
        _compare_cold(corpus, rounds, scratch)
        _compare_warm(corpus, rounds, scratch)
        _compare_hook(corpus, rounds, scratch)
        _show_memory(corpus, scratch)


def _compare_cold(corpus: Corpus, rounds: int, scratch: Path) -> None:
    commands = {
        _BARE: [sys.executable, "-I", "-c", _PARSE, *corpus.files],
        _CHECK: _check("--no-cache", *corpus.trees),
        _CHECK_ALL: _check("--no-cache", "--select", "ALL", *corpus.trees),
        _RUFF: _ruff("--no-cache", *corpus.files),
    }
    costs = cheapest(commands, rounds, scratch)
    costs[_FLAKE8] = _cost_of_flake8(corpus, scratch)
    _show("cold", costs, _BARE)
    _budget("wall of a cold check to bare parsing", costs[_CHECK].wall / costs[_BARE].wall, "≤ 1")
    _budget("wall of flake8 to a cold check", costs[_FLAKE8].wall / costs[_CHECK].wall, "≥ 10")


def _cost_of_flake8(corpus: Corpus, scratch: Path) -> Cost:
    """Reckoned from a part of the files: it looks at each for itself, and takes minutes for thousands."""
    step = max(1, len(corpus.files) // _SAMPLE)
    sample = corpus.files[::step]
    command = [sys.executable, "-m", "flake8", "--isolated", "--select", "PT", "-j", "2", *sample]
    cost = cheapest({f"{_FLAKE8}, {len(sample)} files": command}, 1, scratch)
    scale = _size(corpus.files) / _size(sample)
    return next(Cost(one.wall * scale, one.cpu * scale, one.status) for one in cost.values())


def _compare_warm(corpus: Corpus, rounds: int, scratch: Path) -> None:
    commands = {
        _RUFF: _ruff("--cache-dir", str(scratch / "ruff"), *corpus.files),
        _CHECK: _check("--cache-dir", str(scratch / "bulkhead"), *corpus.trees),
    }
    cheapest(commands, 1, scratch)
    costs = cheapest(commands, rounds, scratch)
    _show("warm: nothing has changed", costs, _RUFF)
    _budget("wall of a warm check to ruff's", costs[_CHECK].wall / costs[_RUFF].wall, "≤ 0.5")


def _compare_hook(corpus: Corpus, rounds: int, scratch: Path) -> None:
    files = _spread(corpus.files, _HOOK_FILES)
    cached, uncached = f"{_CHECK}, warm", f"{_CHECK} --no-cache"
    commands = {
        _START: [sys.executable, "-I", "-c", "pass"],
        cached: _check("--cache-dir", str(scratch / "hook"), *files),
        uncached: _check("--no-cache", *files),
    }
    cheapest(commands, 1, scratch)
    costs = cheapest(commands, 3 * rounds, scratch)
    _show(f"{len(files)} files, as in a hook", costs, _START)
    base = costs[_START].wall
    _budget("ms over the interpreter's start, warm", 1000 * (costs[cached].wall - base), "≤ 100")
    _budget("ms over the interpreter's start, without a cache", 1000 * (costs[uncached].wall - base), "≤ 500")


def _show_memory(corpus: Corpus, scratch: Path) -> None:
    print("\npeak memory, all processes together")
    cold = peak_memory(_check("--no-cache", *corpus.trees), scratch)
    warm = peak_memory(_check("--cache-dir", str(scratch / "bulkhead"), *corpus.trees), scratch)
    _budget("MB of a cold check", cold, "≤ 300")
    _budget("MB of a warm check", warm, "≤ 150")


def _check(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest_bulkhead", "check", "--isolated", *arguments]


def _ruff(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "PT", *arguments]


def _size(files: Sequence[str]) -> int:
    return sum(Path(name).stat().st_size for name in files)


def _spread(files: Sequence[str], count: int) -> list[str]:
    """Neighbours from the midst, as one commit touches them."""
    start = max(0, len(files) // 2 - count // 2)
    return list(files[start : start + count])


def _show(title: str, costs: Mapping[str, Cost], base: str) -> None:
    print(f"\n{title}\n{'':30}{'wall s':>9}{'CPU s':>9}{'wall ×':>9}{'CPU ×':>9}")
    for name, cost in costs.items():
        ratios = f"{cost.wall / costs[base].wall:9.2f}{cost.cpu / costs[base].cpu:9.2f}"
        print(f"{name:30}{cost.wall:9.2f}{cost.cpu:9.2f}{ratios}{_trouble(cost.status)}")


def _budget(what: str, value: float, allowed: str) -> None:
    print(f"  {what}: {value:.2f} (budget {allowed})")


def _trouble(status: int) -> str:
    return "" if status in (0, 1) else f"   (ended with status {status})"
