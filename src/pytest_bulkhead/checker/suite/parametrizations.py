"""What makes pytest run a test or fixture several times: the values, and what names each of the runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Bound
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_MARKS = frozenset({"pytest.mark.parametrize", "_pytest.mark.parametrize"})
_FIXTURES = frozenset({"pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture"})
_EXPANDERS = frozenset({"parameterized.parameterized.expand", "parameterized.parameterized.parameterized.expand"})
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Parametrization:
    """One list of cases.

    Args:
        call: what hands it to pytest.
        where: in which scope that stands.
        values: the list.
        width: how many parameters a case holds, 0 when that is not known.
        ids: what names the cases, None when pytest makes names up from the values.
    """

    call: ast.Call
    where: Where
    values: ast.expr
    width: int
    ids: ast.expr | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a list, with what names it where that is given."""

    values: tuple[ast.expr, ...]
    where: Where
    id: ast.expr | None = None


def parametrization(call: ast.Call, module: Module, knowledge: Knowledge) -> Parametrization | None:
    """The list of cases that a call hands to pytest, if it does that."""
    if not (call.args or call.keywords):
        return None
    given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    ids = given.get("ids")
    if isinstance(ids, ast.Constant) and ids.value is None:
        ids = None
    if "params" in given:
        where = Where(module, module.scope_at(call))
        if knowledge.names.dotted(call.func, where) in _FIXTURES:
            return Parametrization(call, where, given["params"], 1, ids)
        return None
    if name == "expand" and call.args:
        where = Where(module, module.scope_at(call))
        if knowledge.names.dotted(call.func, where) in _EXPANDERS:
            return Parametrization(call, where, call.args[0], 0, None)
        return None
    values = call.args[1] if len(call.args) > 1 else given.get("argvalues")
    names = call.args[0] if call.args else given.get("argnames")
    if values is None or names is None or not ("parametrize" in name or isinstance(call.func, ast.Name)):
        return None
    where = Where(module, module.scope_at(call))
    if not _hands_to_pytest(call, where, knowledge):
        return None
    if len(call.args) > 3:
        ids = call.args[3]
    return Parametrization(call, where, values, _width(names, where, knowledge), ids)


def cases(listed: Parametrization, knowledge: Knowledge) -> Iterator[Case]:
    """The cases of a list, as far as they are written down; one for each comprehension that makes some."""
    for item, where in _items(listed.values, listed.where, knowledge, 0):
        yield from _case(item, where, listed, knowledge)


def _case(item: ast.expr, where: Where, listed: Parametrization, knowledge: Knowledge) -> Iterator[Case]:
    if isinstance(item, ast.Call) and knowledge.names.dotted(item.func, where) == "pytest.param":
        named = next((one.value for one in item.keywords if one.arg == "id"), None)
        if isinstance(named, ast.Constant) and named.value is None:
            named = None
        yield Case(tuple(item.args), where, named)
    elif listed.width == 1:
        yield Case((item,), where)
    elif isinstance(item, (ast.Tuple, ast.List)):
        yield Case(tuple(item.elts) if listed.width else tuple(item.elts[:1]), where)


def _items(collection: ast.expr, where: Where, knowledge: Knowledge, depth: int) -> Iterator[tuple[ast.expr, Where]]:
    if depth > _DEPTH:
        return
    match collection:
        case ast.List() | ast.Tuple() | ast.Set():
            for item in collection.elts:
                if isinstance(item, ast.Starred):
                    yield from _items(item.value, where, knowledge, depth + 1)
                else:
                    yield item, where
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
            yield collection.elt, where
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            yield from _items(left, where, knowledge, depth + 1)
            yield from _items(right, where, knowledge, depth + 1)
        case ast.BinOp(op=ast.Mult(), left=left):
            yield from _items(left, where, knowledge, depth + 1)
        case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted"), args=[inner, *_]):
            yield from _items(inner, where, knowledge, depth + 1)
        case ast.Name() | ast.Attribute():
            held = knowledge.names.assigned(collection, where)
            if held:
                yield from _items(*held, knowledge, depth + 1)


def _hands_to_pytest(call: ast.Call, where: Where, knowledge: Knowledge) -> bool:
    """Whether it is ``pytest.mark.parametrize`` under some name, or ``metafunc.parametrize``."""
    if knowledge.names.dotted(call.func, where) in _MARKS:
        return True
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return False
    name = call.func.value.id
    found = where.scope.lookup(name)
    if found is None or found[1][0].kind is not Bound.PARAMETER or call.func.attr != "parametrize":
        return False
    return name == "metafunc" or getattr(found[0].node, "name", "") == "pytest_generate_tests"


def _width(names: ast.expr, where: Where, knowledge: Knowledge) -> int:
    text = knowledge.constants.value(names, where)
    if isinstance(text, str):
        return len([one for one in text.split(",") if one.strip()])
    listed = knowledge.constants.items(names, where)
    return len(listed) if listed else 0
