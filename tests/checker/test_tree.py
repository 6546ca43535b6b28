"""The order of the nodes, and what each scope owns of them, are the same by whichever way they are asked for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pytest_bulkhead import checker
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import own_nodes
from pytest_bulkhead.checker.source.source import parse_source
from pytest_bulkhead.checker.source.tree import Outline, children, reachable

SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
ODD = """
import a.b, c as d
from e import *
x: int = 1; y = lambda a, *b, c=lambda: 3, **d: (a, lambda z: z)
@deco(lambda: 1)
class A(B[0], metaclass=lambda: M):
    z = [i for i in range(3) if (k := i)]
    @staticmethod
    async def f(self, /, p: int = lambda q: q, *a: str, r=4, s, **k) -> "x":
        def inner(v=f"{p!r:>{r}}"):
            return (yield v)
        async with one as two, three:
            await inner()
        for i, (j, *l) in {**k, "a": 1}.items():
            del i[0:1:2], j
        else:
            assert i, "text"
        class Local: pass
        try:
            global g
            raise A from None
        except* ValueError as error:
            pass
        match a:
            case {"k": [1, *rest], **others} | B(x, y=2) as whole if whole: ...
    class Inner(object):
        def g(self): return lambda: self
if __name__ == "__main__":
    def hidden(): lambda: 1
else:
    def shown(): ...
if "__main__" == __name__: pass
"""
OWN_SOURCES = sorted(Path(checker.__file__).parent.glob("*.py"))


def module(text: str) -> Module:
    return Module(parse_source(text.encode(), "/p/test_x.py", "test_x.py"), "test_x")


@pytest.mark.parametrize("text", [ODD, *(path.read_text(encoding="utf-8") for path in OWN_SOURCES)])
def test_each_scope_owns_the_same_nodes_with_and_without_an_outline(text):
    tree = ast.parse(text)
    outline = Outline(tree)
    scopes = [node for node in outline.nodes if isinstance(node, SCOPES)]
    assert scopes
    for scope in scopes:
        assert outline.owned(scope) == own_nodes(scope)


def test_the_outline_holds_each_node_once_and_outer_ones_first():
    tree = ast.parse(ODD)
    nodes = Outline(tree).nodes
    positions = {node: position for position, node in enumerate(nodes)}
    assert len(positions) == len(nodes)
    assert set(nodes) == set(_all(tree))
    for node in nodes:
        if isinstance(node, ast.arguments):
            continue  # its defaults run where the function is defined, before all of the rest
        assert all(positions[node] < positions[child] for child in reachable(node))


def _all(tree: ast.AST) -> list[ast.AST]:
    found = [tree]
    for node in found:
        found.extend(reachable(node))
    return found


def test_children_are_those_of_the_standard_library():
    spared = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)
    for node in ast.walk(ast.parse(ODD)):
        expected = [child for child in ast.iter_child_nodes(node) if not isinstance(child, spared)]
        if not isinstance(node, ast.AST) or not isinstance(node, spared):
            assert children(node) == expected


@pytest.mark.parametrize("outlined", [True, False])
def test_parents_lead_from_each_node_to_the_module(outlined):
    made = module(ODD)
    if outlined:
        made.outline()
    for node in made.nodes:
        for child in reachable(node):
            assert made.parent(child) is node
    assert made.parent(made.source.tree) is None


def test_what_was_asked_one_by_one_is_known_after_forgetting_too():
    made = module(ODD)
    made.outline()
    deep = next(node for node in made.nodes if isinstance(node, ast.JoinedStr))
    before = list(made.ancestors(deep))
    made.forget()
    assert list(made.ancestors(deep)) == before
    assert made.parent(ast.Name("made_up")) is None
