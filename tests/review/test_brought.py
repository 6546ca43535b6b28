"""The findings that a change brings, and no others, in real repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.review.brought import brought

from .conftest import Project

BAD = """\
import os

def test_address():
    os.environ["API_URL"] = "http://localhost"
    assert True
"""
IN_CLASS = """\
import os

class TestUrl:
    def test_address(self):
        os.environ["API_URL"] = "http://localhost"
"""
FINE = "def test_fine():\n    assert True\n"
OTHER = '\ndef test_other():\n    os.environ["OTHER"] = "1"\n'


def told(project: Project, base: str = "main") -> list[tuple[str, str, str]]:
    found = brought(project.folder, base)
    return [(one.location.path, one.symbol, one.what.name if one.what else "") for one in found]


@pytest.fixture
def branch(project: Project) -> Project:
    """On a branch that has nothing of its own yet, of a project with one finding."""
    project.commit({"tests/test_a.py": BAD, "tests/test_b.py": FINE})
    project.git("checkout", "--quiet", "-b", "work")
    return project


def test_what_was_there_is_not_brought(branch: Project) -> None:
    branch.commit({"tests/test_b.py": FINE.replace("fine", "well")})
    assert told(branch) == []


def test_a_new_finding_beside_an_old_one(branch: Project) -> None:
    branch.commit({"tests/test_a.py": BAD + OTHER})
    assert told(branch) == [("tests/test_a.py", "test_other", "OTHER")]


def test_changes_need_not_be_committed_nor_known_to_git(branch: Project) -> None:
    branch.write({"tests/test_new.py": BAD, "tests/test_a.py": BAD + OTHER})
    assert told(branch) == [
        ("tests/test_a.py", "test_other", "OTHER"),
        ("tests/test_new.py", "test_address", "API_URL"),
    ]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"tests/test_a.py": "# one\n# more\n" + BAD}, id="its line has moved"),
        pytest.param({"tests/test_a.py": BAD.replace("test_address", "test_url")}, id="its test has another name"),
        pytest.param({"tests/test_a.py": BAD.replace("localhost", "127.0.0.1")}, id="its line was edited"),
        pytest.param({"tests/test_b.py": BAD, "tests/test_a.py": FINE}, id="its test is in another file"),
        pytest.param({"tests/test_a.py": IN_CLASS}, id="its test is in a class"),
    ],
)
def test_what_only_moves_is_not_brought(branch: Project, files: dict[str, str]) -> None:
    branch.commit(files)
    assert told(branch) == []


def test_a_renamed_file_brings_what_is_new_in_it_alone(branch: Project) -> None:
    branch.git("mv", "tests/test_a.py", "tests/test_z.py")
    branch.commit({"tests/test_z.py": BAD + OTHER})
    assert told(branch) == [("tests/test_z.py", "test_other", "OTHER")]


def test_a_deleted_file_brings_nothing(branch: Project) -> None:
    (branch.folder / "tests/test_a.py").unlink()
    assert told(branch) == []


def test_what_the_base_has_got_since_does_not_count(branch: Project) -> None:
    branch.commit({"tests/test_b.py": FINE + "\n"})
    branch.git("checkout", "--quiet", "main")
    branch.commit({"tests/test_a.py": FINE})
    branch.git("checkout", "--quiet", "work")
    assert told(branch) == []


def test_a_helper_that_changes_brings_findings_where_it_is_used(branch: Project) -> None:
    helper = "import os\n\ndef point_at(url):\n    os.environ['API_URL'] = url\n"
    user = "from tests.pointing import point_at\n\ndef test_it():\n    point_at('http://x')\n"
    branch.commit({"tests/__init__.py": "", "tests/pointing.py": "def point_at(url):\n    pass\n"})
    branch.commit({"tests/test_user.py": user})
    branch.git("branch", "--force", "main")
    branch.write({"tests/pointing.py": helper})
    assert [path for path, _, _ in told(branch)] == ["tests/test_user.py"]


def test_a_conftest_that_restores_no_more_brings_findings_in_files_that_are_not_changed(branch: Project) -> None:
    restoring = (
        "import os\nimport pytest\n\n@pytest.fixture(autouse=True)\ndef environment():\n"
        "    before = dict(os.environ)\n    yield\n    os.environ.clear()\n    os.environ.update(before)\n"
    )
    branch.commit({"tests/conftest.py": restoring})
    branch.git("branch", "--force", "main")
    assert told(branch) == []
    branch.write({"tests/conftest.py": "import pytest\n"})
    assert told(branch) == [("tests/test_a.py", "test_address", "API_URL")]


def test_files_that_are_no_utf_8_or_no_python_harm_nothing(branch: Project) -> None:
    latin = b"# -*- coding: latin-1 -*-\nimport os\n\ndef test_caf\xe9():\n    os.environ['CAF\xc9'] = '1'\n"
    branch.write({"tests/test_latin.py": latin, "tests/test_bytes.py": b"x = '\xff'\n", "tests/test_no.py": "def\n"})
    assert ("tests/test_latin.py", "test_café", "CAFÉ") in told(branch)


def test_submodules_are_passed_by(branch: Project, tmp_path: Path) -> None:
    inner = Project(tmp_path / "inner")
    inner.commit({"tests/test_inner.py": BAD})
    branch.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "vendored")
    branch.commit({"tests/test_a.py": BAD + OTHER})
    assert told(branch) == [("tests/test_a.py", "test_other", "OTHER")]


def test_a_part_of_a_repository_is_reviewed_alone(branch: Project) -> None:
    branch.write({"services/api/tests/test_api.py": BAD, "tests/test_new.py": BAD})
    found = brought(branch.folder / "services/api", "main")
    assert [one.location.path for one in found] == ["tests/test_api.py"]


def test_settings_of_the_newer_side_hold_for_both(branch: Project) -> None:
    branch.write({"pyproject.toml": '[tool.bulkhead]\nignore = ["environ"]\n', "tests/test_new.py": BAD})
    assert told(branch) == []


def test_another_folder_is_a_base_too(branch: Project, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(branch.folder, before)
    branch.write({"tests/test_a.py": "\n" + BAD + OTHER})
    found = brought(branch.folder, before)
    assert [one.symbol for one in found] == ["test_other"]


def test_a_shallow_clone_is_told_how_to_become_a_deep_one(branch: Project, tmp_path: Path) -> None:
    branch.commit({"tests/test_b.py": BAD})
    shallow = tmp_path / "shallow"
    branch.git("clone", "--quiet", "--depth=1", "--branch=work", f"file://{branch.folder}", str(shallow))
    with pytest.raises(UsageError, match="fetch-depth: 0"):
        brought(shallow, "main")


def test_a_detached_checkout_knows_the_branches_of_its_origin(branch: Project, tmp_path: Path) -> None:
    branch.commit({"tests/test_b.py": BAD})
    clone = tmp_path / "clone"
    branch.git("clone", "--quiet", str(branch.folder), str(clone))
    branch.git("-C", str(clone), "checkout", "--quiet", "--detach")
    branch.git("-C", str(clone), "branch", "--quiet", "--delete", "--force", "work")
    assert [one.location.path for one in brought(clone, "main")] == ["tests/test_b.py"]


def test_what_is_no_revision_or_no_repository_is_told(branch: Project, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no revision 'nowhere'"):
        brought(branch.folder, "nowhere")
    with pytest.raises(UsageError, match="no revision '--output=x'"):
        brought(branch.folder, "--output=x")
    (tmp_path / "plain").mkdir()
    with pytest.raises(UsageError, match="no git repository"):
        brought(tmp_path / "plain", "main")


def test_links_of_two_folders_are_compared_by_where_they_lead(tmp_path: Path) -> None:
    for side in ("before", "after"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "test_a.py").write_text("def test_a():\n    pass\n")
        (tmp_path / side / "data").symlink_to("not-there")
    assert brought(tmp_path / "after", tmp_path / "before") == ()
