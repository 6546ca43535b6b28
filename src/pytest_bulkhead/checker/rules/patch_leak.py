"""BH104: a patch is started and nothing stops it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import patch_leak as cases
from pytest_bulkhead.checker.cases import patch_leak_fine, patch_leak_fixed
from pytest_bulkhead.checker.fixing import safe
from pytest_bulkhead.checker.fixing.cleanups import at_the_end, taken_out
from pytest_bulkhead.checker.fixing.stopping import stopped
from pytest_bulkhead.checker.flow.holdings import results_of
from pytest_bulkhead.checker.restoring.escapes import Following
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.rule import CheckedFile, evidence_at, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.state_rule import StateRule
from pytest_bulkhead.checker.states.patches import PatchesState
from pytest_bulkhead.checker.states.worded import Words
from pytest_bulkhead.checker.suite.wide_mockers import patches_of_wide_mockers
from pytest_bulkhead.findings import Edit, Evidence, Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.patch_leak import HAZARD

# Without one of these words nothing that is started is a patch.
_PATCHING = (b"patch", b"mock", b"Mock", b"freeze", b"travel", b"aioresponses")


class PatchLeak(StateRule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = (".start()", "_mocker.")
    words = Words((".start(",))
    states = (PatchesState,)
    bad = cases.BAD
    good = patch_leak_fine.GOOD
    fixed = patch_leak_fixed.FIXED

    def is_suspicious(self, data: bytes, start: int = 0, end: int | None = None) -> bool:
        return end is not None or any(one in data for one in _PATCHING)

    def what(self, change: Operation) -> What:
        return What("patch", target_of(change.value))

    def done(self, change: Operation) -> str:
        target = target_of(change.value)
        return f"starts a patch of `{target}`" if target else "starts a patch"

    def fix(self, change: Operation, function: Function, restoring: Restoring, file: CheckedFile) -> Fix | None:
        if change.through or change.where.scope.node is not function.node or not isinstance(change.node, ast.Call):
            return None
        # Stopping twice is an error for some libraries: a stop that is there has to go.
        stops = [
            one
            for one in restoring.effects.of(function)
            if one.action is not Action.SET and one.target == change.target and one.key.covers(change.key)
        ]
        gone = _taken_out(stops, change, function) if stops else ()
        return safe(stopped(change.node, "stop", function, file.knowledge, "patcher"), gone)

    def restores(self, change: Operation) -> str:
        return "stops it"

    def restored(self, change: Operation) -> str:
        return "stopped"

    def concerns(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        return not _followed(change, file).lost

    def concerns_at_import(self, change: Operation, file: CheckedFile) -> bool:
        if not super().concerns_at_import(change, file) or "stopall" in file.module.source.text:
            return False
        followed = _followed(change, file)
        return not followed.lost and not followed.ended

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def by_wide_mocker(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        for call, scope in patches_of_wide_mockers(function, file.knowledge):
            target = target_of(call)
            thing = f"a patch of `{target}`" if target else "a patch"
            message = f"`{function.name}` starts {thing} that lasts until the {scope}'s end"
            remedy = f"Use `mocker` here, or do it in a fixture of the scope `{scope}`."
            yield file.finding(HAZARD, call, message, What("patch", target), help=remedy)

    def is_mild_in(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        """What a fixture of the session patches would be patched until its end anyway."""
        fixture = file.knowledge.idioms.fixture(function)
        return fixture is not None and fixture.scope == "session"

    def mistaken(self, change: Operation, function: Function, file: CheckedFile) -> Iterator[Evidence]:
        module = change.where.module
        for use in results_of(change.node, module, file.knowledge.names):
            method = module.parent(use)
            if isinstance(method, ast.Attribute) and method.attr == "stop":
                yield evidence_at(method, module, "this is the mock's own `stop`, not the patcher's: the patch stays")


RULE = PatchLeak()


def _taken_out(stops: list[Operation], change: Operation, function: Function) -> tuple[Edit, ...] | None:
    """What takes the stops of one patch out of the end of a function."""
    statements = {function.module.parent(one.node): one for one in stops}
    alone = [at for at, one in statements.items() if isinstance(at, ast.Expr) and one.key == change.key]
    if len(alone) != len(stops) or at_the_end(alone, function, ()) != set(alone):
        return None
    return taken_out(alone, function, lambda _: False)


def _followed(change: Operation, file: CheckedFile) -> Following:
    state = file.restoring(PatchesState).state
    assert isinstance(state, PatchesState)
    return state.followed(change, file.module)


def target_of(call: ast.expr | None) -> str:
    """What is patched, as far as the text of the patch tells."""
    if not isinstance(call, ast.Call):
        return ""
    kind = ast.unparse(call.func)
    if "patch" not in kind:
        return kind
    first = call.args[0] if call.args else None
    second = call.args[1] if len(call.args) > 1 else None
    if isinstance(first, ast.Constant):
        return first.value if isinstance(first.value, str) else ""
    if not isinstance(first, (ast.Name, ast.Attribute)):
        return ""
    if kind.endswith("object") and isinstance(second, ast.Constant) and isinstance(second.value, str):
        return f"{ast.unparse(first)}.{second.value}"
    return ast.unparse(first)
