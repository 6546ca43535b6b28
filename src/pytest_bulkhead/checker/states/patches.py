"""Patches of `unittest.mock` that are started by hand, and of libraries that are used alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.flow.lifetime import Lifetime
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Operation
from pytest_bulkhead.checker.restoring.started import StartedState
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_MODULES = ("unittest.mock.", "mock.", "mock.mock.", "asynctest.mock.", "asynctest.")
_KINDS = ("patch", "patch.object", "patch.dict", "patch.multiple")
_PATCHES = frozenset(f"{module}{kind}" for module in _MODULES for kind in _KINDS)
# Libraries that put themselves in the place of the clock, the network or a service in the same way.
_ALIKE = frozenset({
    "freezegun.freeze_time", "freezegun.api.freeze_time", "time_machine.travel", "requests_mock.Mocker",
    "requests_mock.mock", "requests_mock.mocker.Mocker", "responses.RequestsMock", "aioresponses.aioresponses",
    "moto.mock_aws", "moto.core.decorator.mock_aws", "respx.MockRouter",
})  # fmt: skip
_OF_OBJECTS = ("patch.object", "patch.multiple", "patch.dict")


class PatchesState(StartedState):
    """What patchers have put in the place of something, until they are stopped."""

    starts = frozenset({"start"})
    ends = frozenset({"stop", "__exit__"})

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.lifetime = Lifetime(knowledge)

    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.Call(func=ast.Attribute(attr="stopall")):
                yield Operation(Action.CLEAR, node, where, self.name, EVERYTHING)
            case ast.Call(func=ast.Attribute(attr="start"), args=[_, *_]):
                return
            case _:
                yield from super().operations(node, where)

    def is_maker(self, call: ast.Call, where: Where) -> bool:
        dotted = self.names.dotted(call.func, where)
        if dotted in _ALIKE or dotted.startswith("moto.mock_"):
            # Whoever tests such a library starts it for its own sake.
            return not self.names.product_name(call.func, where)
        if dotted not in _PATCHES and dotted.endswith(_KINDS) and self.names.product_name(call.func, where):
            # A module of the product may hand on what it imports.
            referent = self.names.refer(call.func, where)
            dotted = referent.dotted if referent else ""
        if dotted not in _PATCHES:
            return False
        patched = call.args[0] if call.args and dotted.endswith(_OF_OBJECTS) else None
        return patched is None or isinstance(patched, ast.Constant) or self._outlives(patched, where)

    def _outlives(self, patched: ast.expr, where: Where) -> bool:
        """Whether an object whose attribute is patched is still there when the test is over."""
        if self.names.product_name(patched, where):
            return True
        referent = self.names.refer(patched, where) if isinstance(patched, (ast.Name, ast.Attribute)) else None
        if referent is not None and (referent.is_external or isinstance(referent.node, ast.Module)):
            return True
        if referent is not None and referent.is_module_level and isinstance(referent.node, ast.ClassDef):
            return True
        return self.lifetime.outlives(patched, where)
