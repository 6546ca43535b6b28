"""What `bulkhead doctor` tells of a project is true, changes nothing there, and decides the exit status."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.environments import PYTEST_ALONE, make_environment
from tests.meta.subjects import commit, write
from tests.plugin.running import environment

SOURCE = str(Path(__file__).parents[2] / "src")
PROJECT = {
    "pytest.ini": "[pytest]\naddopts = -n 2 --dist loadfile -p bulkhead -p bulkhead-resources\nbulkhead_depth = deep\n",
    "bulkhead.toml": 'mode = "heal"\nrequire = ["redis"]\n',
    "tests/test_harbour.py": "def test_moored():\n    pass\n",
    ".pre-commit-config.yaml": "- repo: local\n  hooks:\n    - id: bulkhead\n      entry: bulkhead check\n",
}
Doctor = Callable[..., subprocess.CompletedProcess[str]]
Told = dict[str, dict[str, dict[str, Any]]]


def doctor(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest_bulkhead", "doctor", "--python", sys.executable, *words]
    # The plugins that our own environment has beside ours take long to load; pytest-xdist is asked for by name.
    given = {**environment(PYTHONPATH=SOURCE, PYTEST_ADDOPTS="-p xdist", CI=""), **variables}
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=300, check=False)


def told(done: subprocess.CompletedProcess[str]) -> Told:
    """The last line of each label, by thing."""
    document = json.loads(done.stdout)
    assert document["version"] == 1
    states = [line["state"] for thing in document["things"] for line in thing["lines"]]
    assert document["summary"] == {name: states.count(name) for name in ("fine", "note", "warning", "broken")}
    return {thing["thing"]: {line["label"]: line for line in thing["lines"]} for thing in document["things"]}


def test_each_thing_is_told_with_where_it_comes_from_and_nothing_is_changed(tmp_path):
    write(tmp_path, PROJECT)
    commit(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://:hidden@127.0.0.1:{server.getsockname()[1]}"
        done = doctor(tmp_path, "--output-format", "json", BULKHEAD_REDIS_URL=url)
    assert "hidden" not in done.stdout
    things = told(done)
    assert things["interpreter"]["Python"]["origin"] == "--python"
    assert things["interpreter"]["pytest"]["value"] == pytest.__version__
    assert things["plugin"]["mode"]["value"] == "heal"
    assert things["plugin"]["mode"]["origin"].endswith("bulkhead.toml")
    assert (things["plugin"]["depth"]["value"], things["plugin"]["depth"]["origin"]) == (
        "deep",
        "bulkhead_depth in pytest's settings",
    )
    assert things["settings"]["mode"]["origin"] == "bulkhead.toml"
    assert things["settings"]["profile"]["origin"] == "by default"
    assert things["settings"]["BULKHEAD_REDIS_URL"]["value"] == "is set"
    assert things["settings"]["marks"]["state"] == "warning"
    assert (things["workers"]["-n"]["value"], things["workers"]["-n"]["origin"]) == ("2", "addopts of pytest")
    assert things["workers"]["--dist"]["value"] == "loadfile"
    assert things["servers"]["redis"]["value"].startswith("answers at 127.0.0.1:")
    assert things["servers"]["redis"]["origin"] == "BULKHEAD_REDIS_URL"
    assert things["hooks"]["bulkhead check"]["origin"] == ".pre-commit-config.yaml:4"
    assert things["hooks"]["installed"]["state"] == "warning"
    assert things["ci"]["configuration"]["state"] == "note"
    assert things["repository"]["checked out"]["value"].startswith("main, ")
    assert things["meta_tests"]["file"]["remedy"]
    assert done.returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        ".git",
        "tests",
        *(name for name in PROJECT if "/" not in name),
    }


@pytest.mark.parametrize(
    ("files", "thing", "label", "said"),
    [
        ({"bulkhead.toml": 'mod = "strict"\n'}, "settings", "bulkhead", "Did you mean 'mode'"),
        ({"tests/conftest.py": "import no_such_thing\n"}, "interpreter", "pytest", "No module named 'no_such_thing'"),
        ({"pytest.ini": "[pytest]\nbulkhead = loud\naddopts = -p bulkhead\n"}, "plugin", "loaded", "no mode of"),
    ],
)
def test_what_is_broken_is_told_and_is_the_status(tmp_path, files, thing, label, said):
    write(tmp_path, {"pytest.ini": "[pytest]\ntestpaths = tests\n", "tests/test_a.py": "", **files})
    done = doctor(tmp_path, "--output-format", "json")
    line = told(done)[thing][label]
    assert said in line["value"]
    assert line["state"] == "broken"
    assert done.returncode == 1


def test_a_server_that_is_named_and_does_not_answer_is_broken(tmp_path):
    with socket.socket() as taken:  # bound and not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        done = doctor(tmp_path, "--output-format", "json", BULKHEAD_OPENFGA_URL=url)
    line = told(done)["servers"]["openfga"]
    assert (line["state"], line["origin"]) == ("broken", "BULKHEAD_OPENFGA_URL")
    assert done.returncode == 1


@pytest.mark.parametrize(("distributions", "label"), [((), "Python"), (PYTEST_ALONE, "pytest-bulkhead")])
def test_an_interpreter_of_the_projects_own_is_found_and_told(tmp_path, distributions, label):
    make_environment(tmp_path / ".venv", distributions)
    write(tmp_path, {"pytest.ini": "[pytest]\n", "test_a.py": ""})
    command = [
        sys.executable,
        "-c",
        "import sys; from pytest_bulkhead.cli.main import main; sys.exit(main())",
        "doctor",
    ]
    given = environment()
    done = subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, text=True, timeout=300, check=False)
    text = " ".join(done.stdout.split())
    assert "(the project's virtual environment)" in text
    if label == "Python":
        assert "has no pytest. Install the suite's test requirements there" in text
        assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 broken, 0 warnings.")
        assert "not looked at since pytest does not start" in text
    else:
        assert "! pytest-bulkhead not installed there" in text
        assert "· pytest-xdist not installed" in text
        assert done.returncode == 0
        assert re.search(r"Nothing is broken, \d warnings?\.", text)


@pytest.mark.parametrize("words", [("nowhere",), ("--python", "/nowhere/python")])
def test_wrong_use_is_told(tmp_path, words):
    done = doctor(tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
