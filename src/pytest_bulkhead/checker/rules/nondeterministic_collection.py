"""BH503: what decides the ids of tests, or their order, differs from worker to worker."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.nondeterministic_collection import BAD
from pytest_bulkhead.checker.cases.nondeterministic_collection_fine import GOOD
from pytest_bulkhead.checker.cases.nondeterministic_collection_fixed import FIXED
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile, Rule, evidence_at, on
from pytest_bulkhead.checker.sameness.orders import Disorder, Orders
from pytest_bulkhead.checker.sameness.seeds import is_seeded
from pytest_bulkhead.checker.sameness.sorting import sorted_where_it_is_lost
from pytest_bulkhead.checker.sameness.volatile import Volatile, Volatiles
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.suite.parametrizations import Parametrization, cases, parametrization
from pytest_bulkhead.findings import Evidence, Finding, What
from pytest_bulkhead.hazards.catalogue.nondeterministic_collection import HAZARD

_TEXTS = frozenset({"builtins.str", "builtins.repr"})
_SHUFFLES = frozenset({"random.shuffle", "numpy.random.shuffle"})
_HOOK = "pytest_collection_modifyitems"


class NondeterministicCollection(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    anchors = ("parametrize", "params=", "parameterized", _HOOK)
    # What loses an order, and what gives another value each time.
    tokens = (
        "set(", ".union(", ".difference(", "listdir",
        "scandir", "glob(", "iterdir", ".walk(", ".keys() ", "uuid", "random", "secrets", "time()",
        "time_ns", "now(", "today(", "perf_counter", "monotonic", "getpid", "mkdtemp", "mkstemp", "NamedTemporary",
        "TemporaryDirectory", "Faker", "faker", "urandom", "strftime", " id(", "(id(", "[id(",
    )  # fmt: skip
    # Displays of sets: of texts, names, calls, then of pairs, then comprehensions.
    patterns = (
        r"\{\s*(?:\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_][\w.]*(?:\([^()\n]*\))?)\s*,",
        r"[,=(\[|&-]\s*\{\s*[(*]",
        r"\{\s*[^\s{}:][^{}:\n]*\s+for\s",
    )
    bad = BAD
    good = GOOD
    fixed = FIXED

    @on(ast.Call)
    def parametrized(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        listed = parametrization(call, file.module, file.knowledge)
        if listed is None:
            return
        orders = Orders(file.knowledge)
        disorder = orders.disorder(listed.values, listed.where)
        if disorder:
            yield _disordered(disorder, listed.values, listed.where, "cases", file)
        else:
            yield from self._values(listed, orders.volatiles, file)
        if listed.ids is not None:
            disorder = orders.disorder(listed.ids, listed.where)
            if disorder:
                yield _disordered(disorder, listed.ids, listed.where, "ids", file)

    def _values(self, listed: Parametrization, volatiles: Volatiles, file: CheckedFile) -> Iterator[Finding]:
        drawn = volatiles.count(listed.values, listed.where)
        if drawn:
            yield _varying(drawn, listed.values, "how many cases there are", file)
        automatic = listed.ids is None
        drawn = volatiles.items(listed.values, listed.where, listed.width) if automatic else None
        if drawn:
            yield _varying(drawn, listed.values, "the ids", file)
        as_text = listed.ids is not None and file.knowledge.names.dotted(listed.ids, listed.where) in _TEXTS
        for case in cases(listed, file.knowledge):
            values = (case.id,) if case.id is not None else case.values if automatic or as_text else ()
            yield from _told(volatiles, values, case.where, as_text or case.id is not None, listed, file)
        if listed.ids is not None and not as_text:
            for named, where in _ids(listed.ids, listed.where, file.module):
                yield from _told(volatiles, (named,), where, True, listed, file)

    @on(ast.FunctionDef)
    def ordered(self, node: ast.FunctionDef, file: CheckedFile) -> Iterator[Finding]:
        if node.name != _HOOK:
            return
        function = file.module.function(node)
        where = Where(file.module, function.scope)
        if "items" not in function.parameters or is_seeded(where, file.knowledge.index):
            return
        for inner in function.scope.own:
            if isinstance(inner, ast.Call) and _first_is_items(inner):
                if file.knowledge.names.dotted(inner.func, where) in _SHUFFLES:
                    message = f"`{_HOOK}` puts the tests in another random order in each process"
                    yield file.finding(HAZARD, inner, message, What("collection", "order"))
            elif isinstance(inner, ast.Assign) and any(map(_is_items, inner.targets)):
                disorder = Orders(file.knowledge).disorder(inner.value, where)
                if disorder:
                    yield _disordered(disorder, inner.value, where, "tests", file)


RULE = NondeterministicCollection()


def _told(
    volatiles: Volatiles,
    values: tuple[ast.expr, ...],
    where: Where,
    whatever: bool,
    listed: Parametrization,
    file: CheckedFile,
) -> Iterator[Finding]:
    """Values that become part of an id: texts and numbers, or whatever is made a text of."""
    for value in values:
        found = volatiles.of(value, where)
        if found and (found.plain or whatever):
            inside = where.module is file.module and listed.call in file.module.ancestors(value)
            yield _varying(found, value if inside else listed.values, "an id", file)


def _ids(ids: ast.expr, where: Where, module: Module) -> Iterator[tuple[ast.expr, Where]]:
    match ids:
        case ast.List() | ast.Tuple():
            yield from ((one, where) for one in ids.elts if not isinstance(one, ast.Starred))
        case ast.ListComp() | ast.GeneratorExp():
            yield ids.elt, where
        case ast.Lambda():
            yield ids.body, Where(module, module.scope_of(ids))


def _first_is_items(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id == "items"


def _is_items(target: ast.expr) -> bool:
    """``items[:]`` or ``session.items``."""
    if isinstance(target, ast.Subscript):
        return isinstance(target.value, ast.Name) and target.value.id == "items" and isinstance(target.slice, ast.Slice)
    return isinstance(target, ast.Attribute) and target.attr == "items"


def _disordered(found: Disorder, node: ast.expr, where: Where, thing: str, file: CheckedFile) -> Finding:
    why = "lists in any order" if found.is_folder else "has another order in each process"
    message = f"the {thing} come from {found.text}, which {why}, so that workers collect different tests"
    fix = sorted_where_it_is_lost(found, node, where, file.knowledge.names) if thing != "tests" else None
    evidence = _evidence(found, node, file)
    return file.finding(HAZARD, node, message, What("collection", "order"), evidence=evidence, fix=fix)


def _varying(found: Volatile, node: ast.expr, thing: str, file: CheckedFile) -> Finding:
    message = f"{found.source} decides {thing}, so that workers collect different tests"
    return file.finding(HAZARD, node, message, What("collection", "id"), evidence=_evidence(found, node, file))


def _evidence(found: Disorder | Volatile, node: ast.expr, file: CheckedFile) -> tuple[Evidence, ...]:
    if found.node is node or any(found.node is inner for inner in ast.walk(node)):
        return ()
    return (evidence_at(found.node, found.module, "it comes from here"),)
