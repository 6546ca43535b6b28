"""What there is for the tests of a copy."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from pytest_bulkhead.drill.seed import SERVERS
from pytest_bulkhead.drill.surroundings import look_around


def test_a_server_is_never_there_whatever_packages_are(tmp_path: Path) -> None:
    """Its data would be somebody's: the seeds flush what the environment names."""
    found = look_around(tmp_path, sys.executable, {"fastapi", "redis", *SERVERS})
    assert found.there == {"fastapi"}


@pytest.mark.parametrize("product", ["shop_of_a_test.py", "shop_of_a_test/__init__.py"])
def test_what_is_imported_from_the_project_is_imported_from_the_copy(
    product: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be installed for development; its own folders of imports stay, whatever they are called."""
    (tmp_path / "src" / product).parent.mkdir(parents=True)
    (tmp_path / "src" / product).touch()
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = 'more code'\n")
    assert look_around(tmp_path, sys.executable, ()).arguments == ()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))
    option, said = look_around(tmp_path, sys.executable, ()).arguments
    assert (option, shlex.split(said)) == ("-o", ["pythonpath=src", "more code"])
