"""Operations that the settings refuse raise in the test that does them, and do not happen."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_bulkhead.errors import RefusedError
from pytest_bulkhead.plugin.allowing import Allowances, covers
from pytest_bulkhead.plugin.audit_tap import TAP, Listener
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.known_tools import KNOWN_TOOLS
from pytest_bulkhead.plugin.operations import Operation
from pytest_bulkhead.plugin.tolerance import Tolerance
from pytest_bulkhead.plugin.trace import Place, Trace, caller_trace

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.record.tolerated import Tolerated

_PACKAGES = ("site-packages", "dist-packages")
_TOOLS = frozenset({*KNOWN_TOOLS, "pytest", "pluggy", "py", "tempfile", "importlib", "pytest_bulkhead", "ipdb"})
_RUN_TESTS = frozenset({"pytest_pyfunc_call", "pytest_runtest_call", "pytest_fixture_setup"})


class Running(NamedTuple):
    """The test that is under way.

    Args:
        test: the node id.
        states: what its marks allow.
        function: of the test.
    """

    test: str
    states: Collection[str]
    function: Any


class Refusing:
    """Listens while a test or its fixtures run, and raises where one of them does what is refused."""

    def __init__(
        self, operations: Iterable[Operation], ground: Ground, allowances: Allowances, tolerance: Tolerance
    ) -> None:
        self._guards: dict[str, Listener] = {
            event: self._guard(operation, targets)
            for operation in operations
            for event, targets in operation.targets.items()
        }
        self._ground = ground
        self._allowances = allowances
        self._tolerance = tolerance
        self._running: Running | None = None
        self._findings: list[Finding] = []
        self._tolerated: list[Tolerated] = []

    def start(self) -> None:
        """Begin to listen."""
        for event, guard in self._guards.items():
            TAP.guard(event, guard)

    def stop(self) -> None:
        """Listen no more."""
        for event in self._guards:
            TAP.guard(event, None)

    def test_begins(self, running: Running) -> None:
        self._running = running

    def test_ends(self) -> None:
        self._running = None

    def take(self) -> tuple[list[Finding], list[Tolerated]]:
        """What was refused since the last call, and what was not, since comments or the baseline let it stand."""
        taken = (self._findings, self._tolerated)
        self._findings, self._tolerated = [], []
        return taken

    def _guard(self, operation: Operation, targets: Callable[[tuple[Any, ...]], Iterable[str]]) -> Listener:
        def guard(arguments: tuple[Any, ...]) -> None:
            __tracebackhide__ = True
            if self._running is None:
                return
            try:
                # Between the operation and `caller_trace` stand the tap and this function.
                error = self._judge(operation, next(iter(targets(arguments)), None), 2)
            except Exception:  # a mistake of ours must stop no test
                return
            if error is not None:
                raise error

        return guard

    def _judge(self, operation: Operation, target: str | None, depth: int) -> RefusedError | None:
        running = self._running
        if target is None or running is None:
            return None
        trace = caller_trace(depth + 1)
        place = self._culprit(trace)
        if place is None:
            return None
        finding = self._finding(operation, target, place, running)
        name = finding.what.name if finding.what else ""
        hazard = operation.hazard
        if covers(running.states, operation.kind, (hazard,), name):
            return None
        if self._allowances.cover(operation.kind, (hazard,), name, running.test):
            return None
        tolerated = self._tolerance.judge(finding, running.function)
        if tolerated is not None:
            if tolerated not in self._tolerated:
                self._tolerated.append(tolerated)
            return None
        if finding not in self._findings:
            self._findings.append(finding)
        at = finding.location
        return RefusedError(finding.message, operation.name, hazard.code, at.path, at.line, hazard.remedy)

    def _culprit(self, trace: Trace) -> Place | None:
        """The innermost line of the project that is responsible; None where a tool or a first import is at work."""
        if self._ground.is_import_effect(trace):
            return None
        last = trace[-1]
        name = last.function.rpartition(".")[2]
        # A hook in a conftest file is neither a test nor a fixture of one.
        if name.startswith("pytest_") and name not in _RUN_TESTS and self._ground.is_project(last.path):
            return None
        for place in trace:
            if self._ground.is_project(place.path):
                return place
            if _is_tool(place.path):
                return None
        return None

    def _finding(self, operation: Operation, target: str, place: Place, running: Running) -> Finding:
        from pytest_bulkhead.findings import Finding, Location, Source, What
        from pytest_bulkhead.outputs.masking import masked

        hazard, name = operation.hazard, masked(self._ground.state_name(target))
        function = "" if place.is_module_level else place.function.replace(".<locals>", "")
        does = operation.does.format(name)
        return Finding(
            code=hazard.code,
            hazard=hazard.slug,
            source=Source.RUNTIME,
            severity=hazard.severity,
            location=Location(self._ground.relative(place.path), place.line),
            message=f"{function or 'the code'} {does}, which tests are refused",
            help=hazard.remedy,
            symbol=function,
            test=running.test,
            owner="test",
            what=What(operation.kind, name),
        )


def end_at(traceback: TracebackType | None, path: str, line: int) -> None:
    """Cut off what lies below a line: how the operation is done there is of no interest."""
    last = None
    while traceback is not None:
        if traceback.tb_lineno == line and f"/{traceback.tb_frame.f_code.co_filename}".replace(os.sep, "/").endswith(
            f"/{path.lstrip('/')}"
        ):
            last = traceback
        traceback = traceback.tb_next
    if last is not None:
        last.tb_next = None


def _is_tool(path: str) -> bool:
    """Whether a file is of something that works for the run, and not for a test."""
    if path.startswith("<frozen importlib"):
        return True
    parts = path.replace("\\", "/").split("/")
    name = next((parts[at + 1] for at, part in enumerate(parts[:-1]) if part in _PACKAGES), "")
    name = (name or _standard_name(parts)).removesuffix(".py")
    return name in _TOOLS or name.startswith(("pytest_", "pytest-", "_pytest"))


def _standard_name(parts: list[str]) -> str:
    """The top-level module of a path in the standard library; `pytest_bulkhead` for our files, wherever they lie."""
    if "pytest_bulkhead" in parts:
        return "pytest_bulkhead"
    at = next((at for at, part in enumerate(parts) if part.startswith("python3")), None)
    return parts[at + 1] if at is not None and at + 1 < len(parts) else ""
