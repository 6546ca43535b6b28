"""Looks at a project: reads its files, runs none of its code."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_bulkhead.audit.suite import find_suite, up_to_repository
from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.files.pytest_ini import PytestIni
from pytest_bulkhead.errors import SettingsError, UsageError
from pytest_bulkhead.scaffold.application import find_application
from pytest_bulkhead.scaffold.ci_systems import ci_systems, other_ci
from pytest_bulkhead.scaffold.distribution import distribution
from pytest_bulkhead.scaffold.installing import installing
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import read_text
from pytest_bulkhead.scaffold.python_version import python_version
from pytest_bulkhead.scaffold.requirements import requirements
from pytest_bulkhead.scaffold.strictness import is_strict, unknown_marks
from pytest_bulkhead.scaffold.text.insertion import NotEditableError
from pytest_bulkhead.scaffold.text.toml_edit import read_toml
from pytest_bulkhead.settings import load_settings

_USUAL_TESTS = ("tests", "test")


def look(path: Path) -> Project:
    """What there is to be seen of the project at a path.

    Raises:
        SuiteError: there is nothing there.
        SettingsError: its pyproject.toml or its settings are broken.
        UsageError: it is no folder that could be looked at.
    """
    root = find_suite(path).root
    if not os.access(root, os.R_OK | os.X_OK):
        raise UsageError(f"{root} cannot be read. Ask for the rights, or name another folder.")
    settings = load_settings(root)
    document = _pyproject(root)
    top = next((folder for folder in up_to_repository(root) if (folder / ".git").exists()), None)
    discovery = Discovery(settings.exclude, str(settings.root or root))
    ini = discovery.ini_for(str(root))
    tests = list(discovery.files(str(root)))
    required = requirements(root, document)
    dist, grouped = distribution(root, tests, settings.plan)
    return Project(
        root=root,
        top=top,
        tests=_tests_folder(root, ini, tests),
        python_files=ini.python_files,
        dist=dist,
        grouped=grouped,
        is_strict=is_strict(root),
        unknown_marks=unknown_marks(root, tests, required),
        ci=ci_systems(top),
        other_ci=other_ci(top),
        requirements=required,
        app=find_application(root),
        python=python_version(root, document),
        installing=installing(root, document, top),
    )


def _pyproject(root: Path) -> Mapping[str, Any]:
    try:
        text = read_text(root / "pyproject.toml")
    except NotEditableError as error:
        raise SettingsError(f"{root / 'pyproject.toml'} {error}, so nothing is known of the project.") from None
    return read_toml(text, str(root / "pyproject.toml")) if text else {}


def _tests_folder(root: Path, ini: PytestIni, tests: Sequence[str]) -> str:
    """Where a new test of the whole project belongs, relative to its root."""
    if Path(ini.folder) == root:
        for name in ini.testpaths:
            if (root / name).is_dir():
                return Path(os.path.normpath(name)).as_posix()
    for name in _USUAL_TESTS:
        if (root / name).is_dir():
            return name
    within = [Path(path).relative_to(root) for path in tests]
    folders = Counter(path.parts[:-1] for path in within if is_test_path(str(path)))
    if not folders:
        return _USUAL_TESTS[0]
    # The folder around most of them, so that a conftest above a few is not taken for it.
    common = Counter(parts[: place + 1] for parts in folders.elements() for place in range(len(parts)))
    most = [parts for parts, count in common.items() if count * 2 > folders.total()]
    named = ((len(parts), parts) for parts in most if parts[-1] in (*_USUAL_TESTS, "testing"))
    return "/".join(min(named, default=(0, ()))[1]) or "."
