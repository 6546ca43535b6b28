"""BH404, BH405: mocks that do not fit the await they meet, and coroutines that nobody awaits."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.async_mock import BAD
from pytest_bulkhead.checker.cases.async_mock_fine import GOOD
from pytest_bulkhead.checker.cases.async_mock_fixed import FIXED
from pytest_bulkhead.checker.fixing import unsafe
from pytest_bulkhead.checker.fixing.mock_classes import made_async
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.mocking.answers import Answers
from pytest_bulkhead.checker.mocking.awaited import may_be_awaited
from pytest_bulkhead.checker.mocking.coroutines import Coroutines
from pytest_bulkhead.checker.mocking.mocks import PLAIN, assigned_attributes, names_of_mocks
from pytest_bulkhead.checker.mocking.replacements import Replacement, Replacements
from pytest_bulkhead.checker.mocking.unawaited import idle_calls, is_dropped
from pytest_bulkhead.checker.mocking.uncalled import is_never_called, replaces_a_runner
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.async_mock import HAZARDS, UNAWAITED
from pytest_bulkhead.hazards.catalogue.async_mock import PLAIN as PLAIN_HAZARD

_NAMED = (ast.Name, ast.Attribute)
_REPLACING = frozenset({"patch", "object", "multiple", "setattr"})


class AsyncMock(Rule):
    hazards = HAZARDS
    tokens = ("Mock(", "new_callable", "async def test", "async def setUp", "IsolatedAsyncioTestCase")
    bad = BAD
    good = GOOD
    fixes = (PLAIN_HAZARD,)
    fixed = FIXED

    @on(ast.AsyncFunctionDef)
    def in_async_function(self, node: ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        function = file.module.function(node)
        coroutines = Coroutines(file.knowledge)
        where = Where(file.module, function.scope)
        for call in idle_calls(function):
            if isinstance(call.func, _NAMED) and coroutines.gives_coroutine(call, where) and is_dropped(call, function):
                yield _unawaited(call, file)

    @on(ast.Call)
    def replaced_by_call(self, node: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if last not in _REPLACING:
            return
        values = (*node.args[1:], *(keyword.value for keyword in node.keywords))
        if any(_may_be_mock(value, file) for value in values):
            coroutines = Coroutines(file.knowledge)
            where = Where(file.module, file.module.scope_at(node))
            for one in Replacements(coroutines.mocks, file.knowledge.constants).at_call(node, where):
                yield from _judge(one, coroutines, file)

    @on(ast.Assign)
    def replaced_by_assignment(self, node: ast.Assign, file: CheckedFile) -> Iterator[Finding]:
        attributes = any(isinstance(target, ast.Attribute) for target in node.targets)
        if attributes and _may_be_mock(node.value, file):
            coroutines = Coroutines(file.knowledge)
            where = Where(file.module, file.module.scope_at(node))
            for one in Replacements(coroutines.mocks, file.knowledge.constants).at_assignment(node, where):
                yield from _judge(one, coroutines, file)


RULE = AsyncMock()


def _may_be_mock(value: ast.expr, file: CheckedFile) -> bool:
    """Whether a value can be a plain mock or the class of one, told without following it."""
    called = value.func if isinstance(value, ast.Call) else value
    if isinstance(called, ast.Attribute):
        return called.attr in PLAIN
    if not isinstance(called, ast.Name):
        return False
    if called.id in PLAIN or called.id in names_of_mocks(file.module):
        return True
    return called is value and called.id in file.knowledge.fixtures.visible(file.module)


def _judge(one: Replacement, coroutines: Coroutines, file: CheckedFile) -> Iterator[Finding]:
    made = one.mock(coroutines.mocks)
    if made is None or made.is_async:
        return
    target = _target(one, coroutines)
    if target is None or not coroutines.is_coroutine_function(target):
        return
    known_as = one.known_as(made)
    root = _outermost(one.where)
    if is_never_called(known_as, root) or replaces_a_runner(root) or _is_shaped_elsewhere(one, file):
        return
    if not Answers(coroutines).cannot_be_awaited(made, known_as, one.where):
        return
    if may_be_awaited(target, file.module, coroutines.names):
        yield _plain(one, made.name, target, file)


def _target(one: Replacement, coroutines: Coroutines) -> Function | None:
    """The function of the project that is replaced."""
    if one.owner is None:
        referent = coroutines.names.imported(one.name, one.where.module)
        return referent.function if referent else None
    attribute = ast.Attribute(one.owner, one.name, ast.Load())
    return coroutines.function(attribute, one.where) or coroutines.specified(attribute, one.where)


def _outermost(where: Where) -> ast.AST:
    scope = where.scope
    while scope.parent is not None and not isinstance(scope.parent.node, (ast.Module, ast.ClassDef)):
        scope = scope.parent
    return scope.node


def _is_shaped_elsewhere(one: Replacement, file: CheckedFile) -> bool:
    """Whether what a fixture or helper puts there gets its answers from the tests."""
    function = file.module.function_at(one.node)
    if function is None or file.knowledge.idioms.role(function) is Role.TEST:
        return False
    last = one.name.rpartition(".")[2]
    texts = (f".{last}.side_effect", f".{last}.return_value")
    return any(text.endswith(texts) for text in assigned_attributes(file.where))


def _plain(one: Replacement, mock: str, target: Function, file: CheckedFile) -> Finding:
    article = "an" if mock[0] in "AEIOU" else "a"
    message = (
        f"{article} `{mock}` stands in for `{target.qualname}`, which is `async def`: its answer cannot be awaited"
    )
    evidence = evidence_at(target.node, target.module, "it is `async def` here")
    # What is asked of the mock in other places may want it to be plain.
    fix = unsafe(made_async(one.value, file.module)) if one.where.module is file.module else None
    return file.finding(PLAIN_HAZARD, one.node, message, What("mock", target.qualname), evidence=(evidence,), fix=fix)


def _unawaited(call: ast.Call, file: CheckedFile) -> Finding:
    text = ast.unparse(call.func)
    message = f"`{text}()` only gives a coroutine here, and nothing awaits it"
    return file.finding(UNAWAITED, call, message, What("coroutine", text))
