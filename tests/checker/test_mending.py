"""Fixes of whole folders: round after round in memory, then written at once."""

from __future__ import annotations

import pytest

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.mending import mend_paths
from pytest_bulkhead.errors import RewriteError
from pytest_bulkhead.settings import Settings

LEAK = "import os\n\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    run()\n"
FIXED = "def test_x(monkeypatch):\n    monkeypatch.setenv('REGION', 'north')\n    run()\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def lay_out(**files: str | bytes):
        for name, text in files.items():
            path = tmp_path / f"{name}.py"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return lay_out


def test_nothing_is_written_until_asked_for(project):
    folder = project(test_x=LEAK, test_y="def test_y():\n    pass\n")
    mended = mend_paths([folder], Settings())
    assert (folder / "test_x.py").read_text() == LEAK
    assert (mended.result.fixed, mended.result.findings, mended.result.files) == (1, (), 2)
    assert [change.shown for change in mended.changes] == ["test_x.py"]
    mended.write()
    assert (folder / "test_x.py").read_text() == FIXED
    assert not check_paths([folder], Settings()).findings


def test_unsafe_fixes_are_left_out_unless_asked_for(project):
    folder = project(test_x="import os\n\ndef test_x():\n    os.putenv('REGION', 'north')\n    run()\n")
    assert not mend_paths([folder], Settings()).changes
    assert mend_paths([folder], Settings()).result.fixed == 0
    assert mend_paths([folder], Settings(), unsafe=True).result.fixed == 1


def test_only_what_is_selected_is_fixed(project):
    folder = project(test_x=LEAK)
    assert not mend_paths([folder], Settings(select=("ports",))).changes
    assert not mend_paths([folder], Settings(ignore=("environ",))).changes


def test_what_is_suppressed_stays(project):
    text = (
        "import os\n\ndef test_x():\n"
        "    os.environ['A'] = '1'  # bulkhead: ignore[BH101] wanted\n"
        "    os.environ['B'] = '1'\n    run()\n    os.environ.pop('A')\n    os.environ.pop('B')\n"
    )
    folder = project(test_x=text)
    mended = mend_paths([folder], Settings())
    (change,) = mended.changes
    assert "os.environ['A'] = '1'  # bulkhead" in change.texts[1]
    assert "os.environ.pop('A')" in change.texts[1]
    assert "monkeypatch.setenv('B', '1')" in change.texts[1]
    assert mended.result.suppressed == 1


def test_fixes_that_must_wait_for_each_other_take_more_rounds(project):
    text = (
        "import os\n\ndef test_x():\n    os.environ['A'] = '1'\n    os.environ['B'] = '1'\n    try:\n        run()\n"
        "    finally:\n        os.environ['A'] = '2'\n        os.environ['B'] = '2'\n"
    )
    folder = project(test_x=text)
    (change,) = mend_paths([folder], Settings()).changes
    assert change.texts[1] == (
        "def test_x(monkeypatch):\n    monkeypatch.setenv('A', '1')\n    monkeypatch.setenv('B', '1')\n    run()\n"
    )


def test_bytes_stay_what_they_are(project):
    text = "\ufeff# größe\r\n" + LEAK.replace("\n", "\r\n") + "# Ende \x0c\r\n"
    folder = project(test_x=text)
    mend_paths([folder], Settings()).write()
    expected = "\ufeff# größe\r\n" + FIXED.replace("\n", "\r\n") + "# Ende \x0c\r\n"
    assert (folder / "test_x.py").read_bytes() == expected.replace(
        "größe\r\n", "größe\r\nimport os\r\n\r\n\r\n"
    ).encode()


def test_a_file_that_cannot_be_written_is_told_and_the_others_are_fixed(project):
    folder = project(test_x=LEAK, test_y=LEAK)
    (folder / "test_x.py").chmod(0o444)
    mended = mend_paths([folder], Settings())
    assert [change.shown for change in mended.changes] == ["test_y.py"]
    assert mended.result.problems == ("test_x.py is read-only; nothing in it is fixed",)
    assert [finding.location.path for finding in mended.result.findings] == ["test_x.py"]


def test_a_file_that_is_saved_before_the_fixes_are_written_is_kept(project):
    folder = project(test_x=LEAK, test_y=LEAK)
    mended = mend_paths([folder], Settings())
    (folder / "test_x.py").write_text("# mine\n")
    with pytest.raises(RewriteError, match=r"test_x\.py was changed while"):
        mended.write()
    assert (folder / "test_x.py").read_text() == "# mine\n"
    assert (folder / "test_y.py").read_text() == FIXED


def test_a_change_is_not_mended_while_one_before_it_stays(project):
    first = "import os\n\ndef test_x():\n    os.environ.setdefault('A', '0')\n    os.environ['A'] = '1'\n    run()\n"
    after = "import os\n\ndef test_x():\n    os.environ['A'] = '0'\n    run()\n    os.environ['A'] = '1'\n    run()\n"
    folder = project(test_x=first, test_y=after)
    changes = mend_paths([folder], Settings()).changes
    assert [change.shown for change in changes] == ["test_y.py"]
    assert changes[0].texts[1].count("monkeypatch.setenv") == 2


def test_a_comment_above_several_undoings_keeps_them_together(project):
    text = (
        "import os\n\ndef test_x():\n    os.environ['A'] = '1'\n    os.environ['B'] = '1'\n    run()\n\n"
        "    # tidy up\n    del os.environ['A']\n    del os.environ['B']\n"
    )
    folder = project(test_x=text)
    (change,) = mend_paths([folder], Settings()).changes
    assert change.texts[1].endswith("    # tidy up\n    monkeypatch.delenv('A')\n    monkeypatch.delenv('B')\n")


def test_imports_that_only_the_fixed_lines_used_go_with_them(project):
    folder = project(
        test_a="import os\nimport sys\n" + LEAK.removeprefix("import os\n"),
        test_b="import sys, os\n" + LEAK.removeprefix("import os\n"),
        test_c=LEAK + "# see os.environ\n",
        test_d="import os\nimport json\n" + LEAK.removeprefix("import os\n") + "    os.getcwd()\n",
        test_e="import os  # for the environment\n" + LEAK.removeprefix("import os\n"),
        test_f="# about this file\nimport os\nimport sys\n" + LEAK.removeprefix("import os\n"),
        test_g="import sys\n# for the environment\nimport os\n" + LEAK.removeprefix("import os\n"),
    )
    mend_paths([folder], Settings()).write()
    heads = {path.stem: path.read_text().partition("\n\n")[0] for path in folder.glob("test_*.py")}
    assert heads == {
        "test_a": "import sys",
        "test_b": "import sys",
        "test_c": "import os",
        "test_d": "import os\nimport json",
        "test_e": "import os  # for the environment",
        "test_f": "# about this file\nimport sys",
        "test_g": "import sys\n# for the environment\nimport os",
    }


def test_several_processes_see_the_files_as_they_would_be(project):
    folder = project(**{f"test_{number}": LEAK for number in range(4)})
    mended = mend_paths([folder], Settings(), processes=2)
    assert (mended.result.fixed, mended.result.findings) == (4, ())
    assert (folder / "test_0.py").read_text() == LEAK
