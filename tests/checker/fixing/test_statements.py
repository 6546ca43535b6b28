from __future__ import annotations

import ast

import pytest

from pytest_bulkhead.checker.fixing.blocks import freed
from pytest_bulkhead.checker.fixing.statements import put_after, put_before, removed
from tests.checker.fixing.edited import edited, first, module_of


def _calls(module, name):
    return [
        one
        for one in module.nodes
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) and one.value.func.id == name
    ]


REMOVED = {
    "def f():\n    a()\n    go()\n    b()\n": "def f():\n    a()\n    b()\n",
    "def f():\n    go()\n": "def f():\n    pass\n",
    "def f():\n    go()\n    go()\n\n\nx\n": "def f():\n    pass\n\n\nx\n",
    "def f(): go()\n": None,
    "a(); go()\n": None,
    "def f():\n    a()\n\n    go()\n\n\ndef g(): pass\n": "def f():\n    a()\n\n\ndef g(): pass\n",
    "def f():\n    a()\n\n    go()\n    go()\n\n\nx\n": "def f():\n    a()\n\n\nx\n",
    "def f():\n    go()\n\n    a()\n": "def f():\n    a()\n",
    "def f():\n    a()\n\n    go()\n\n    b()\n": "def f():\n    a()\n\n    b()\n",
    "def f():\n    a()\n    go()  # why\n": None,
    "def f():\n    a()\n    # above\n    go()\n    b()\n": None,
    "def f():\n    a()\n\n    go()\n\n    go()\n\n    b()\n": "def f():\n    a()\n\n    b()\n",
    "import a\n\ngo()\n\n\ndef g(): pass\n": "import a\n\n\ndef g(): pass\n",
    "def f():\r\n    a()\r\n\r\n    go()\r\n\r\nx\r\n": "def f():\r\n    a()\r\n\r\nx\r\n",
    "if a:\n\tgo()\nelse:\n\tgo()\n": "if a:\n\tpass\nelse:\n\tpass\n",
    "try:\n    a()\nexcept E:\n    go(\n        1,\n    )\n": "try:\n    a()\nexcept E:\n    pass\n",
    "go()\n": "",
    "a()\ngo()": "a()\n",
}


@pytest.mark.parametrize("before", REMOVED)
def test_statements_are_taken_out_with_their_lines(before):
    module = module_of(before)
    assert edited(module, removed(_calls(module, "go"), module)) == REMOVED[before]


def test_statements_are_put_beside_others_with_their_indentation():
    module = module_of("if a:\r\n\tgo(\r\n\t1)  # why\r\n\tb()\r\n")
    (call,) = _calls(module, "go")
    assert edited(module, put_before(call, ["x()", "y()"], module)).startswith("if a:\r\n\tx()\r\n\ty()\r\n\tgo(")
    assert edited(module, put_after(call, ["x()"], module)).endswith("1)  # why\r\n\tx()\r\n\tb()\r\n")


def test_nothing_is_put_on_a_line_of_others():
    module = module_of("if a: go()\n")
    (call,) = _calls(module, "go")
    assert put_before(call, ["x()"], module) is None
    assert put_after(call, ["x()"], module) is None


def test_before_a_function_is_above_its_decorators():
    module = module_of("@ mark\ndef f(): pass\n")
    assert edited(module, put_before(first(module, ast.FunctionDef), ["x = 1"], module)).startswith("x = 1\n@ mark\n")


FREED = {
    "def f():\n    try:\n        a()\n        b()\n    finally:\n        pass\n    c()\n": (
        "def f():\n    a()\n    b()\n    c()\n"
    ),
    "try:\n    a()\n\n    # last\n\nfinally:\n    pass\nb()\n": "a()\n\n# last\nb()\n",
    "try:\n    # one\n    a(\n        1,\n    )\n\n    b()  # two\nfinally:\n    pass\n": (
        "# one\na(\n    1,\n)\n\nb()  # two\n"
    ),
    'try:\n    a("""\n    kept\n  """)\n    b()\nfinally:\n    pass\n': 'a("""\n    kept\n  """)\nb()\n',
    'try:\n    a(f"""\n    {x}\n  """,\n    2)\nfinally:\n    pass\n': 'a(f"""\n    {x}\n  """,\n2)\n',
    "if x:\n\ttry:\r\n\t\ta()\r\n\tfinally:\r\n\t\tpass\r\n": "if x:\n\ta()\r\n",
    "try:\n    a()\nfinally:  # why\n    pass\n": None,
    "try:\n    a()\nfinally:\n    # why\n    pass\n": None,
    "try:  # why\n    a()\nfinally:\n    pass\n": None,
    "try:\n    a()\nexcept E:\n    pass\nfinally:\n    pass\n": None,
    "try: a()\nfinally: pass\n": None,
    "try:\n    a(1,\n 2)\nfinally:\n    pass\n": None,
    "with x as y:\n    a()\n": "a()\n",
    "with (\n    x as y,\n    z\n):\n    a()\n": None,
}


@pytest.mark.parametrize("before", FREED)
def test_a_block_is_taken_off_its_statements(before):
    module = module_of(before)
    block = next(one for one in module.nodes if isinstance(one, ast.Try | ast.With))
    assert edited(module, freed(block, module)) == FREED[before]
