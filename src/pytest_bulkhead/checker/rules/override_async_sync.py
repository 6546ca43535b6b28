"""BH302: overrides that FastAPI does not call as they were meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import override_async_sync as cases
from pytest_bulkhead.checker.cases import override_async_sync_fixed
from pytest_bulkhead.checker.fastapi.overriding import Override, Overriding
from pytest_bulkhead.checker.fixing import unsafe
from pytest_bulkhead.checker.fixing.mock_classes import answer_of
from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.fixing.spans import text_of
from pytest_bulkhead.checker.mocking.callables import Callables
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.states.overrides import ATTRIBUTE
from pytest_bulkhead.findings import Evidence, Finding, Fix, What
from pytest_bulkhead.hazards.catalogue.override_async_sync import HAZARD


class OverrideAsyncSync(Rule):
    hazards = (HAZARD,)
    tokens = (ATTRIBUTE,)
    bad = cases.BAD
    good = cases.GOOD
    strict_bad = cases.STRICT_BAD
    fixes = (HAZARD,)
    fixed = override_async_sync_fixed.FIXED

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def in_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        for override in Overriding(file.knowledge).by(file.module.function(node)):
            yield from _judge(override, file)

    @on(ast.Module)
    def at_import(self, node: ast.Module, file: CheckedFile) -> Iterator[Finding]:
        for override in Overriding(file.knowledge).within(file.where):
            yield from _judge(override, file)


RULE = OverrideAsyncSync()


def _judge(override: Override, file: CheckedFile) -> Iterator[Finding]:
    if override.value is None or override.key is None or override.is_the_helper_s_own:
        return
    callables = Callables(file.knowledge)
    mock = callables.mock(override.value, override.where)
    if mock:
        yield _misread(override, mock, file)
        return
    call = callables.coroutine(override.value, override.where)
    if call is not None:
        if callables.coroutine(override.key, override.where) is None:
            yield _never_awaited(override, call, file)
        return
    if not file.strict:
        return
    original = callables.asynchronous(override.key, override.where)
    if original and callables.is_synchronous(override.value, override.where):
        evidence = evidence_at(original.node, original.module, "it is `async def` here")
        yield _in_a_thread(override, file, evidence)


def _name(override: Override, file: CheckedFile) -> str:
    assert override.key is not None
    return file.knowledge.names.dotted(override.key, override.where) or ast.unparse(override.key)


def _misread(override: Override, mock: str, file: CheckedFile) -> Finding:
    name = _name(override, file)
    message = (
        f"FastAPI takes the `*args, **kwargs` of the `{mock}` that overrides `{name.rpartition('.')[2]}` for query "
        "parameters, and answers 422"
    )
    help_ = "Override with a function that returns the mock: `lambda: mock`."
    fix = _answering(override, override.value, file)
    return file.finding(HAZARD, override.node, message, What("override", name), help=help_, fix=fix)


def _never_awaited(override: Override, call: ast.Call, file: CheckedFile) -> Finding:
    name = _name(override, file)
    message = (
        f"what overrides `{name.rpartition('.')[2]}` hands out the coroutine of `{ast.unparse(call.func)}()`, "
        "which nobody awaits"
    )
    help_ = "Override with an `async def` that awaits the call."
    fix = None
    if isinstance(override.value, ast.Lambda) and isinstance(override.value.body, ast.Call):
        fix = _answering(override, override.value.body.func, file)
    return file.finding(HAZARD, override.node, message, What("override", name), help=help_, fix=fix)


def _answering(override: Override, mock: ast.expr | None, file: CheckedFile) -> Fix | None:
    """A function of no parameters that answers what the mock was told to, in the place of the mock."""
    answer = answer_of(mock) if mock is not None else None
    if answer is None or override.value is None or override.helper is not None:
        return None
    written = replaced(override.value, f"lambda: {text_of(answer, file.module)}", file.module)
    return unsafe(written) if override.value in set(ast.walk(override.node)) else None


def _in_a_thread(override: Override, file: CheckedFile, evidence: Evidence) -> Finding:
    name = _name(override, file)
    message = (
        f"`{name.rpartition('.')[2]}` is `async def` and what overrides it is not: it runs in a thread, where the "
        "context variables that it sets are lost"
    )
    help_ = "Override an `async def` dependency with an `async def`."
    return file.finding(HAZARD, override.node, message, What("override", name), help=help_, evidence=(evidence,))
