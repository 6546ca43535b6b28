"""Lays seeds into folders: one that commits its hazard, or its remedied twin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.seed import Seed

_SETTINGS = ("pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini", "bulkhead.toml", "bulkhead-baseline.json")


def mutant_of(seed: Seed, below: str = "", *, twin: bool = False) -> Mutant:
    """A seed as a violation of its own.

    Args:
        seed: what is to be laid.
        below: the folder in the project, with ``/`` at its end; empty for the project's own.
        twin: whether to lay the remedied twin.
    """
    files = {f"{below}{path}": text for path, text in (seed.good if twin else seed.bad).items()}
    tests = tuple(path for path in files if _is_test(path))
    changed = [path for path in files if files[path] != (seed.bad if twin else seed.good).get(path[len(below) :])]
    path = next(iter([*(one for one in changed if one.endswith(".py")), *changed, *files]))
    return Mutant(
        identity=f"{below}{seed.code}:{seed.name}",
        code=seed.code,
        also=seed.also,
        origin=f"seed: {seed.name}",
        changes=files,
        path=path,
        line=_first_difference(seed, path[len(below) :], twin=twin),
        tests=tests,
        needs=seed.needs,
    )


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a seed, and what makes the folder a project of its own."""
    for name, text in {"pytest.ini": "[pytest]\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def is_alone(seed: Seed) -> bool:
    """Whether a seed says how pytest is to run, so that it cannot stand beside others in one run."""
    return bool(seed.arguments) or any(path in _SETTINGS for path in {**seed.bad, **seed.good})


def _is_test(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith("test_") and name.endswith(".py")


def _first_difference(seed: Seed, path: str, *, twin: bool) -> int:
    files, others = (seed.good, seed.bad) if twin else (seed.bad, seed.good)
    lines, other = files[path].splitlines(), others.get(path, "").splitlines()
    same = 0
    while same < min(len(lines), len(other)) and lines[same] == other[same]:
        same += 1
    return min(same + 1, max(len(lines), 1))
