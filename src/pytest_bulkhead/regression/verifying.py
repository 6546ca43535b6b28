"""Runs the regression suite and the project's meta-tests in its environment, and makes a verdict of what they tell."""

from __future__ import annotations

import functools
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.audit.suite import find_python, find_suite
from pytest_bulkhead.errors import SuiteError
from pytest_bulkhead.meta.asking import ask
from pytest_bulkhead.meta.files import NAME as META_TESTS
from pytest_bulkhead.meta.files import find_meta_tests
from pytest_bulkhead.meta.holding import KNOWN_FACTS
from pytest_bulkhead.node_ids import file_of
from pytest_bulkhead.pytest_process import Interpreter, plugin_folder, probe, run_pytest
from pytest_bulkhead.regression import telling
from pytest_bulkhead.regression.needs import PACKAGES, REQUIRED
from pytest_bulkhead.settings import SERVERS

REQUIRABLE = (*SERVERS, *PACKAGES)
"""What may not be missing if it is asked for so."""

_RAN = (0, 1)
_SUITE = ["--pyargs", "pytest_bulkhead.regression"]
_TOLD, _OUTPUT = "told.jsonl", "output.txt"
_NOTHING_COLLECTED = 5
_TAIL = 15
# Whatever the project calls its own tests, and whichever of them it usually leaves out.
_AS_SHIPPED = (
    *("-o", "python_files=test_*.py", "-o", "python_functions=test_*", "-o", "python_classes=Test*"),
    *("-m", "", "-k", "", "--maxfail=0"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the suite has shown of an environment.

    Args:
        interpreter: what ran it.
        told: what became of each test.
        notices: what else there is to say.
    """

    interpreter: Interpreter
    told: tuple[telling.Told, ...]
    notices: tuple[str, ...] = ()

    @property
    def subjects(self) -> Mapping[str, tuple[telling.Told, ...]]:
        """The tests of each module, by what it is about."""
        by_subject: defaultdict[str, list[telling.Told]] = defaultdict(list)
        for one in sorted(self.told):
            by_subject[subject_of(one.test)].append(one)
        return {subject: tuple(told) for subject, told in by_subject.items()}

    @property
    def status(self) -> int:
        """0 where something was shown and nothing failed."""
        return 0 if self.of("passed") and not self.of("failed") else 1

    def by_reason(self, outcome: str) -> Mapping[str, tuple[telling.Told, ...]]:
        """The tests that ended so, by the reason that pytest gave."""
        found: defaultdict[str, list[telling.Told]] = defaultdict(list)
        for one in self.of(outcome):
            found[one.reason].append(one)
        return {reason: tuple(told) for reason, told in found.items()}

    def of(self, outcome: str) -> tuple[telling.Told, ...]:
        """The tests that ended so."""
        return tuple(sorted(one for one in self.told if one.outcome == outcome))


def verify(
    path: Path, *, python: str | None, workers: str | None, required: Sequence[str], arguments: Sequence[str]
) -> Verdict:
    """Run the suite as the project at `path` would run it: by its interpreter, under its settings, with its servers.

    Args:
        path: the folder of a project.
        python: the interpreter that has the project's packages; found when not named.
        workers: a number or `auto`; None leaves it to the project.
        required: of `REQUIRABLE`, what may not be missing.
        arguments: for pytest.

    Raises:
        InterpreterError: the suite cannot be run by that interpreter.
        SuiteError: there is no project, or pytest ran nothing.
    """
    project = find_suite(path)
    interpreter = probe(find_python(project, python), project.root)
    notices = []
    if workers is not None and interpreter.xdist is None:
        notices.append(f"the suite ran in one process, since {interpreter.executable} has no pytest-xdist")
        workers = None
    meta_tests = find_meta_tests(project.root)
    if not meta_tests:
        notices.append("this project has no meta-tests: `bulkhead init` writes them")
    with tempfile.TemporaryDirectory(prefix="bulkhead-verify-") as name, plugin_folder(fixtures=True) as reachable:
        folder = Path(name)
        environment = _environment(reachable, folder, required)
        run = functools.partial(
            _run, interpreter, project.root, folder, [*_arguments(folder, workers, required), *arguments], environment
        )
        run(_SUITE)
        if meta_tests:
            # Their subject is how the project runs its tests, of which this run is no example.
            facts = folder / "facts.json"
            facts.write_text(ask(interpreter, project.root).to_json(), encoding="utf-8")
            environment[KNOWN_FACTS] = str(facts)
            run([str(path) for path in meta_tests])
        told = telling.read(folder / _TOLD)
        if not told:
            raise SuiteError(_complaint(_NOTHING_COLLECTED, folder / _OUTPUT))
    return Verdict(interpreter, tuple(told), tuple(notices))


def _run(
    interpreter: Interpreter,
    root: Path,
    folder: Path,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    what: Sequence[str],
) -> None:
    output = folder / _OUTPUT
    words = [*arguments, *what]
    status = run_pytest(interpreter, words, folder=root, environment=environment, output=output, tick=lambda: None)
    if status not in (*_RAN, _NOTHING_COLLECTED):
        raise SuiteError(_complaint(status, output))


def _arguments(folder: Path, workers: str | None, required: Sequence[str]) -> list[str]:
    servers = [name for name in required if name in SERVERS]
    return [
        *("-p", "bulkhead", "-p", "bulkhead-resources", "-p", telling.__name__, "--bulkhead=off"),
        *("--basetemp", str(folder / "tmp"), "-p", "no:cacheprovider"),
        *_AS_SHIPPED,
        *(["-n", workers] if workers is not None else []),
        *(["-o", f"bulkhead_require={' '.join(servers)}"] if servers else []),
    ]


def _environment(reachable: Path, folder: Path, required: Sequence[str]) -> dict[str, str]:
    path = os.pathsep.join([str(reachable), *filter(None, [os.environ.get("PYTHONPATH")])])
    answer = str(folder / _TOLD)
    return {**os.environ, "PYTHONPATH": path, telling.VARIABLE: answer, REQUIRED: ",".join(required)}


def _complaint(status: int, output: Path) -> str:
    said = "\n".join(output.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-_TAIL:])
    if status == _NOTHING_COLLECTED:
        return f"No test of the regression suite was chosen. What pytest said:\n{said}"
    return f"pytest did not run the regression suite to its end (status {status}). Its last words:\n{said}"


def subject_of(test: str) -> str:
    """What a test is about: the name of its folder, or of its file where that is alone."""
    *_, folder, file = ("", *file_of(test).split("/"))
    name = file if folder in ("", "regression") or file == META_TESTS else folder
    return name.removeprefix("test_").removesuffix(".py").replace("_", " ")
