"""Several processes find what one finds; none that dies or fails goes unnoticed, and none is left behind."""

from __future__ import annotations

import ast
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from typing import ClassVar

import pytest

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.rule import Rule, on
from pytest_bulkhead.checker.work import crew
from pytest_bulkhead.checker.work.outcome import Job
from pytest_bulkhead.checker.work.shares import Shares
from pytest_bulkhead.errors import OurFaultError
from pytest_bulkhead.findings import What
from pytest_bulkhead.hazards.catalogue.environ import HAZARD
from pytest_bulkhead.settings import Settings

LEAK = "import os\nfrom tests.helpers.{0} import go\n\ndef test_x():\n    os.environ['REGION{0}'] = 'north'\n    go()\n"
HELPER = "import os\n\ndef go():\n    os.environ['ZONE'] = 'a'\n"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "tests" / "helpers").mkdir(parents=True)
    for number in range(40):
        (tmp_path / "tests" / f"test_{number}.py").write_text(LEAK.format(f"h{number % 7}"))
        (tmp_path / "tests" / "helpers" / f"h{number % 7}.py").write_text(HELPER)
    (tmp_path / "tests" / "test_broken.py").write_text("def (\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Fails(Rule):
    hazards = (HAZARD,)
    tokens = ("REGION",)
    bad: ClassVar[dict] = {}
    good: ClassVar[dict] = {}

    @on(ast.Module)
    def every(self, node, file):
        if "REGIONh3" in file.module.source.text:
            self.fail(file)
        yield file.finding(HAZARD, node.body[0], "seen", What("environ", "X"))

    def fail(self, file):
        raise ValueError("oh no")


class Dies(Fails):
    def fail(self, file):
        os.kill(os.getpid(), signal.SIGKILL)


class Dives(Fails):
    def fail(self, file):
        self.fail(file)


@pytest.mark.parametrize("processes", [2, 3])
def test_several_processes_find_what_one_finds(processes):
    alone, together = (check_paths(["."], Settings(), processes=count) for count in (1, processes))
    assert together.findings == alone.findings
    assert together.paths == alone.paths
    assert len(together.findings) > 40
    assert together.files == 40 + 7 + 1


def test_child_processes_that_start_anew_find_it_too(monkeypatch):
    monkeypatch.setattr(crew, "_may_fork", lambda: False)
    assert check_paths(["."], Settings(), processes=2).findings == check_paths(["."], Settings()).findings


def test_the_command_starts_processes_by_itself_where_there_are_many_files(project):
    for number in range(100):
        (project / "tests" / f"test_more_{number}.py").write_text(LEAK.format(f"h{number % 7}"))
    command = [sys.executable, "-W", "error", "-m", "pytest_bulkhead", "check", "--output-format", "json"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr == ""
    assert json.loads(done.stdout)["findings"] == [one.to_json() for one in check_paths(["."], Settings()).findings]


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_in_a_rule_names_the_file_and_the_rest_is_done(processes):
    result = check_paths(["tests"], Settings(), rules=[Fails()], processes=processes)
    assert len(result.faults) == 6
    assert result.faults[0].startswith("tests/test_10.py: ValueError: oh no (")
    assert len(result.findings) == 34 + 1


def test_a_process_that_dies_names_the_file_and_the_rest_is_done(project):
    for number in range(40):
        if number % 7 == 3 and number > 10:
            (project / "tests" / f"test_{number}.py").unlink()
    result = check_paths(["tests"], Settings(), rules=[Dies()], processes=2)
    assert [fault.split(":")[0] for fault in result.faults] == ["tests/test_10.py", "tests/test_3.py"]
    assert "SIGKILL" in result.faults[0]
    assert len(result.findings) == 34 + 1


def test_when_process_after_process_dies_it_is_given_up():
    with pytest.raises(OurFaultError, match="SIGKILL"):
        check_paths(["tests"], Settings(), rules=[Dies()], processes=2)


def test_code_that_we_cannot_follow_for_its_depth_is_unreadable():
    result = check_paths(["tests"], Settings(), rules=[Dives()])
    assert not result.faults
    assert [one.code for one in result.findings].count("BH001") == 6 + 1


def test_no_process_is_left_behind():
    check_paths(["."], Settings(), processes=2)
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_file_is_shared_out_once_and_neighbours_stay_together(count):
    jobs = [Job("/p", f"/p/{number:03}") for number in range(100)]
    shares = Shares(jobs, count)
    first = [shares.take(number) for number in range(count)]
    assert all(taken == sorted(taken) for taken in first)
    assert first[0] == jobs[: len(first[0])]
    shares.put_back(0, first[0][3:])
    rest = []
    while taken := shares.take(0):
        rest += taken
    assert sorted([*first[0][:3], *(job for taken in first[1:] for job in taken), *rest]) == jobs


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_an_interrupt_ends_all_processes_without_a_word_of_python(project):
    for number in range(400):
        (project / "tests" / f"test_more_{number}.py").write_text(LEAK.format("h1") * 150)
    command = [sys.executable, "-m", "pytest_bulkhead", "check"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, start_new_session=True) as process:
        time.sleep(1.5)
        os.killpg(process.pid, signal.SIGINT)
        out, errors = process.communicate(timeout=20)
    assert process.returncode in (130, 1)
    assert "Traceback" not in out + errors
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
