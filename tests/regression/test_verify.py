"""`bulkhead verify` runs the shipped suite in a project's environment, and counts what was shown and what was not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from pytest_bulkhead.regression import telling
from tests.environments import PYTEST_ALONE, make_environment
from tests.plugin.running import environment

Verify = Callable[..., subprocess.CompletedProcess[str]]
PASSES = "import_path or time_zone"


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Run the command in a project whose own settings are in the way of every suite but its own."""
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = --strict-markers --strict-config -x -m fast -k nothing\npython_files = *_spec.py\n"
        "python_functions = should_*\nfilterwarnings = error\nmarkers =\n    fast: quick ones\n"
    )

    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        given = environment(**variables)
        given.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)
        return subprocess.run(
            [sys.executable, "-m", "pytest_bulkhead", "verify", *words],
            cwd=tmp_path,
            env={
                name: value
                for name, value in environment(**variables).items()
                if name != "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    return run


def test_what_was_shown_is_counted_and_nothing_is_left(
    verify: Verify, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    words = ("--python", sys.executable, "--output-format", "json", "--", "-k", PASSES)
    done = verify(*words, TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["version"] == 1
    assert document["subjects"] == [{"subject": "environment pollution", "shown": 2, "skipped": 0, "failed": 0}]
    assert document["summary"].items() >= {"shown": 2, "skipped": 0, "failed": 0}.items()
    assert [entry.name for entry in tmp_path.iterdir()] == ["pytest.ini"]
    assert list(temporary.glob("bulkhead-*")) == []  # beside those that pytest keeps of each run


def test_what_is_missing_is_skipped_with_what_to_install(verify: Verify, tmp_path_factory: pytest.TempPathFactory):
    python = str(make_environment(tmp_path_factory.mktemp("bare"), PYTEST_ALONE))
    words = ("--python", python, "-n", "2")
    chosen = ("--", "-k", "fixture_gives_each_worker_a_port or time_zone")
    done = verify(*words, *chosen)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 × xdist is not installed here: `pip install pytest-xdist`." in done.stdout
    assert "1 shown, 1 skipped. What was shown holds; of the rest nothing is known." in done.stdout
    assert "has no pytest-xdist" in done.stdout
    done = verify(*words, "--require", "xdist", *chosen)
    assert done.returncode == 1
    assert "does not hold" in done.stdout
    assert "`pip install pytest-xdist`. It is required." in done.stdout
    done = verify("--python", python, "--require", "fastapi", "--", "-k", "test_override")
    assert done.stdout.count("It is required.") == 1  # once for all tests that want it
    assert "more, likewise" in done.stdout


def test_request_to_end_ends_the_suite_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(
        "def pytest_runtest_setup(item):\n"
        "    import os, pathlib, time\n"
        "    pathlib.Path('running').write_text(str(os.getpid()))\n"
        "    time.sleep(600)\n"
    )
    (tmp_path / "tmp").mkdir()
    started = subprocess.Popen(
        [sys.executable, "-m", "pytest_bulkhead", "verify", "--python", sys.executable, "--", "-k", PASSES],
        cwd=tmp_path,
        env=environment(TMPDIR=str(tmp_path / "tmp")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        running, end = tmp_path / "running", time.monotonic() + 120
        while not (running.exists() and running.read_text()) and time.monotonic() < end:
            time.sleep(0.05)
        started.send_signal(signal.SIGTERM)
        _, errors = started.communicate(timeout=120)
    finally:
        started.kill()
        started.communicate()
    assert (started.returncode, errors) == (130, "bulkhead: interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(running.read_text()), 0)
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--require", "mysql"), "--require knows no 'mysql', only postgres, redis, openfga"),
        (("-n", "two"), "-n takes a number"),
        (("--python", "/nowhere/python"), "no interpreter at /nowhere/python"),
        (("nowhere",), "There is nothing at nowhere"),
        (("--python", sys.executable, "--", "-k", "no_such_test"), "No test of the regression suite was chosen"),
        (
            ("--python", sys.executable, "--", "--no-such-option"),
            "to its end (status 4)",
        ),
    ],
)
def test_wrong_use_is_told(verify: Verify, words: tuple[str, ...], said: str) -> None:
    done = verify(*words)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_failure_is_told_without_the_line_of_its_worker() -> None:
    report = pytest.TestReport("test_a.py::test_one", ("test_a.py", 1, ""), {}, "failed", "It broke.\nBadly.", "call")
    report.worker_id = "gw0"
    report.node = SimpleNamespace(
        workerinfo={"id": "gw0", "sysplatform": "linux", "version_info": (3, 11, 7), "executable": "python"}
    )
    assert report.longreprtext.startswith("[gw0] linux")
    assert telling._reason(report) == "It broke.\nBadly."
