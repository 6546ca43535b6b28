"""Runs pytest in a process and an interpreter of its own, with our plugin within reach and nothing else of ours."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest_bulkhead
from pytest_bulkhead.errors import InterpreterError

OLDEST_PYTHON = (3, 11)
OLDEST_PYTEST = (7, 4)

_TICK = 0.2
_PATIENCE = 10.0
_ANSWER = "bulkhead:"
_TOLD = 200
# Without what is relative: the working directory, where the project may have a json.py of its own.
_PROBE = """
import os, sys
sys.path[:] = [entry for entry in sys.path if os.path.isabs(entry)]
import json
found = {"python": list(sys.version_info[:3]), "pytest": None, "xdist": None}
try:
    from importlib.metadata import PackageNotFoundError, version
except ImportError:
    pass
else:
    for key, name in (("pytest", "pytest"), ("xdist", "pytest-xdist")):
        try:
            found[key] = version(name)
        except PackageNotFoundError:
            pass
print("bulkhead:" + json.dumps(found))
"""
# `python -m pytest` puts the working directory before everything, `pytest` leaves it out. Put last, it shadows nothing
# that is installed, and is there for the projects that count on it.
_START = """
import os, runpy, sys
sys.path.append(os.getcwd())
runpy.run_module("pytest", run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that can run a suite under our plugin.

    Args:
        executable: as it is called.
        python: its version.
        pytest: the version of the pytest that it has.
        xdist: the version of its pytest-xdist, None where there is none.
    """

    executable: str
    python: str
    pytest: str
    xdist: str | None


def probe(executable: str, folder: Path) -> Interpreter:
    """Ask an interpreter for its versions.

    Args:
        executable: a path, or a name to be found on PATH.
        folder: where the suite will run.

    Raises:
        InterpreterError: it cannot be run, is too old, or has no pytest that is new enough.
    """
    python, pytest, xdist = _ask(executable, folder)
    version = ".".join(map(str, python))
    if python[:2] < OLDEST_PYTHON:
        raise InterpreterError(
            f"{executable} is Python {version}, and pytest-bulkhead needs 3.11 or later. "
            "Name another interpreter that has the suite's packages with --python."
        )
    if pytest is None:
        raise InterpreterError(
            f"{executable} (Python {version}) has no pytest. Install the suite's test requirements there, "
            "or name the interpreter that has them with --python."
        )
    if _release(pytest) < OLDEST_PYTEST:
        raise InterpreterError(
            f"{executable} has pytest {pytest}, and pytest-bulkhead needs 7.4 or later. "
            "Upgrade it there, or name another interpreter with --python."
        )
    return Interpreter(executable, version, pytest, xdist)


@contextlib.contextmanager
def plugin_folder(*, fixtures: bool = False) -> Iterator[Path]:
    """A folder that holds our package and its metadata alone, so that a foreign environment can load the plugin.

    Our own site-packages would shadow the project's: its pytest would become ours.

    Args:
        fixtures: whether the plugin with our fixtures is within reach, too.
    """
    package = Path(pytest_bulkhead.__file__).parent
    with tempfile.TemporaryDirectory(prefix="bulkhead-path-") as name:
        folder = Path(name)
        try:
            (folder / package.name).symlink_to(package, target_is_directory=True)
        except OSError:  # a system without symbolic links for everybody
            shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
        metadata = folder / f"pytest_bulkhead-{pytest_bulkhead.__version__}.dist-info"
        metadata.mkdir()
        about = f"Metadata-Version: 2.1\nName: pytest-bulkhead\nVersion: {pytest_bulkhead.__version__}\n"
        (metadata / "METADATA").write_text(about, encoding="utf-8")
        entry = "[pytest11]\nbulkhead = pytest_bulkhead.plugin.hooks\n"
        if fixtures:
            entry += "bulkhead-resources = pytest_bulkhead.resources.fixtures\n"
        (metadata / "entry_points.txt").write_text(entry, encoding="utf-8")
        yield folder


def run_pytest(
    interpreter: Interpreter,
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    output: Path,
    tick: Callable[[], None],
    alone: bool = False,
) -> int:
    """Run pytest to its end.

    Args:
        interpreter: as `probe` gave it.
        arguments: for pytest.
        folder: the working directory.
        environment: all of the child's variables.
        output: a file for what it prints.
        tick: called a few times a second meanwhile; what it raises ends the child.
        alone: whether to end what it leaves running, too.

    Returns:
        pytest's exit status, negative when a signal ended it.
    """
    command = [interpreter.executable, "-P", "-c", _START, *arguments]
    with open(output, "wb") as log:
        # In a group of its own, so that a Ctrl-C reaches it once, through us, whoever it was meant for.
        apart: dict[str, int] = {} if os.name == "nt" else {"process_group": 0}
        child: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            **apart,  # type: ignore[call-overload]
        )
        try:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return child.wait(_TICK)
                tick()
        finally:
            if child.poll() is None:
                _end(child)
            if alone:
                _end_group(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Interrupt a child and all its workers, and give them the time to tear down."""
    try:
        if os.name != "nt":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)
            return
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)
    finally:
        # Also when we are interrupted a second time: nobody would look after it any more.
        if child.poll() is None:
            child.kill()
            child.wait()


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the processes that a child has started and left, as far as they have made no group of their own."""
    if os.name != "nt":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def _ask(executable: str, folder: Path) -> tuple[tuple[int, ...], str | None, str | None]:
    try:
        said = subprocess.run(
            [executable, "-c", _PROBE],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=120,
        )
    except subprocess.TimeoutExpired:
        raise InterpreterError(f"{executable} did not answer within two minutes when asked for its version.") from None
    except OSError as error:
        raise InterpreterError(f"{executable} cannot be run: {error.strerror}. Is it a Python interpreter?") from None
    for line in said.stdout.splitlines():
        if line.startswith(_ANSWER):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                found = json.loads(line.removeprefix(_ANSWER))
                return tuple(map(int, found["python"])), found["pytest"], found["xdist"]
    last = (said.stderr.strip().splitlines() or ["it printed nothing that we asked for"])[-1]
    last = last if len(last) <= _TOLD else f"…{last[-_TOLD:]}"
    raise InterpreterError(f"{executable} does not behave like Python (status {said.returncode}: {last}).")


def _release(version: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for part in version.split(".")[:2]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        numbers.append(int(digits or 0))
    return tuple(numbers)


def own_interpreter() -> str:
    """The interpreter that runs us."""
    return sys.executable
