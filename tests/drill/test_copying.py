"""Copies of a project: what is laid in one never reaches the project, or what its links lead to."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pytest_bulkhead.drill.copying import copy_project, lay
from pytest_bulkhead.errors import SuiteError

TEST = "def test_a():\n    pass\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Its tests are a link to a folder elsewhere."""
    root, shared = tmp_path / "shop", tmp_path / "shared"
    (root / "unit").mkdir(parents=True)
    shared.mkdir()
    (root / "unit" / "test_unit.py").write_text(TEST)
    (shared / "test_a.py").write_text(TEST)
    return root


@pytest.mark.parametrize("written", ["{tmp}/shared", "../shared"])
def test_what_is_laid_behind_a_link_stays_in_the_copy(written: str, project: Path, tmp_path: Path) -> None:
    (project / "tests").symlink_to(written.format(tmp=tmp_path))
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    copy = copy_project(copy_project(project, tmp_path / "one"), tmp_path / "two")
    assert (copy / "tests" / "test_a.py").read_text() == TEST
    lay({"tests/test_a.py": "# laid\n", "tests/drilled_1/test_b.py": "# new\n"}, copy)
    assert (copy / "tests" / "test_a.py").read_text() == "# laid\n"
    assert (copy / "tests" / "drilled_1" / "test_b.py").exists()
    assert [one.name for one in (tmp_path / "shared").iterdir()] == ["test_a.py"]
    assert (tmp_path / "shared" / "test_a.py").read_text() == TEST


def test_a_link_within_the_project_leads_to_the_copy(project: Path, tmp_path: Path) -> None:
    (project / "tests").symlink_to(project / "unit")
    (project / "linked.py").symlink_to(project / "unit" / "test_unit.py")
    (tmp_path / "to").mkdir()
    copy = copy_project(project, tmp_path / "to")
    assert (copy / "tests").resolve() == copy / "unit"
    assert (copy / "linked.py").resolve() == copy / "unit" / "test_unit.py"
    lay({"tests/test_unit.py": "# laid\n"}, copy)
    assert (project / "unit" / "test_unit.py").read_text() == TEST


def test_a_file_that_is_a_link_is_replaced(project: Path, tmp_path: Path) -> None:
    (project / "test_a.py").symlink_to(tmp_path / "shared" / "test_a.py")
    (tmp_path / "to").mkdir()
    copy = copy_project(project, tmp_path / "to")
    lay({"test_a.py": "# laid\n"}, copy)
    assert (tmp_path / "shared" / "test_a.py").read_text() == TEST


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_folder_that_nobody_may_write_to_can_be_written_in_the_copy(project: Path, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (project / "unit").chmod(0o555)
    try:
        copy = copy_project(project, tmp_path / "to")
    finally:
        (project / "unit").chmod(0o755)
    assert (copy / "unit").stat().st_mode & stat.S_IWUSR
    lay({"unit/test_unit.py": "# laid\n"}, copy)


def test_what_cannot_be_copied_is_told_in_a_sentence(project: Path, tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="cannot be copied"):
        copy_project(project / "none", tmp_path)


def test_a_text_is_written_as_it_says_of_itself(project: Path, tmp_path: Path) -> None:
    text = '# -*- coding: latin-1 -*-\r\nNAME = "\u00e4"\r\n'
    (tmp_path / "to").mkdir()
    copy = copy_project(project, tmp_path / "to")
    unknown = text.replace("latin-1", "nothing-known")
    lay({"unit/test_l.py": text, "unit/test_u.py": text.replace("latin-1", "utf-8"), "unit/test_n.py": unknown}, copy)
    assert (copy / "unit" / "test_l.py").read_bytes() == text.encode("latin-1")
    assert (copy / "unit" / "test_u.py").read_bytes() == text.replace("latin-1", "utf-8").encode()
    assert (copy / "unit" / "test_n.py").read_bytes() == unknown.encode()
