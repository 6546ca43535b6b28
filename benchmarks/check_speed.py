"""`bulkhead check` beside bare parsing, ruff, and flake8 with its pytest-style plugin, on the same files."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import cheapest
from pytest_bulkhead.checker.files.discovery import discover
from pytest_bulkhead.settings import load_settings

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


def compare_checkers(tree: str, rounds: int) -> None:
    """Print what each takes on the test files of a tree, as ratios to bare parsing."""
    folder = Path(tree).resolve()
    files = [str(path) for path in discover([folder], load_settings(folder))]
    size = sum(Path(name).stat().st_size for name in files)
    python = sys.executable
    commands = {
        "ast.parse, one process": [python, "-I", "-c", _PARSE, *files],
        "bulkhead check": [python, "-m", "pytest_bulkhead", "check", "--select", "ALL", *files],
        "ruff --select PT": [python, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "PT", *files],
        "flake8 --select PT": [python, "-m", "flake8", "--isolated", "--select", "PT", "-j", "2", *files],
    }
    costs = cheapest(commands, rounds, folder)
    print(f"check of {len(files)} test files, {size / 1e6:.1f} MB, below {tree}; cheapest of {rounds}")
    print(f"{'':26}{'wall s':>8}{'CPU s':>8}{'wall ×':>8}{'CPU ×':>8}")
    base = costs["ast.parse, one process"]
    for name, cost in costs.items():
        ratios = f"{cost.wall / base.wall:8.2f}{cost.cpu / base.cpu:8.2f}"
        print(f"{name:26}{cost.wall:8.2f}{cost.cpu:8.2f}{ratios}{_trouble(cost.status)}")


def _trouble(status: int) -> str:
    return "" if status in (0, 1) else f"   (ended with status {status})"
