"""The face of the library: what it exports, what it costs to import, what its guide says."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

from pytest_bulkhead import worker

APART = {"claims", "compartments", "file_locks", "gathering", "host_folder", "own_folders", "ports"}
"""Files that are imported by their own names, since most who want a name do not want their weight."""
GUIDE = Path(__file__).parents[2] / "docs" / "worker.md"

IMPORT_AND_TELL = """
import sys
import os, site
before = set(sys.modules)
import pytest_bulkhead.worker
print(*sorted(set(sys.modules) - before))
"""


def public_names() -> set[str]:
    """All that the files of the library define without an underscore, but for what only they use."""
    names = set()
    for entry in pkgutil.iter_modules(worker.__path__):
        if entry.name in APART:
            continue
        module = importlib.import_module(f"{worker.__name__}.{entry.name}")
        names |= {name for name, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__}
    return {name for name in names if not name.startswith("_")} - {"is_name_of_this_run", "whole_number"}


def test_the_list_of_exports_is_complete_and_sorted():
    assert set(worker.__all__) == public_names() | {"MARK", "PREVENTS"}
    assert worker.__all__ == sorted(worker.__all__)
    assert all(hasattr(worker, name) for name in worker.__all__)


@pytest.mark.parametrize("name", sorted(set(worker.__all__) - {"MARK", "PREVENTS"}))
def test_each_function_says_what_it_does_and_what_it_raises(name):
    text = inspect.getdoc(getattr(worker, name))
    assert text
    assert "Raises:" in text or name == "is_scoped_name"


def test_what_is_prevented_is_prevented_by_functions_of_ours():
    for slug, names in worker.PREVENTS.items():
        assert re.fullmatch("[a-z]+(-[a-z]+)*", slug)
        assert names == tuple(sorted(names))
        assert names
        assert all(callable(getattr(worker, name)) and name in worker.__all__ for name in names)


def test_importing_it_brings_nothing_but_ourselves(run_python):
    brought = run_python("-c", IMPORT_AND_TELL).stdout.split()
    assert "pytest_bulkhead.worker" in brought
    assert [name for name in brought if name.partition(".")[0] not in {"pytest_bulkhead", "__future__"}] == []


def test_the_guide_names_every_export():
    text = GUIDE.read_text("utf-8")
    assert [name for name in worker.__all__ if f"`{name}" not in text] == []


def test_the_code_in_the_guide_is_python():
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        compile(block, str(GUIDE), "exec")
