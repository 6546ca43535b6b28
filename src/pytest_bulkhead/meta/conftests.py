"""The fixtures that a conftest.py defines, by reading it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fixture:
    """One fixture.

    Args:
        name: under which tests ask for it.
        line: of its function.
        autouse: whether it runs without being asked for.
        extends: whether it asks for the one whose place it takes.
    """

    name: str
    line: int
    autouse: bool
    extends: bool


def fixtures_of(path: Path) -> Iterator[Fixture]:
    """Those at the top level of a file, in their order."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError):  # which the checker tells
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if _is_fixture(decorator):
                    yield _fixture(node, decorator)


def twice_in_one_file(fixtures: list[Fixture]) -> Iterator[tuple[Fixture, Fixture]]:
    """Those whose name a later one of the same file takes."""
    first: dict[str, Fixture] = {}
    for fixture in fixtures:
        if fixture.name in first:
            yield first[fixture.name], fixture
        first.setdefault(fixture.name, fixture)


def _is_fixture(decorator: ast.expr) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "fixture" or name.endswith("_fixture")


def _fixture(node: ast.FunctionDef | ast.AsyncFunctionDef, decorator: ast.expr) -> Fixture:
    given = {word.arg: word.value for word in decorator.keywords} if isinstance(decorator, ast.Call) else {}
    named, autouse = given.get("name"), given.get("autouse")
    name = str(named.value) if isinstance(named, ast.Constant) else node.name
    asked = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    always = isinstance(autouse, ast.Constant) and autouse.value is True
    return Fixture(name, node.lineno, always, name in asked)
