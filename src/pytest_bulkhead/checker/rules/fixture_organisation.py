"""BH501, BH502: autouse fixtures of wide scope that are defined twice, or in a place where they surprise."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from pytest_bulkhead.checker.cases import fixture_organisation as cases
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.source.heads import head_of
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.suite.idioms import SCOPES, Fixture
from pytest_bulkhead.findings import Finding, Location, What
from pytest_bulkhead.hazards.catalogue.fixture_organisation import DUPLICATE, MISPLACED

_MODULE = SCOPES.index("module")
# Calls that leave nothing behind, whatever else they do.
_HARMLESS = ("pytest.", "builtins.", "logging.", "warnings.", "time.")
_LOOKS = ("assert", "check", "expect", "require", "skip", "verify", "wait")
_QUIET = frozenset({"info", "debug", "warning", "error", "exception", "skip", "importorskip", "xfail", "fail"})


class FixtureOrganisation(Rule):
    hazards = (DUPLICATE, MISPLACED)
    tokens = ("autouse",)
    bad = cases.BAD
    strict_bad = cases.STRICT_BAD
    good = cases.GOOD

    @on(ast.FunctionDef, ast.AsyncFunctionDef)
    def wide_autouse(self, node: ast.FunctionDef | ast.AsyncFunctionDef, file: CheckedFile) -> Iterator[Finding]:
        fixture = file.knowledge.idioms.fixture(file.module.function(node))
        if fixture is None or not _is_wide(fixture) or fixture.function.owner is not None:
            return
        if _is_conftest(file.module.path) or _is_plugin(file):
            return
        yield from _misplaced(fixture, file)
        yield from _duplicated(fixture, file)


RULE = FixtureOrganisation()


def _is_wide(fixture: Fixture) -> bool:
    return fixture.autouse and fixture.width >= _MODULE


def _is_conftest(path: str) -> bool:
    return os.path.basename(path) == "conftest.py"


def _is_plugin(file: CheckedFile) -> bool:
    """Whether a conftest brings this file's fixtures in, or the file is no test module at all."""
    if file.module.path not in file.test_files():
        return True
    conftests = file.knowledge.index.conftests(file.module.path)
    brought = (one for conftest in conftests for one in file.knowledge.fixtures.provided(conftest))
    return any(one.function.module.path == file.module.path for one in brought)


def _misplaced(fixture: Fixture, file: CheckedFile) -> Iterator[Finding]:
    shadowed = _shadowed(fixture, file)
    tidy = fixture.scope == "module" and shadowed is None and _leaves_nothing(fixture, file)
    if tidy and not file.strict:
        return
    if fixture.scope == "module":
        why = "is in force for the whole file" if tidy else "leaves behind what it does for the files that follow"
        if shadowed:
            why = f"replaces the one of {shadowed.function.module.source.shown} for this file alone"
    else:
        why = "stays in force for all files that follow in the worker, and only for those"
    message = f"the autouse fixture `{fixture.name}` of {fixture.scope} scope stands in a test file and {why}"
    evidence = (evidence_at(shadowed.function.node, shadowed.function.module, "it replaces this"),) if shadowed else ()
    what = What("fixture", fixture.name)
    yield file.finding(
        MISPLACED,
        fixture.function.node,
        message,
        what,
        evidence=evidence,
        location=_head(fixture, file),
    )


def _duplicated(fixture: Fixture, file: CheckedFile) -> Iterator[Finding]:
    others = [
        one
        for module in _namesakes(fixture, file)
        for one in file.knowledge.idioms.fixtures(module)
        if one.name == fixture.name and _is_wide(one) and _same_suite(one, fixture, file)
    ]
    serious = [one for one in others if file.strict or not (one.scope == fixture.scope == "module")]
    serious = [one for one in serious if file.strict or not _only_for_own_file(one, fixture)]
    if serious:
        places = tuple(evidence_at(one.function.node, one.function.module, "defined here, too") for one in serious)
        elsewhere = serious[0].function.module.source.shown
        message = f"the autouse fixture `{fixture.name}` of {fixture.scope} scope is defined in {elsewhere}, too"
        what = What("fixture", fixture.name)
        yield file.finding(
            DUPLICATE,
            fixture.function.node,
            message,
            what,
            evidence=places,
            location=_head(fixture, file),
        )


def _only_for_own_file(one: Fixture, other: Fixture) -> bool:
    """Two test files, one fixture of which ends with its file."""
    return "module" in (one.scope, other.scope) and not _is_conftest(one.function.module.path)


def _namesakes(fixture: Fixture, file: CheckedFile) -> Iterator[Module]:
    """The other test modules and conftest files of the project in which a fixture of that name may stand."""
    for path in file.test_files_with(b"autouse", f"def {fixture.function.name}(".encode()):
        module = file.knowledge.index.module(path) if path != file.module.path else None
        if module:
            yield module


def _same_suite(one: Fixture, other: Fixture, file: CheckedFile) -> bool:
    """Whether one pytest run can meet both: their conftest files, or their folders, have a common root."""
    roots = file.knowledge.index.suite_root
    return roots(one.function.module.path) == roots(other.function.module.path)


def _shadowed(fixture: Fixture, file: CheckedFile) -> Fixture | None:
    """The autouse fixture of a conftest or plugin that this one of the same name replaces."""
    for conftest in file.knowledge.index.conftests(file.module.path):
        for one in file.knowledge.fixtures.provided(conftest):
            if one.name == fixture.name and one.autouse and one.width < fixture.width:
                return one
    return None


def _leaves_nothing(fixture: Fixture, file: CheckedFile) -> bool:
    """Whether the fixture itself, or another one of the file that lasts as long, clears up what it does."""
    if _undoes_what_it_does(fixture.function, file):
        return True
    others = (one for one in file.knowledge.idioms.fixtures(file.module) if one is not fixture and _is_wide(one))
    return any(_clears_up(one.function) for one in others)


def _clears_up(function: Function) -> bool:
    pause = function.first_yield
    return pause is not None and any(
        _line(node) > pause.lineno for node in function.scope.own if isinstance(node, ast.stmt)
    )


def _undoes_what_it_does(function: Function, file: CheckedFile) -> bool:
    """Whether nothing is left of a fixture when its time is over, as far as its own body shows."""
    pause = function.first_yield
    if pause is None:
        return not any(_has_effect(node, function, file) for node in function.scope.own)
    inside_with = any(isinstance(outer, (ast.With, ast.AsyncWith)) for outer in function.module.ancestors(pause))
    finalized = any(
        isinstance(node, ast.Attribute) and node.attr in ("addfinalizer", "callback", "enter_context")
        for node in function.scope.own
    )
    before = [node for node in function.scope.own if _line(node) < pause.lineno]
    after = [node for node in function.scope.own if _line(node) > pause.lineno and isinstance(node, ast.stmt)]
    return bool(inside_with or finalized or after) or not any(_has_effect(node, function, file) for node in before)


def _has_effect(node: ast.AST, function: Function, file: CheckedFile) -> bool:
    """Whether a statement does something to others: a call for its own sake, or an assignment to an attribute."""
    if isinstance(node, ast.Expr):
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if not isinstance(call, ast.Call):
            return False
        named = file.knowledge.names.dotted(call.func, Where(function.module, function.scope))
        last = call.func.attr if isinstance(call.func, ast.Attribute) else named.rpartition(".")[2]
        return last not in _QUIET and not last.lstrip("_").startswith(_LOOKS) and not named.startswith(_HARMLESS)
    if isinstance(node, ast.Assign):
        return any(isinstance(target, (ast.Attribute, ast.Subscript)) for target in node.targets)
    return False


def _line(node: ast.AST) -> int:
    line: int = getattr(node, "lineno", 0)
    return line


def _head(fixture: Fixture, file: CheckedFile) -> Location:
    return head_of(fixture.function.node, file.module.source)
