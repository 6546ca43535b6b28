"""What cannot be audited: one clear paragraph, the right status, and the rest of the work still done."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pytest_bulkhead.record.reading import read_record
from tests.audit.conftest import Audit, Said


def told(said: Said) -> str:
    """The paragraph on standard error, which must be all there is."""
    assert said.status == 2, said
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.startswith("bulkhead: ")
    return said.err


def interpreter_that_says(folder: Path, answer: str) -> str:
    program = folder / "python"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    return str(program)


def test_no_such_path(audit: Audit, tmp_path: Path) -> None:
    assert "nothing at nowhere" in told(audit(tmp_path, "nowhere"))


def test_no_tests(audit: Audit, tmp_path: Path, plain_python: str) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    assert "holds no tests" in told(audit(tmp_path, ".", "--python", plain_python))


def test_no_such_interpreter(audit: Audit, suite: Path) -> None:
    assert "no interpreter at ./nowhere" in told(audit(suite, "--python", "./nowhere"))


def test_something_that_is_no_interpreter(audit: Audit, suite: Path) -> None:
    assert "does not behave like Python" in told(audit(suite, "--python", "/bin/true"))


def test_an_interpreter_without_pytest(audit: Audit, suite: Path, tmp_path: Path) -> None:
    answer = 'bulkhead:{"python": [3, 12, 1], "pytest": null, "xdist": null}'
    assert "has no pytest" in told(audit(suite, "--python", interpreter_that_says(tmp_path, answer)))


def test_an_interpreter_that_is_too_old(audit: Audit, suite: Path, tmp_path: Path) -> None:
    answer = 'bulkhead:{"python": [3, 9, 18], "pytest": "8.0", "xdist": null}'
    said = told(audit(suite, "--python", interpreter_that_says(tmp_path, answer)))
    assert "Python 3.9.18" in said
    assert "3.11" in said


def test_a_pytest_that_is_too_old(audit: Audit, suite: Path, tmp_path: Path) -> None:
    answer = 'bulkhead:{"python": [3, 12, 1], "pytest": "7.3.2", "xdist": null}'
    said = told(audit(suite, "--python", interpreter_that_says(tmp_path, answer)))
    assert "pytest 7.3.2" in said
    assert "7.4" in said


def test_an_unknown_key_in_the_settings(audit: Audit, suite: Path) -> None:
    (suite / "bulkhead.toml").write_text("profil = 'strict'\n")
    assert "Did you mean 'profile'?" in told(audit(suite))


@pytest.mark.parametrize("workers", ["many", "-1", "1.5", ""])
def test_workers_that_are_no_number(audit: Audit, suite: Path, workers: str) -> None:
    assert "-n takes a number" in told(audit(suite, f"-n={workers}" if workers else "-n="))


def test_an_unknown_format(audit: Audit, suite: Path) -> None:
    assert "Did you mean json?" in told(audit(suite, "--output-format", "jsn"))


def test_options_that_pytest_refuses(audit: Audit, suite: Path, plain_python: str) -> None:
    said = audit(suite, "--python", plain_python, "--output-format", "json", "--", "--no-such-option")
    assert said.status == 2
    assert any("--no-such-option" in notice for notice in said.json["notices"])
    assert [finding["source"] for finding in said.json["findings"]] == ["static"], "the checker's part is still told"


def test_a_suite_that_fails_at_collection(audit: Audit, suite: Path, plain_python: str) -> None:
    (suite / "tests" / "test_broken.py").write_text("import nowhere_to_be_found\n")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 1
    assert any("tests/test_broken.py" in notice for notice in said.json["notices"])
    assert "environ" in {finding["hazard"] for finding in said.json["findings"]}


def test_a_path_that_pytest_does_not_know(audit: Audit, suite: Path, plain_python: str) -> None:
    said = audit(suite, "--python", plain_python, "--output-format", "json", "--", "nowhere.py")
    assert said.status == 2
    assert any("nowhere.py" in notice for notice in said.json["notices"])


def test_an_empty_path_is_not_the_current_folder(audit: Audit, suite: Path) -> None:
    assert "PATH is empty" in told(audit(suite, ""))


def test_an_empty_interpreter(audit: Audit, suite: Path) -> None:
    assert "--python is empty" in told(audit(suite, "--python", ""))


@pytest.mark.parametrize(
    "hook",
    [
        "def pytest_collection_modifyitems(items): raise RuntimeError('the office is closed')",
        "def pytest_runtest_logfinish(nodeid): raise KeyboardInterrupt",
    ],
    ids=["internal error", "interrupted"],
)
def test_a_session_that_breaks_off_is_no_clean_one(audit: Audit, suite: Path, plain_python: str, hook: str) -> None:
    (suite / "tests" / "test_leaks.py").write_text("def test_is_alone(): pass\n\ndef test_too(): pass\n")
    (suite / "conftest.py").write_text(f"{hook}\n")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert (said.status, said.json["findings"]) == (1, [])
    assert any("ended before its time" in notice for notice in said.json["notices"])


def test_a_conftest_that_fails(audit: Audit, suite: Path, plain_python: str) -> None:
    (suite / "conftest.py").write_text("raise RuntimeError('the office is closed')\n")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 2
    assert any("the office is closed" in notice for notice in said.json["notices"])


@pytest.mark.parametrize(("content", "why"), [(b"def test_(:\n", "parse"), (b"x = '\xff'\n", "decode")])
def test_a_file_that_cannot_be_read_as_python(
    audit: Audit, suite: Path, plain_python: str, content: bytes, why: str
) -> None:
    (suite / "tests" / "test_unreadable.py").write_bytes(content)
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 1
    assert {"BH001", "BH101"} <= set(said.json["summary"]["by_code"]), why


def test_a_project_where_nothing_can_be_written(audit: Audit, suite: Path, plain_python: str) -> None:
    (suite / ".bulkhead").write_text("a file where our folder belongs")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 1
    assert said.json["summary"]["tests"] == 3
    assert any("nothing can be written" in notice for notice in said.json["notices"])


def test_a_test_that_ends_the_process_is_named(audit: Audit, suite: Path, plain_python: str) -> None:
    with open(suite / "tests" / "test_leaks.py", "a") as file:
        file.write("\n\ndef test_ends_it_all():\n    os._exit(7)\n")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 1
    assert any("test_ends_it_all" in notice for notice in said.json["notices"])
    assert said.json["summary"]["tests"] == 3


def test_a_test_that_ends_its_worker_is_named(audit: Audit, suite: Path, parallel_python: str) -> None:
    with open(suite / "tests" / "test_leaks.py", "a") as file:
        file.write("\n\ndef test_ends_it_all():\n    os._exit(7)\n")
    said = audit(suite, "--python", parallel_python, "-n", "2", "--output-format", "json")
    assert said.status == 1
    assert any("died" in notice and "test_ends_it_all" in notice for notice in said.json["notices"])
    assert said.json["summary"]["failed"] == 1


def test_our_own_interpreter_serves_where_the_project_has_none(audit: Audit, suite: Path) -> None:
    said = audit(suite, "-n", "0", "--output-format", "json")
    assert said.json["summary"]["tests"] == 3


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_audit_that_is_ended_ends_the_suite_and_lets_it_tear_down(
    suite: Path, plain_python: str, signum: signal.Signals
) -> None:
    (suite / "tests" / "test_leaks.py").write_text(
        "import pathlib, time, pytest\n\n"
        "@pytest.fixture\ndef office():\n"
        "    pathlib.Path('open').touch()\n    yield\n    pathlib.Path('closed').touch()\n\n"
        "def test_waits(office):\n    time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest_bulkhead", "audit", "--python", plain_python],
        cwd=suite,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (suite / "open").exists():
        time.sleep(0.05)
    child.send_signal(signum)
    _, err = child.communicate(timeout=60)
    (record,) = suite.glob(".bulkhead/runs/*.jsonl")
    told = f"bulkhead: interrupted; what was seen until then is in {record.relative_to(suite)}\n"
    assert (child.returncode, err) == (130, told)
    assert (suite / "closed").exists()
    assert read_record(record).unfinished in ([], ["tests/test_leaks.py::test_waits"])


def test_a_project_that_cannot_be_written_to_leaves_nothing_elsewhere(
    audit: Audit, suite: Path, plain_python: str, tmp_path: Path
) -> None:
    (suite / ".bulkhead").write_text("")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    said = audit(suite, "--python", plain_python, TMPDIR=str(elsewhere))
    assert said.status == 1
    assert "no record of the run is kept" in said.out + said.err
    assert "test_sets_a_variable" in said.out
    assert list(elsewhere.glob("bulkhead-*")) == []


def test_what_is_to_be_read_stays_elsewhere(audit: Audit, suite: Path, plain_python: str, tmp_path: Path) -> None:
    (suite / ".bulkhead").write_text("")
    (suite / "tests" / "test_fails.py").write_text("def test_fails(): raise ValueError('what it said')\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    audit(suite, "--python", plain_python, TMPDIR=str(elsewhere))
    (output,) = elsewhere.glob("bulkhead-*/.bulkhead/runs/*.log")
    assert "what it said" in output.read_text()
