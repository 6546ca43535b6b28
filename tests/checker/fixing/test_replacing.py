from __future__ import annotations

import ast

import pytest

from pytest_bulkhead.checker.fixing.replacing import called, replaced, wrapped
from pytest_bulkhead.checker.fixing.spans import enclosed_span, text_of
from tests.checker.fixing.edited import edited, first, module_of

ASSIGNMENTS = {
    'e["K"] = "v"': 'put("K", "v")',
    'e["K"] = "v"  # why': 'put("K", "v")  # why',
    'e["K"] = f"{a}" "b"; x()': 'put("K", f"{a}" "b"); x()',
    'e[ "K" ]   =   ( "v" )': 'put("K", "v")',
    'e["K"] = \\\n    "v"': 'put("K", "v")',
    'e["K"] = "größe" + "Ü"': 'put("K", "größe" + "Ü")',
    'e["K"] = (\n    "a"\n    "b"\n)': 'put(\n    "K",\n    "a"\n    "b",\n)',
    'e["K"] = (\r\n    "a"\r\n    "b"\r\n)': 'put(\r\n    "K",\r\n    "a"\r\n    "b",\r\n)',
    'e["K"] = (\n    "a"  # one\n    "b"\n)': 'put(\n    "K",\n    "a"  # one\n    "b",\n)',
    'e["K"] = ("a"\n          "b")': 'put("K", ("a"\n          "b"))',
    'e["K"] = """\ntext\n"""': 'put("K", """\ntext\n""")',
    'e["K"] = dump(\n    1,  # one\n)': 'put(\n    "K",\n    dump(\n        1,  # one\n    ),\n)',
    'e["K"] = dump([\n    1,\n\n    2,\n])': 'put(\n    "K",\n    dump([\n        1,\n\n        2,\n    ]),\n)',
    'e["K"] = dump(\n    a=(1, 2)\n)': 'put("K", dump(a=(1, 2)))',
    'e["K"] = table[\n    "a"\n]': 'put("K", table["a"])',
    'e["K"] = dump(1,\n              2)': 'put("K", dump(1,\n              2))',
    'e["K"] = dump("""\n  1\n""",\n)': 'put("K", dump("""\n  1\n""",\n))',
    'e["K"] = a, b': 'put("K", (a, b))',
    'e["K"] = (a, b)': 'put("K", (a, b))',
    'e["K"] = (a), (b)': 'put("K", ((a), (b)))',
    'e["K"] = (a := 1)': 'put("K", a := 1)',
    'e["K"] = lambda: (yield)': 'put("K", lambda: (yield))',
    'e[  # why\n    "K"] = "v"': None,
    'e["K"] = (  # why\n    "v"\n)': None,
}


@pytest.mark.parametrize("before", ASSIGNMENTS)
def test_a_call_takes_the_place_of_an_assignment(before):
    module = module_of(before)
    node = first(module, ast.Assign)
    assert edited(module, called(node, "put", [node.targets[0].slice, node.value], module)) == ASSIGNMENTS[before]


def test_a_long_call_is_broken_into_lines():
    value = "x" * 70
    module = module_of(f'def f():\n    e["NAME"] = {value}\n')
    node = first(module, ast.Assign)
    after = edited(module, called(node, "monkeypatch.setenv", [node.targets[0].slice, node.value], module))
    assert after == f'def f():\n    monkeypatch.setenv(\n        "NAME", {value}\n    )\n'


def test_a_line_with_a_word_for_a_tool_stays_one():
    value = "x" * 80
    module = module_of(f'def f():\n    e["NAME"] = {value}  # noqa: S105\n')
    node = first(module, ast.Assign)
    after = edited(module, called(node, "put", [node.targets[0].slice, node.value], module))
    assert after == f'def f():\n    put("NAME", {value})  # noqa: S105\n'


def test_what_replaces_loses_no_comment():
    module = module_of("call(  # why\n    1)\n")
    assert replaced(first(module, ast.Expr), "other()", module) is None
    assert edited(module, replaced(first(module, ast.Constant), "2", module)) == "call(  # why\n    2)\n"


WRAPPED = {
    "f({1, 2})": "f(sorted({1, 2}))",
    "for x in a, b: pass": "for x in sorted((a, b)): pass",
    "for x in (a, b): pass": "for x in sorted((a, b)): pass",
    "for x in (a), (b): pass": "for x in sorted(((a), (b))): pass",
    "for x in (a,): pass": "for x in sorted((a,)): pass",
    "for x in a,: pass": "for x in sorted((a,)): pass",
    "for x in ((a), b): pass": "for x in sorted(((a), b)): pass",
    "f(x for x in y)": "f(sorted(x for x in y))",
    "f((x for x in y))": "f(sorted((x for x in y)))",
    "f((x for x in y), 1)": "f(sorted((x for x in y)), 1)",
    "for x in g(a,\n           b): pass": "for x in sorted(g(a,\n                  b)): pass",
    "for x in g(a,\n    b): pass": "for x in sorted(g(a,\n    b)): pass",
    "for x in g(\n    a,\n): pass": "for x in sorted(g(\n    a,\n)): pass",
    'for x in g(a, """\n               b"""): pass': 'for x in sorted(g(a, """\n               b""")): pass',
    "f(\n    set(a),  # one\n)": "f(\n    sorted(set(a)),  # one\n)",
}


@pytest.mark.parametrize("before", WRAPPED)
def test_something_is_put_around_an_expression(before):
    module = module_of(before)
    outer = module.source.tree.body[0]
    node = outer.iter if isinstance(outer, ast.For) else outer.value.args[0]
    assert edited(module, wrapped(node, "sorted(", ")", module)) == WRAPPED[before]


ENCLOSED = {
    "f(a)": "a",
    "f((a))": "(a)",
    "f((a), b)": "(a)",
    "f((a).b)": "a",
    "x = ((a))": "((a))",
    "x = (a) + b": "a",
    "assert not (a)": "(a)",
    "f(k=(a))": "(a)",
    "f(#(\na)": "a",
}


@pytest.mark.parametrize("text", ENCLOSED)
def test_parentheses_that_stand_around_it_alone(text):
    module = module_of(text)
    node = next(one for one in module.nodes if isinstance(one, ast.Name) and one.id == "a")
    if isinstance(module.parent(node), ast.BinOp | ast.Attribute):
        assert text_of(node, module) == "a"
        return
    span = enclosed_span(node, module)
    assert text[span.start : span.end] == ENCLOSED[text]
