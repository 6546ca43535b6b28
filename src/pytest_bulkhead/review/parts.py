"""A file as what stands at its top: functions, classes and variables by their names, and which of them differ."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import NamedTuple

from pytest_bulkhead.checker.source.source import UnreadableError, parse_source

_WORD = re.compile(r"[^\W\d]\w*")
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Part(NamedTuple):
    """One statement at the top of a file, or several that bind one name.

    Args:
        nodes: the statements.
        text: of their lines.
    """

    nodes: tuple[ast.stmt, ...]
    text: str

    @property
    def node(self) -> ast.stmt:
        return self.nodes[0]

    @property
    def words(self) -> frozenset[str]:
        """What it may refer to."""
        return frozenset(_WORD.findall(self.text))

    def means(self, other: Part | None) -> bool:
        """Whether another is the same code, however it is laid out."""
        if other is None or self.text == other.text:
            return other is not None
        return [ast.dump(node) for node in self.nodes] == [ast.dump(node) for node in other.nodes]


@dataclass(frozen=True)
class Parts:
    """The parts of a file.

    Args:
        named: by the name that they bind; what binds none is under the empty one.
        is_readable: whether it is Python that can be parsed.
    """

    named: dict[str, Part]
    is_readable: bool = True

    @classmethod
    def of(cls, data: bytes) -> Parts:
        """Take a file apart."""
        try:
            source = parse_source(data, "", "")
        except UnreadableError:
            return cls({}, is_readable=False)
        lines = source.text.splitlines()
        named: dict[str, Part] = {}
        for statement in source.tree.body:
            first = min((one.lineno for one in getattr(statement, "decorator_list", ())), default=statement.lineno)
            text = "\n".join(lines[first - 1 : statement.end_lineno])
            for name in _bound(statement):
                before = named.get(name, Part((), ""))
                named[name] = Part((*before.nodes, statement), f"{before.text}\n{text}")
        return cls(named)

    def same(self, name: str, other: Parts) -> bool:
        """Whether what bears a name is the same code in another version of the file."""
        here = self.named.get(name)
        return here.means(other.named.get(name)) if here else name not in other.named

    def differing(self, other: Parts) -> frozenset[str]:
        """The names whose parts are not the same in another version of the file, with those that refer to them.

        What is done at the top without a name, and a file that cannot be parsed, has the empty one.
        """
        if not (self.is_readable and other.is_readable):
            return frozenset({""})
        names = self.named.keys() | other.named.keys()
        changed = {name for name in names if not self.same(name, other)}
        return frozenset(changed) | self.referring(changed) | other.referring(changed)

    def referring(self, names: set[str] | frozenset[str]) -> frozenset[str]:
        """The names whose parts refer to some of these, directly or through each other."""
        found: set[str] = set()
        fresh = set(names) - {""}
        while fresh:
            fresh = {
                name
                for name, part in self.named.items()
                if name and name not in found and not fresh.isdisjoint(part.words)
            }
            found |= fresh
        return frozenset(found)


def _bound(statement: ast.stmt) -> list[str]:
    if isinstance(statement, _NAMED):
        return [statement.name]
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return []  # a docstring
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [(one.asname or one.name).split(".")[0] for one in statement.names]
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    return [one.id for one in targets if isinstance(one, ast.Name)] or [""]


def symbols(data: bytes) -> frozenset[str]:
    """The qualified names of all functions and classes of a file, without ``<locals>``."""
    try:
        tree = parse_source(data, "", "").tree
    except UnreadableError:
        return frozenset()
    found: list[str] = []
    pending: list[tuple[ast.AST, str]] = [(tree, "")]
    for node, around in pending:  # grows while it is walked
        for inner in ast.iter_child_nodes(node):
            name = around
            if isinstance(inner, _NAMED):
                name = f"{around}.{inner.name}" if around else inner.name
                found.append(name)
            pending.append((inner, name))
    return frozenset(found)
