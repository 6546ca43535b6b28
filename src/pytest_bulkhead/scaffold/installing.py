"""How CI comes to have a project with what its tests need, by the tools and names that the project uses itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.scaffold.requirements import requirement_files

OURS = "pytest-bulkhead[xdist]"
"""What a project requires of us."""

_OURS = f'"{OURS}"'
_OF_TESTS = ("test", "tests", "testing")
_OF_DEVELOPERS = ("dev", "develop", "development")
_REQUIREMENTS = tuple(
    pattern.format(name)
    for name in (*_OF_TESTS, *_OF_DEVELOPERS)
    for pattern in ("requirements-{}.txt", "requirements_{}.txt", "{}-requirements.txt", "requirements/{}.txt")
)


_LOCKS = {
    "uv.lock": "uv add --group {}",
    "poetry.lock": "poetry add --group {}",
    "pdm.lock": "pdm add -dG {}",
    "Pipfile": "pipenv install --dev",
}


class Installing(NamedTuple):
    """How a project, and what its tests need, is installed.

    Args:
        commands: of a shell, one after the other.
        prefix: what goes before a command that is to find what they have installed.
        place: where it says what its tests need: a file, or the path to a list in pyproject.toml.
        adding: the command that adds us, where all that is installed is locked; empty where it is not.
    """

    commands: tuple[str, ...]
    prefix: str
    place: Path | tuple[str, ...] | None
    adding: str

    @property
    def is_known(self) -> bool:
        """Whether there is a place into which we can put ourselves."""
        return self.place is not None and not self.adding


def installing(root: Path, document: Mapping[str, Any]) -> Installing:
    """How a project is installed.

    Args:
        root: its folder.
        document: its pyproject.toml.
    """
    place = _place(root, document)
    group = place[-1] if isinstance(place, tuple) else "dev"
    locked = next((command for name, command in _LOCKS.items() if (root / name).exists()), "")
    adding = f"{locked.format(group)} '{OURS}'" if locked else ""
    commands, prefix = _commands(root, document)
    return Installing(commands, prefix, place, adding)


def _commands(root: Path, document: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    extras = _chosen(_table(document, "project", "optional-dependencies"))
    groups = _chosen(_table(document, "dependency-groups"))
    if (root / "uv.lock").exists():
        options = [f" --extra {name}" for name in extras] + [f" --group {name}" for name in groups]
        synced = f"uv sync{''.join(options)}"
        return ("python -m pip install uv", synced, f"uv pip install {_OURS}"), "uv run --no-sync "
    if (root / "poetry.lock").exists():
        poetry_groups = _chosen(_table(document, "tool", "poetry", "group"))
        options = [f" --extras {name}" for name in extras] + [f" --with {name}" for name in poetry_groups]
        installed = f"poetry install{''.join(options)}"
        added = f"poetry run pip install {_OURS}"
        return ("python -m pip install poetry", installed, added), "poetry run "
    return tuple(_by_pip(root, document, extras, groups)), ""


def _place(root: Path, document: Mapping[str, Any]) -> Path | tuple[str, ...] | None:
    """Where a project says what its tests need."""
    for path in (("dependency-groups",), ("project", "optional-dependencies")):
        table = _table(document, *path)
        for name in _chosen(table):
            if isinstance(table[name], list):
                return (*path, name)
    named = next((root / name for name in _REQUIREMENTS if (root / name).is_file()), None)
    return named or next((path for path in requirement_files(root) if _names_pytest(path)), None)


def _names_pytest(path: Path) -> bool:
    try:
        return any(line.lower().startswith("pytest") for line in path.read_text("utf-8", errors="replace").splitlines())
    except OSError:
        return False


def _by_pip(root: Path, document: Mapping[str, Any], extras: Sequence[str], groups: Sequence[str]) -> list[str]:
    wanted = [f"-r {name}" for name in _REQUIREMENTS if (root / name).is_file()][:1]
    if not wanted and (root / "requirements.txt").is_file():
        wanted = ["-r requirements.txt"]
    is_package = "build-system" in document or "project" in document or (root / "setup.py").is_file()
    if is_package:
        wanted.append(f'-e ".[{",".join(extras)}]"' if extras else "-e .")
    wanted += [f"--group {name}" for name in groups]
    newer = ["python -m pip install --upgrade pip"] if groups else []  # `--group` came with pip 25.1
    return [*newer, f"python -m pip install {' '.join([*wanted, _OURS])}"]


def _chosen(names: Mapping[str, Any]) -> list[str]:
    """The one that is for tests; that for developers where there is none."""
    by_plain_name = {name.lower().replace("_", "-"): name for name in names}
    return [by_plain_name[name] for name in (*_OF_TESTS, *_OF_DEVELOPERS) if name in by_plain_name][:1]


def _table(document: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    found: Any = document
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
