"""A cache that is broken, foreign, hostile or cannot be written costs time and nothing else."""

from __future__ import annotations

import binascii
import copy
import json
import os
import random
import subprocess
import sys

import pytest

from pytest_bulkhead.checker.cache import stored
from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.settings import Settings

LEAK = "import os\nfrom tests.helper import go\ndef test_a():\n    os.environ['A'] = 'c'\n    go()\n"
ODD = [
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "x",
    "../../etc/passwd",
    "/dev/zero",
    [],
    [0],
    {},
    {"a": 1},
    [[1, 2]],
    "%",
    "?",
    ":",
]


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/__init__.py").write_text("")
    (tmp_path / "tests/helper.py").write_text("import os\ndef go(): os.environ['B'] = 'b'\n")
    (tmp_path / "tests/test_a.py").write_text(LEAK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check():
    result = check_paths(["."], Settings(), cache="")
    return result.findings, result.files


@pytest.fixture
def kept(project):
    """The only file of the cache."""
    check()
    (path,) = (project / ".bulkhead/cache").glob("check-*.json")
    return path


def sealed(document: object) -> bytes:
    body = json.dumps(document).encode()
    return b"%08x\n" % binascii.crc32(body) + body


@pytest.mark.parametrize(
    "broken",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"test_a", b"test_b", 1),
        lambda data: b"\x80\x04\x95" + data,
        lambda data: b"zzz\n" + data,
        lambda data: sealed([]),
        lambda data: sealed({"format": 1}),
        lambda data: sealed({"format": 1, "key": "other", "meta": {}}),
        lambda data: sealed("x" * 1000),
        lambda data: b"%08x\n" % binascii.crc32(b"[" * 100_000) + b"[" * 100_000,
    ],
)
def test_what_is_not_exactly_ours_is_no_cache(kept, broken):
    expected = check()
    kept.write_bytes(broken(kept.read_bytes()))
    assert check() == expected
    assert check() == expected


@pytest.mark.parametrize("seed", range(60))
def test_whatever_stands_in_it_nothing_breaks(kept, seed):
    chance = random.Random(seed)
    document = json.loads(kept.read_bytes().partition(b"\n")[2])
    for _ in range(chance.randint(1, 4)):
        place = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = chance.choice(keys) if keys else None
            if key is None or not isinstance(place[key], (dict, list)) or not place[key] or chance.random() < 0.2:
                break
            place = place[key]
        if key is not None and key not in ("key", "format"):
            place[key] = copy.deepcopy(chance.choice(ODD))
    kept.write_bytes(sealed(document))
    check()
    (kept.parent.parent.parent / "tests/helper.py").write_text("x = 1\n")
    check()


def test_files_of_other_settings_are_pruned_when_there_are_many(project, monkeypatch):
    monkeypatch.setattr(stored, "_ROOM", 0)
    for number in range(12):
        check_paths(
            ["."], Settings(ignore=(f"BH10{number % 10}", f"BH20{number % 10}", *["environ"][: number // 10])), cache=""
        )
    left_over = project / ".bulkhead/cache/check-0123456789abcdef.json.77"
    left_over.write_text("x")
    os.utime(left_over, (0, 0))
    (project / ".bulkhead/cache/mine.txt").write_text("x")
    check()
    names = {path.name for path in (project / ".bulkhead/cache").iterdir()}
    assert len(names) == stored._KEPT + 1
    assert "mine.txt" in names
    assert left_over.name not in names


def test_small_files_of_many_projects_stay_side_by_side(tmp_path):
    shared = tmp_path / "shared"
    for number in range(12):
        root = tmp_path / f"project{number}"
        (root / ".git").mkdir(parents=True)
        (root / "test_it.py").write_text("def test_it():\n    pass\n")
        check_paths([str(root)], Settings(), cache=str(shared))
    assert len(list(shared.glob("check-*.json"))) == 12


def test_the_folder_ignores_itself(project):
    check()
    assert (project / ".bulkhead/.gitignore").read_text() == "*\n"


@pytest.mark.parametrize("obstacle", ["file", "link", "full"])
def test_a_place_that_cannot_be_written_is_no_matter(project, obstacle, monkeypatch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    if obstacle == "file":
        (project / ".bulkhead").write_text("mine")
    elif obstacle == "link":
        (project / ".bulkhead").symlink_to(elsewhere)
    else:

        def full(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(stored.os, "replace", full)
    findings, files = check()
    assert findings
    assert files == 2
    assert not list(elsewhere.iterdir())
    assert not list(project.rglob("*.json*"))


def test_a_folder_can_be_named_and_holds_several_projects(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("caches")
    for _ in range(2):
        assert check_paths(["."], Settings(), cache=str(folder)).findings
    assert [path.suffix for path in folder.iterdir()] == [".json"]
    assert not (project / ".bulkhead").exists()


def test_runs_at_the_same_time_do_not_hurt_each_other(project):
    for number in range(30):
        (project / f"tests/test_{number}.py").write_text(LEAK)
    command = [sys.executable, "-m", "pytest_bulkhead", "check", "--output-format", "concise"]
    runs = [subprocess.Popen(command, stdout=-1, stderr=-1, text=True) for _ in range(4)]
    done = [run.communicate() for run in runs]
    assert {errors for _, errors in done} == {""}
    assert len({out.rpartition(" in ")[0] for out, _ in done}) == 1
    assert {run.returncode for run in runs} == {1}
    assert len(check()[0]) == 31 + 31


@pytest.mark.parametrize(
    ("options", "there"), [(["--no-cache"], False), ([], True), (["--cache-dir", "caches"], False)]
)
def test_the_command_remembers_unless_it_is_told_not_to(project, options, there):
    command = [sys.executable, "-m", "pytest_bulkhead", "check", *options]
    first, second = (subprocess.run(command, capture_output=True, text=True).stdout for _ in range(2))
    assert first.rpartition(" in ")[0] == second.rpartition(" in ")[0]
    assert (project / ".bulkhead/cache").exists() is there
    assert (project / "caches").exists() is ("--cache-dir" in options)
