"""The changes that tests and fixtures make through ``monkeypatch``, each a statement of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from pytest_bulkhead.checker.meaning.names import chain
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.drill.mutating.changing import brought, instead, joined, start_of
from pytest_bulkhead.drill.mutating.mutation import Violation
from pytest_bulkhead.drill.mutating.subject import Subject
from pytest_bulkhead.findings import Edit

FIXTURE = "monkeypatch"
_PUTS_BACK = ("patch.dict", "MonkeyPatch.context", "monkeypatch.context", "isolated_filesystem", "patch.object")


class Patched(NamedTuple):
    """One such change.

    Args:
        method: of ``monkeypatch``.
        function: the test or fixture that makes it.
    """

    call: ast.Call
    statement: ast.Expr
    method: str
    function: Function
    subject: Subject

    @property
    def arguments(self) -> list[ast.expr]:
        return self.call.args

    def argument(self, position: int) -> str:
        """One of the arguments as it is written."""
        return self.subject.text(self.call.args[position])

    def bare(self, code: str, text: str, *, needs: str = "", also: frozenset[str] = frozenset()) -> Iterator[Violation]:
        """The same change as a statement that nobody undoes.

        Args:
            code: of the hazard that it commits.
            text: the statement; what it needs is called ``{}`` in it.
            needs: a module that it uses.
            also: codes of other hazards by which it may be told.
        """
        subject = self.subject
        name: tuple[str, tuple[Edit, ...]] | None = ("", ())
        if needs:
            name = brought(needs, self.call, subject.module)
        if name is None:
            return
        # Not `format`: what is written there may hold braces of its own.
        edits = joined(instead(self.statement, text.replace("{}", name[0], 1) if needs else text, subject), name[1])
        if edits:
            at = start_of(self.statement, subject)
            yield Violation(code, edits, at, (self.function,), also, self.put_back_by())

    def put_back_by(self) -> str:
        """What undoes the change whichever way it is made, empty when nothing does."""
        count = 2 if self.method in ("setattr", "setitem", "delattr", "delitem") else 1
        if any(one.call is not self.call and one.touches(self.arguments[:count]) for one in self._beside()):
            return "monkeypatch changes the same thing besides, and puts back what was there before"
        decorators = [ast.unparse(one) for one in self.function.node.decorator_list]
        around = (one for one in self.subject.module.ancestors(self.call) if isinstance(one, ast.With))
        managers = [ast.unparse(item.context_expr) for block in around for item in block.items]
        if any(word in text for text in (*decorators, *managers) for word in _PUTS_BACK):
            return "what stands around it puts it back"
        return ""

    def touches(self, key: list[ast.expr]) -> bool:
        """Whether it changes what is written so."""
        return [ast.dump(one) for one in self.arguments[: len(key)]] == [ast.dump(one) for one in key]

    def _beside(self) -> Iterator[Patched]:
        fixtures = self.subject.knowledge.fixtures.behind(self.function)
        for function in (self.function, *(one.function for one in fixtures)):
            yield from _patched_in(function, self.subject)


def patched_by(subject: Subject, *methods: str) -> Iterator[Patched]:
    """The changes made by these methods of ``monkeypatch``."""
    for function in subject.functions:
        yield from (one for one in _patched_in(function, subject) if one.method in methods)


def _patched_in(function: Function, subject: Subject) -> Iterator[Patched]:
    if FIXTURE not in function.parameters:
        return
    for call in subject.calls(function):
        root, _, method = chain(call.func).partition(".")
        statement = function.module.parent(call)
        if root == FIXTURE and method and isinstance(statement, ast.Expr):
            yield Patched(call, statement, method, function, subject)
