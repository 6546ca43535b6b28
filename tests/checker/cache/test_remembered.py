"""What is remembered is what would be found anew, whatever happens to the files."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from pathlib import Path

import pytest

from pytest_bulkhead.checker.engine import CheckResult, check_paths
from pytest_bulkhead.checker.files import stamps
from pytest_bulkhead.checker.registry import all_rules
from pytest_bulkhead.checker.rule import Case
from pytest_bulkhead.checker.work import recalling
from pytest_bulkhead.checker.work.workshop import Workshop
from pytest_bulkhead.errors import NoTestCodeError
from pytest_bulkhead.settings import Settings

ALL = Settings(select=("ALL",))
SEVERAL = [
    pytest.param(case, id=f"{rule.hazards[0].slug}: {name}")
    for rule in all_rules()
    for kind in (rule.bad, rule.good)
    for name, case in kind.items()
    if not isinstance(case, str)
]
CONFTEST = """\
import os, pytest
@pytest.fixture(autouse=True, scope="session")
def environment(): os.environ["A"] = "b"
@pytest.fixture(autouse=True)
def clean(monkeypatch):
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)
"""


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    # No run of a test lasts so long that a file's time could be told from that of its next change.
    monkeypatch.setattr(stamps, "_STEP", -(10**15))
    return tmp_path


@pytest.fixture
def checked(monkeypatch):
    """The files that were checked, and not only remembered, since this was asked before."""
    seen: list[str] = []
    check = Workshop.check

    def noted(workshop, job):
        seen.append(os.path.relpath(job.path))
        return check(workshop, job)

    def take() -> list[str]:
        taken = sorted(seen)
        seen.clear()
        return taken

    monkeypatch.setattr(Workshop, "check", noted)
    return take


def lay_out(folder: Path, case: Case) -> None:
    for name, text in case.items():
        write(folder / name, text)


ticks = itertools.count()


def write(path: Path, text: str) -> None:
    """Write as an editor does: a new file in the place of the old one, so that stamps tell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.parent / f".part{next(ticks)}"
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def outcome(result: CheckResult) -> tuple:
    return result.findings, result.files, result.suppressed, result.paths, result.codes, result.rules, result.problems


def same_as_anew(paths=(".",), settings: Settings = ALL) -> None:
    def of(cache: str | None) -> tuple | str:
        try:
            return outcome(check_paths(paths, settings, cache=cache))
        except NoTestCodeError as error:
            return str(error)

    anew = of(None)
    for _ in range(2):
        remembered = of("")
        if isinstance(anew, tuple) and isinstance(remembered, tuple):
            assert set(remembered[0]) ^ set(anew[0]) == set()
        assert remembered == anew


@pytest.mark.parametrize("case", SEVERAL)
def test_each_file_of_a_case_can_change_go_and_come_back(case, project):
    lay_out(project, case)
    same_as_anew()
    for name, text in case.items():
        write(project / name, text + "\n\nX = 1\n")
        same_as_anew()
        (project / name).unlink()
        same_as_anew()
        write(project / name, text)
        same_as_anew()


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_of_random_files(seed, project):
    """Files of several cases in one project become those of others, go, come, and move; parts of it are checked."""
    chance = random.Random(seed)
    cases = [parameter.values[0] for parameter in chance.sample(SEVERAL, 12)]
    texts = [text for case in cases for text in case.values()] + [CONFTEST, "", "def (\n", "x = 1\n"]
    names = sorted({name for case in cases for name in case})
    folders = ["", "a/", "a/tests/"]
    for case in cases:
        lay_out(project / chance.choice(folders), case)
    same_as_anew()
    for _ in range(14):
        path = project / (chance.choice(folders) + chance.choice([*names, "conftest.py", "pytest.ini", "test_new.py"]))
        match chance.randrange(6):
            case 0 | 1 | 2:
                write(path, chance.choice(texts))
            case 3 if path.is_file():
                path.unlink()
            case 4 if path.parent != project and path.parent.is_dir():
                shutil.rmtree(path.parent)
            case _:
                write(project / "pytest.ini", f"[pytest]\npython_files = {chance.choice(['test_*.py', '*.py'])}\n")
        present = sorted(str(one.relative_to(project)) for one in project.rglob("*.py"))
        if present and chance.random() < 0.5:
            same_as_anew([chance.choice(present)])
        same_as_anew()


def test_nothing_is_checked_when_nothing_has_changed(project, checked):
    write(project / "tests/conftest.py", CONFTEST)
    write(project / "tests/test_a.py", "import os\ndef test_a(): os.environ['A'] = 'c'\n")
    check_paths(["."], ALL, cache="")
    assert checked() == ["tests/conftest.py", "tests/test_a.py"]
    same_as_anew()
    checked()
    check_paths(["."], ALL, cache="")
    check_paths(["tests/test_a.py"], ALL, cache="")
    assert checked() == []


@pytest.mark.parametrize(
    ("name", "text", "again"),
    [
        ("tests/test_a.py", "x = 1\n", ["tests/test_a.py"]),
        ("tests/test_new.py", "x = 1\n", ["tests/test_new.py"]),
        ("tests/helper.py", "def go(): ...\n", ["tests/helper.py", "tests/test_a.py"]),
        ("tests/unit/conftest.py", CONFTEST, ["tests/unit/conftest.py", "tests/unit/test_b.py"]),
        ("shop/api.py", "app = 2\n", ["tests/unit/test_b.py"]),
        ("shop/other.py", "app = 2\n", []),
        ("notes.txt", "x", []),
    ],
)
def test_what_goes_by_a_file_is_checked_again_and_nothing_else(project, checked, name, text, again):
    write(project / "shop/__init__.py", "")
    write(project / "shop/api.py", "app = 1\n")
    write(project / "shop/other.py", "app = 1\n")
    write(project / "tests/__init__.py", "")
    write(project / "tests/helper.py", "import os\ndef go(): os.environ['A'] = 'b'\n")
    write(project / "tests/test_a.py", "from tests.helper import go\ndef test_a(): go()\n")
    write(
        project / "tests/unit/test_b.py",
        "from shop.api import app\nimport shop.other, os\ndef test_b():\n    app.dependency_overrides[1] = 2\n",
    )
    write(project / "tests/unit/conftest.py", "import os\n")
    check_paths(["."], ALL, cache="")
    checked()
    write(project / name, text)
    check_paths(["."], ALL, cache="")
    assert checked() == again


@pytest.mark.parametrize(
    "other",
    [
        Settings(select=("BH1",)),
        Settings(select=("ALL",), ignore=("BH101",)),
        Settings(select=("ALL",), exclude=("tests/a",)),
        Settings(select=("ALL",), per_file_ignores=(("tests/*", ("BH101",)),)),
    ],
)
def test_other_settings_find_other_things(project, other):
    write(project / "tests/a/test_a.py", "import os\ndef test_a(): os.environ['A'] = 'c'\n")
    write(project / "tests/test_b.py", "import os\ndef test_a(): os.environ['A'] = 'c'\n")
    for settings in (ALL, other, ALL):
        same_as_anew(settings=settings)


def test_from_another_folder_paths_are_others(project, monkeypatch):
    write(project / "tests/test_a.py", "import os\ndef test_a(): os.environ['A'] = 'c'\n")
    same_as_anew()
    monkeypatch.chdir(project / "tests")
    same_as_anew()
    assert check_paths(["."], ALL, cache="").paths == ("test_a.py",)


def test_two_projects_in_one_check_each_remember_their_own(project, checked):
    for name in ("one", "two"):
        write(project / name / ".git/HEAD", "")
        write(project / name / "tests/test_a.py", f"import os\ndef test_{name}(): os.environ['A'] = 'c'\n")
    same_as_anew(["one", "two"])
    checked()
    check_paths(["two"], ALL, cache="")
    assert checked() == []
    assert (project / "one/.bulkhead/cache").is_dir()
    assert not (project / ".bulkhead").exists()


def test_a_file_that_changes_while_it_is_checked_is_checked_again(project, checked, monkeypatch):
    write(project / "test_a.py", "import os\ndef test_a(): os.environ['A'] = 'c'\n")
    check = Workshop.check

    def changing(workshop, job):
        done = check(workshop, job)
        write(project / "test_a.py", "x = 1\n")
        return done

    with monkeypatch.context() as patch:
        patch.setattr(Workshop, "check", changing)
        assert check_paths(["."], ALL, cache="").findings
    checked()
    assert not check_paths(["."], ALL, cache="").findings
    assert checked() == ["test_a.py"]


def test_a_change_that_the_clock_does_not_show_is_seen(project, monkeypatch):
    """Same size, same time, same place on the disk: within the finest step of the clock, stamps are not believed."""
    monkeypatch.setattr(stamps, "_STEP", 2_000_000_000)
    path = project / "test_a.py"
    path.write_text("import os\ndef test_a(): os.environ['A'] = 'c'\n")
    before = path.stat()
    assert check_paths(["."], ALL, cache="").findings
    path.write_text("import os\ndef test_a(): os.environ['A'] ; 'c'\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not check_paths(["."], ALL, cache="").findings


def test_errors_of_ours_are_not_remembered(project, monkeypatch):
    write(project / "test_a.py", "import os\ndef test_a(): os.environ['A'] = 'c'\n")

    def failing(rule, *_):
        raise ValueError("oh no")

    environ = next(rule for rule in all_rules() if rule.hazards[0].code == "BH101")
    with monkeypatch.context() as patch:
        patch.setattr(type(environ), "in_function", failing)
        patch.setattr(type(environ), "detectors", lambda rule: iter([(__import__("ast").Module, failing)]))
        assert check_paths(["."], ALL, cache="").faults
    assert check_paths(["."], ALL, cache="").findings


def test_several_processes_remember_what_one_does(project, checked):
    for number in range(20):
        write(project / f"tests/test_{number}.py", "from tests.helper import go\ndef test_a(): go()\n")
    write(project / "tests/__init__.py", "")
    write(project / "tests/helper.py", "import os\ndef go(): os.environ['A'] = 'b'\n")
    first = check_paths(["."], ALL, cache="", processes=2)
    assert outcome(check_paths(["."], ALL, cache="")) == outcome(first)
    assert checked() == []
    write(project / "tests/helper.py", "def go(): ...\n")
    assert not check_paths(["."], ALL, cache="", processes=2).findings
    same_as_anew()


def test_what_is_read_instead_of_files_is_not_remembered(project):
    from pytest_bulkhead.checker.source.source import reading_instead

    write(project / "test_a.py", "import os\ndef test_a(): os.environ['A'] = 'c'\n")
    with reading_instead({str(project / "test_a.py"): b"x = 1\n"}):
        assert not check_paths(["."], ALL, cache="").findings
    assert check_paths(["."], ALL, cache="").findings


def test_own_rules_are_part_of_what_is_asked(project):
    rule = (
        "import ast\nfrom pytest_bulkhead.checker.rule import Rule, on\n"
        "from pytest_bulkhead.findings import What\nfrom pytest_bulkhead.hazards.hazard import Family, Hazard\n"
        "HAZARD = Hazard('ACME001', 'acme', 't', Family.PROCESS, 'w', 'b', 'g', 'r', frozenset())\n"
        "class Acme(Rule):\n    hazards = (HAZARD,)\n    tokens = ('',)\n    bad = good = {}\n"
        "    @on(ast.Module)\n    def m(self, node, file):\n"
        "        yield file.finding(HAZARD, node.body[0], 'MESSAGE', What('acme', 'x'))\nRULE = Acme()\n"
    )
    write(project / "test_a.py", "x = 1\n")
    for message in ("one", "another"):
        write(project / "rules/acme.py", rule.replace("MESSAGE", message))
        settings = Settings(path=project / "pyproject.toml", rules=("rules/acme.py",), select=("ACME001",))
        assert [one.message for one in check_paths(["test_a.py"], settings, cache="").findings] == [message]


def test_nothing_is_kept_where_it_is_not_asked_for(project):
    write(project / "test_a.py", "x = 1\n")
    check_paths(["."], ALL)
    assert not (project / ".bulkhead").exists()
    assert recalling.default_folder(str(project)) == str(project / ".bulkhead" / "cache")
