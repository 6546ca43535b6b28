"""Files that nobody has written: bytes at random, and our own cases cut up and put together anew."""

from __future__ import annotations

import ast
import copy
import textwrap

from hypothesis import strategies as st

from pytest_bulkhead.checker.registry import all_rules
from tests.checker.case_files import MARK

NAMES = ("test_it.py", "conftest.py", "helpers.py")
FRAMES = (
    "def test_it(app, helper=1):",
    "def test_it(self, *args, **kwargs) -> None:  # noqa",
    "async def test_it():",
    "@pytest.fixture\ndef it(request):",
    "@pytest.fixture(scope='session', autouse=True)\ndef it():",
    "@pytest.mark.parametrize('a', KEYS)\ndef test_it(a): pass\nclass TestIt:",
    "class TestIt(unittest.TestCase):\n def setUp(self):",
    "class TestIt(unittest.TestCase):\n @classmethod\n def setUpClass(cls):",
    "if __name__ == '__main__':",
    "if os.name == 'nt':",
    "for name in KEYS:",
    "while True:",
    "with manager() as it:",
    "try:\n pass\nexcept KeyError: pass\nfinally:",
    "match KEYS:\n case [first, *_] if first:",
    "def pytest_configure(config):",
    "lambda: 0\ndef helper():",
)
SIGNS = (b"\n", b"\r", b"\t", b"\x0c", b"(", b"'", b"#")
HEAD = "import os, sys, pytest, unittest\nfrom unittest import mock\nfrom unittest.mock import patch\n"


def _texts() -> list[str]:
    cases = [case for rule in all_rules() for kind in (rule.bad, rule.strict_bad, rule.good) for case in kind.values()]
    files = [text for case in cases for text in ([case] if isinstance(case, str) else case.values())]
    return [text.replace(f"  {MARK}", "") for text in files]


def _fixable() -> list[str]:
    cases = [{**rule.bad, **rule.strict_bad}[name] for rule in all_rules() for name in rule.fixed]
    return [case.replace(f"  {MARK}", "") for case in cases if isinstance(case, str)]


def _trees(texts: list[str]) -> list[ast.Module]:
    found = []
    for text in texts:
        try:
            found.append(ast.parse(text))
        except SyntaxError:
            continue  # what a case keeps beside its tests, such as settings
    return [tree for tree in found if tree.body]


def _source(statement: ast.stmt, lines: list[str]) -> str:
    first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
    return textwrap.dedent("\n".join(lines[first - 1 : statement.end_lineno]))


TEXTS = _texts()
TREES = _trees(TEXTS)
FIXABLE = _trees(_fixable())
NODES = [node for tree in TREES for node in ast.walk(tree)]
EXPRESSIONS = [node for node in NODES if isinstance(node, ast.expr) and not isinstance(node, ast.Starred | ast.Slice)]
STATEMENTS = [node for node in NODES if isinstance(node, ast.stmt)]
PIECES = sorted({
    _source(node, text.splitlines())
    for text in TEXTS
    if "\ndef " in text or "class " in text
    for node in ast.walk(ast.parse(text))
    if isinstance(node, ast.stmt)
})  # fmt: skip


@st.composite
def stacked(draw: st.DrawFn) -> str:
    """Statements as they are written, in whatever may stand around them."""
    pieces = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4)
    parts = [HEAD, *draw(st.lists(st.sampled_from(PIECES), max_size=3))]
    for _ in range(draw(st.integers(1, 3))):
        body = "\n".join(draw(pieces))
        for frame in draw(st.lists(st.sampled_from(FRAMES), max_size=3)):
            depth = len(frame.splitlines()[-1]) - len(frame.splitlines()[-1].lstrip())
            body = f"{frame}\n{textwrap.indent(body, ' ' * (depth + draw(st.sampled_from([1, 4]))))}"
        parts.append(body)
    text = draw(st.sampled_from(["\n", "\n\n", "\n\n\n", "\n# why\n", "\n\x0c\n"])).join(parts)
    return text + draw(st.sampled_from(["\n", "", "  # end", "\n\n\\\n"]))


@st.composite
def crossed(draw: st.DrawFn) -> str:
    """Cases in which some expressions and statements come from others."""
    trees = draw(
        st.lists(st.sampled_from(FIXABLE), min_size=1, max_size=3) | st.sampled_from(TREES).map(lambda one: [one])
    )
    tree = ast.Module([copy.deepcopy(statement) for one in trees for statement in one.body], [])
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.sampled_from([node for node in ast.walk(tree) if any(_slots(node))]))
        name, position = draw(st.sampled_from(_slots(place)))
        held = getattr(place, name)
        if position is None:
            setattr(place, name, copy.deepcopy(draw(st.sampled_from(EXPRESSIONS))))
        else:
            pool = STATEMENTS if isinstance(held[position], ast.stmt) else EXPRESSIONS
            held[position] = copy.deepcopy(draw(st.sampled_from(pool)))
    try:
        return ast.unparse(tree) + "\n"
    except (ValueError, TypeError, AttributeError):
        return ""  # not everything can stand everywhere


def _slots(node: ast.AST) -> list[tuple[str, int | None]]:
    """Where something else can stand in a node: a field, with a position if it is a list."""
    found: list[tuple[str, int | None]] = []
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.expr):
            found.append((name, None))
        elif isinstance(value, list):
            found.extend((name, position) for position, one in enumerate(value) if isinstance(one, ast.expr | ast.stmt))
    return found


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The bytes of a case, some of which are others."""
    data = draw(st.sampled_from(["", "\ufeff", "# -*- coding: latin-1 -*-\n"])) + draw(st.sampled_from(TEXTS))
    whole = bytearray(data.encode())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(whole)))
        stop = start + draw(st.integers(0, 3))
        whole[start:stop] = draw(
            st.binary(max_size=3) | st.sampled_from([b"\n", b"\r", b"\t", b"\x0c", b"(", b"'", b"#"])
        )
    return bytes(whole)


@st.composite
def python(draw: st.DrawFn) -> bytes:
    """Mostly valid Python, with any line ends."""
    text = draw(stacked() | crossed())
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))).encode()
