"""Any Python can be asked what it has, and a suite run by it to the end, or to the interrupt."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import signal
import sys
from pathlib import Path

import pytest

from pytest_bulkhead import pytest_process
from pytest_bulkhead.errors import InterpreterError
from pytest_bulkhead.pytest_process import Interpreter, own_interpreter, probe, run_pytest

posix = pytest.mark.skipif(os.name != "posix", reason="needs scripts that can be run, and signals")


@pytest.fixture
def script(tmp_path: Path):
    """A shell script that can be run in the place of an interpreter."""

    def write(text: str) -> str:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return str(path)

    return write


def says(python: str, pytest: str | None = "8.0", xdist: str | None = None) -> str:
    """What an interpreter of these versions would answer."""
    return "bulkhead:" + json.dumps({"python": list(map(int, python.split("."))), "pytest": pytest, "xdist": xdist})


def test_our_own_interpreter_knows_its_versions(tmp_path):
    assert probe(own_interpreter(), tmp_path) == Interpreter(
        sys.executable, platform.python_version(), pytest.__version__, importlib.metadata.version("pytest-xdist")
    )


def test_a_project_with_modules_named_as_those_of_the_standard_library_is_not_imported(tmp_path):
    for name in ("json", "email", "csv", "importlib"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    assert probe(own_interpreter(), tmp_path).pytest == pytest.__version__


@posix
@pytest.mark.parametrize("version", ["2.7.18", "3.6.15", "3.9.18", "3.10.13"])
def test_an_old_python_is_refused(tmp_path, script, version):
    with pytest.raises(InterpreterError, match=f"is Python {version}, and pytest-bulkhead needs 3.11 .* --python"):
        probe(script(f"echo '{says(version, None)}'"), tmp_path)


def find_real(name: str) -> str | None:
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob("*/bin")
    places = [*map(str, versions), *os.environ.get("PATH", os.defpath).split(os.pathsep)]
    return shutil.which(name, path=os.pathsep.join(place for place in places if "shims" not in place))


@pytest.mark.parametrize("name", ["python2.7", "python3.6", "python3.8", "python3.10"])
def test_a_real_old_python_understands_the_question(tmp_path, name):
    program = find_real(name)
    if program is None:
        pytest.skip(f"there is no {name} here; what it would answer is tested with scripts")
    with pytest.raises(InterpreterError, match=f"is Python {name.removeprefix('python')}"):
        probe(program, tmp_path)


@posix
@pytest.mark.parametrize("version", ["3.11.0", "3.13.1", "3.100.0", "4.0.0"])
def test_a_newer_python_is_taken(tmp_path, script, version):
    assert probe(script(f"echo '{says(version)}'"), tmp_path).python == version


@posix
@pytest.mark.parametrize("version", ["2.9.1", "6.2.5", "7", "7.3.2", "7.0.0.dev1"])
def test_an_old_pytest_is_refused(tmp_path, script, version):
    with pytest.raises(InterpreterError, match=f"has pytest {version}, and pytest-bulkhead needs 7.4"):
        probe(script(f"echo '{says('3.12.1', version)}'"), tmp_path)


@posix
@pytest.mark.parametrize("version", ["7.4", "7.4.0", "7.10", "8", "8.0.0rc1", "9.1.dev5+g123", "10.0"])
def test_a_newer_pytest_is_taken(tmp_path, script, version):
    assert probe(script(f"echo '{says('3.12.1', version)}'"), tmp_path).pytest == version


@posix
def test_a_python_without_pytest_is_refused(tmp_path, script):
    with pytest.raises(InterpreterError, match=r"Python 3\.12\.1\) has no pytest"):
        probe(script(f"echo '{says('3.12.1', None)}'"), tmp_path)


@posix
def test_xdist_is_told_and_need_not_be_there(tmp_path, script):
    assert probe(script(f"echo '{says('3.12.1', xdist='3.5.0')}'"), tmp_path).xdist == "3.5.0"
    assert probe(script(f"echo '{says('3.12.1', xdist=None)}'"), tmp_path).xdist is None


@posix
def test_what_else_a_python_prints_at_its_start_is_passed_over(tmp_path, script):
    noisy = script(
        f"echo welcome; echo bulkhead; echo >&2 'a warning'; printf '\\377\\n'; echo '{says('3.12.1')}'; exit 1"
    )
    assert probe(noisy, tmp_path).python == "3.12.1"


@posix
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("exit 0", r"status 0: it printed nothing"),
        ("echo oh >&2; echo no such option >&2; exit 2", "status 2: no such option"),
        ("echo bulkhead:", "status 0"),
        ("echo bulkhead:{", "status 0"),
        ("echo 'bulkhead:[1]'", "status 0"),
        ("echo 'bulkhead:{\"python\": 3}'", "status 0"),
        ('echo \'bulkhead:{"python": ["x"], "pytest": null, "xdist": null}\'', "status 0"),
        ("kill -9 $$", "status -9"),
        ("printf 'x%.0s' $(seq 999) >&2; exit 1", r"status 1: …x{200}\)"),
        ("printf '\\377' >&2; exit 1", "status 1: �"),
    ],
)
def test_what_does_not_answer_as_asked_is_no_python(tmp_path, script, text, reason):
    with pytest.raises(InterpreterError, match=f"does not behave like Python .*{reason}"):
        probe(script(text), tmp_path)


@posix
@pytest.mark.parametrize("name", ["missing", "folder", "unmarked", "headless", "", "no-such-program-on-the-path"])
def test_what_cannot_be_run_is_named(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "unmarked").write_text("#!/bin/sh\n")
    (tmp_path / "headless").write_text("no interpreter is named here")
    (tmp_path / "headless").chmod(0o755)
    path = str(tmp_path / name) if name in ("missing", "folder", "unmarked", "headless") else name
    with pytest.raises(InterpreterError, match=r"cannot be run: .*Is it a Python interpreter"):
        probe(path, tmp_path)


@pytest.fixture
def run(tmp_path: Path):
    """Run these tests by our own interpreter, with nothing of ours around it."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "BULKHEAD_"))}

    def run(tests: str, *arguments: str, tick=lambda: None, **variables: str) -> tuple[int, str]:
        (tmp_path / "test_it.py").write_text(tests)
        output = tmp_path / "output.log"
        status = run_pytest(
            Interpreter(sys.executable, "", "", None),
            ["-p", "no:cacheprovider", *arguments],
            folder=tmp_path,
            environment={**foreign, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **variables},
            output=output,
            tick=tick,
        )
        return status, output.read_text()

    return run


@pytest.mark.parametrize(
    ("tests", "arguments", "status"),
    [
        ("def test(): pass", [], 0),
        ("def test(): assert 0", [], 1),
        ("import nothing_of_this_name", [], 2),
        ("def test(): pass", ["--no-such-option"], 4),
        ("", [], 5),
        pytest.param("import os, signal\ndef test(): os.kill(os.getpid(), signal.SIGKILL)", [], -9, marks=posix),
    ],
)
def test_the_status_is_that_of_pytest(run, tests, arguments, status):
    assert run(tests, *arguments)[0] == status


def test_all_that_is_printed_is_in_the_output(run):
    status, output = run("import sys\ndef test(): print('to one'); print('to the other', file=sys.stderr)", "-s")
    assert status == 0
    assert "to one" in output
    assert "to the other" in output


SURROUNDINGS = """
import json, os, pathlib, sys

def test_surroundings():
    seen = [os.getcwd(), os.environ.get("GIVEN"), os.environ.get("KEPT_FROM_CHILDREN"), sys.stdin.read()]
    pathlib.Path("seen.json").write_text(json.dumps(seen))
"""


def test_the_child_has_the_folder_and_the_variables_it_is_given_and_no_input(run, tmp_path, monkeypatch):
    monkeypatch.setenv("KEPT_FROM_CHILDREN", "1")
    assert run(SURROUNDINGS, "-s", GIVEN="so")[0] == 0
    assert json.loads((tmp_path / "seen.json").read_text()) == [os.path.realpath(tmp_path), "so", None, ""]


WAITS = """
import pathlib, time

def test_waits():
    until = time.monotonic() + 60
    while not pathlib.Path("go").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
"""


def test_there_is_a_tick_while_the_child_runs(run, tmp_path):
    assert run(WAITS, tick=(tmp_path / "go").touch)[0] == 0


HANGS = """
import os, pathlib, pytest, signal, sys, time

@pytest.fixture
def resource():
    yield
    pathlib.Path("torn down").touch()

def test_hangs(resource):
    if os.environ.get("DEAF"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pathlib.Path("pid.part").write_text(str(os.getpid()))
    os.replace("pid.part", "pid")
    time.sleep(600)
"""


@pytest.fixture
def interrupt(run, tmp_path: Path):
    """Interrupt the run once its test has begun; tell whether the child still lives."""

    def interrupt(first=lambda child: None, **variables: str) -> bool:
        def tick() -> None:
            if (tmp_path / "pid").exists():
                first(int((tmp_path / "pid").read_text()))
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(HANGS, tick=tick, **variables)
        try:
            os.kill(int((tmp_path / "pid").read_text()), 0)
        except ProcessLookupError:
            return False
        return True

    return interrupt


@posix
def test_an_interrupted_child_is_given_the_time_to_tear_down(interrupt, tmp_path):
    assert not interrupt(lambda child: os.kill(child, signal.SIGINT))
    assert (tmp_path / "torn down").exists()


@posix
@pytest.mark.parametrize("variables", [{}, {"DEAF": "1"}], ids=["willing", "deaf"])
def test_a_child_that_does_not_end_is_ended(interrupt, monkeypatch, variables):
    monkeypatch.setattr(pytest_process, "_PATIENCE", 0.05)
    assert not interrupt(**variables)


@posix
def test_a_second_interrupt_leaves_no_child_behind(interrupt):
    def again(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, again)
    try:
        assert not interrupt(lambda child: signal.setitimer(signal.ITIMER_REAL, 0.2))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
