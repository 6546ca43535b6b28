"""What test code puts in the place of something else: by `patch`, `monkeypatch.setattr`, or plain assignment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.constants import Constants
from pytest_bulkhead.checker.meaning.names import Where, chain
from pytest_bulkhead.checker.mocking.mocks import MadeMock, Mocks

_OBJECT = ("patch.object", "patch.multiple")
_SETTINGS = frozenset({"spec", "create", "spec_set", "autospec", "new_callable"})


@dataclass(frozen=True, slots=True)
class Replacement:
    """One thing that is put in the place of another.

    Args:
        owner: the object whose attribute is replaced, None where the target is a text.
        name: the attribute; or the whole dotted name of the target.
        value: what is put there; the class that makes it, when `made_by_class`.
        made_by_class: ``new_callable=``.
        call: the call that does it, None for an assignment.
    """

    node: ast.expr | ast.stmt
    owner: ast.expr | None
    name: str
    value: ast.expr
    where: Where
    made_by_class: bool = False
    call: ast.Call | None = None

    def mock(self, mocks: Mocks) -> MadeMock | None:
        """The mock that is put there, if it is one."""
        if not self.made_by_class:
            return mocks.made(self.value, self.where)
        name = mocks.class_named(self.value, self.where)
        settings = [one for one in self.call.keywords if one.arg != "new_callable"] if self.call else []
        return MadeMock(name, ast.Call(self.value, [], settings), "", self.where) if name else None

    def known_as(self, made: MadeMock) -> frozenset[str]:
        """The texts by which the code around can speak of what is put there."""
        texts = {made.held, chain(self.value) if not self.made_by_class else ""}
        if self.owner is not None:
            texts.add(f"{chain(self.owner)}.{self.name}")
        for outer in self.where.module.ancestors(self.node):
            for item in getattr(outer, "items", ()) if isinstance(outer, (ast.With, ast.AsyncWith)) else ():
                if item.context_expr is self.node and isinstance(item.optional_vars, ast.Name):
                    texts.add(item.optional_vars.id)
        if isinstance(self.node, ast.Assign):
            texts.update(chain(target) for target in self.node.targets)
        return frozenset(texts) - {""}


class Replacements:
    """Reads replacements from single nodes."""

    def __init__(self, mocks: Mocks, constants: Constants) -> None:
        self.mocks = mocks
        self.constants = constants

    def at_call(self, call: ast.Call, where: Where) -> Iterator[Replacement]:
        """What a call replaces."""
        last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if last == "setattr":
            yield from self._of_setattr(call, where)
        elif last in ("patch", "object", "multiple"):
            name = self.mocks.named(call.func, where)
            if name == "patch":
                yield from self._of_patch(call, None, call.args[1:], call.args[:1], where)
            elif name in _OBJECT and call.args:
                yield from self._of_object(call, name, where)

    def at_assignment(self, node: ast.Assign, where: Where) -> Iterator[Replacement]:
        """What an assignment to an attribute replaces."""
        for target in node.targets:
            if isinstance(target, ast.Attribute):
                yield Replacement(node, target.value, target.attr, node.value, where)

    def _of_object(self, call: ast.Call, name: str, where: Where) -> Iterator[Replacement]:
        if name == "patch.object":
            yield from self._of_patch(call, call.args[0], call.args[2:], call.args[1:2], where)
            return
        text = self.constants.value(call.args[0], where)
        for keyword in call.keywords:
            if keyword.arg and keyword.arg not in _SETTINGS:
                name = f"{text}.{keyword.arg}" if isinstance(text, str) else keyword.arg
                yield Replacement(call, None if isinstance(text, str) else call.args[0], name, keyword.value, where)

    def _of_patch(
        self, call: ast.Call, owner: ast.expr | None, given: list[ast.expr], named: list[ast.expr], where: Where
    ) -> Iterator[Replacement]:
        text = self.constants.value(named[0], where) if named else None
        keywords = {one.arg: one.value for one in call.keywords}
        if not isinstance(text, str) or None in keywords:
            return
        new = given[0] if given else keywords.get("new")
        if new is not None:
            yield Replacement(call, owner, text, new, where, call=call)
        elif "new_callable" in keywords:
            yield Replacement(call, owner, text, keywords["new_callable"], where, made_by_class=True, call=call)

    def _of_setattr(self, call: ast.Call, where: Where) -> Iterator[Replacement]:
        if len(call.args) == 2 and isinstance(call.func, ast.Attribute):
            text = self.constants.value(call.args[0], where)
            if isinstance(text, str):
                yield Replacement(call, None, text, call.args[1], where, call=call)
        elif len(call.args) == 3:
            text = self.constants.value(call.args[1], where)
            if isinstance(text, str):
                yield Replacement(call, call.args[0], text, call.args[2], where, call=call)
