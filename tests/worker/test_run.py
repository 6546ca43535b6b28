from __future__ import annotations

import os

import pytest

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker import get_run_id, get_shard_index

SAY_THE_RUN = "from pytest_bulkhead.worker import get_run_id; print(get_run_id())"

FORK_FIRST_ASK_LATER = """
import os
from pytest_bulkhead.worker import get_run_id, scoped_name
read, write = os.pipe()
child = os.fork()
if not child:
    os.write(write, f"{get_run_id()} {scoped_name('x')}".encode())
    os._exit(0)
os.waitpid(child, 0)
assert os.read(read, 1000).decode() == f"{get_run_id()} {scoped_name('x')}"
"""


def test_a_run_without_xdist_keeps_one_id():
    assert get_run_id() == get_run_id()
    assert len(get_run_id()) == 32


def test_workers_of_xdist_have_the_id_of_their_run(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", "beef")
    assert get_run_id() == "beef"


def test_an_id_set_by_hand_wins(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", "beef")
    monkeypatch.setenv("BULKHEAD_RUN_ID", "pipeline-7")
    assert get_run_id() == "pipeline-7"


@pytest.mark.parametrize("variable", ["BULKHEAD_RUN_ID", "PYTEST_XDIST_TESTRUNUID"])
@pytest.mark.parametrize("blank", ["", " \t"])
def test_a_blank_id_is_an_error(monkeypatch, variable, blank):
    monkeypatch.setenv(variable, blank)
    with pytest.raises(WorkerError, match=f"{variable} is set but blank"):
        get_run_id()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_forked_before_anybody_asked_is_of_the_same_run(run_python):
    run = run_python("-c", FORK_FIRST_ASK_LATER)
    assert run.returncode == 0, run.stderr


def test_processes_started_anew_are_runs_of_their_own(run_python):
    assert run_python("-c", SAY_THE_RUN).stdout != run_python("-c", SAY_THE_RUN).stdout


def test_processes_started_anew_agree_where_the_run_has_a_name(run_python):
    assert {run_python("-c", SAY_THE_RUN, BULKHEAD_RUN_ID="r1").stdout for _ in range(2)} == {"r1\n"}


def test_asking_writes_nothing_into_the_environment():
    before = dict(os.environ)
    get_run_id()
    get_shard_index()
    assert dict(os.environ) == before


def test_one_machine_is_the_first():
    assert get_shard_index() == 0


@pytest.mark.parametrize(
    ("variables", "index"),
    [
        pytest.param({"BULKHEAD_SHARD": "3"}, 3, id="by hand"),
        pytest.param({"GITLAB_CI": "true", "CI_NODE_INDEX": "1"}, 0, id="GitLab counts from one"),
        pytest.param({"CI_NODE_INDEX": "0"}, 0, id="Heroku counts from zero"),
        pytest.param({"CI_NODE_INDEX": "1"}, 1, id="Heroku's second"),
        pytest.param({"CIRCLE_NODE_INDEX": "2"}, 2, id="CircleCI"),
        pytest.param({"BUILDKITE_PARALLEL_JOB": "12"}, 12, id="Buildkite"),
        pytest.param({"GITLAB_CI": "true", "CI_NODE_INDEX": "2", "BULKHEAD_SHARD": "7"}, 7, id="by hand wins"),
    ],
)
def test_machines_of_one_run_have_an_index_from_zero(monkeypatch, variables, index):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert get_shard_index() == index


@pytest.mark.parametrize("variable", ["BULKHEAD_SHARD", "CI_NODE_INDEX", "CIRCLE_NODE_INDEX", "BUILDKITE_PARALLEL_JOB"])
@pytest.mark.parametrize(
    "malformed", ["", "-1", "linux", "1/4", "1.5", "01", "\u0661", "9" * 5000], ids=lambda t: ascii(t)[:9]
)
def test_a_malformed_index_is_an_error_that_names_the_variable(monkeypatch, variable, malformed):
    monkeypatch.setenv(variable, malformed)
    with pytest.raises(WorkerError, match=f"{variable} is '.*whole number from 0"):
        get_shard_index()


def test_gitlab_has_no_machine_zero(monkeypatch):
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_NODE_INDEX", "0")
    with pytest.raises(WorkerError, match="whole number from 1"):
        get_shard_index()
