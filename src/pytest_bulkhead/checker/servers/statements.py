"""What an SQL statement in test code does, and to what: read from texts, f-strings and expressions of SQLAlchemy."""

from __future__ import annotations

import ast
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import Likeness, Sameness, combined
from pytest_bulkhead.checker.servers.connection import last_name
from pytest_bulkhead.checker.source.module import Module

_DEPTH = 6
# Stands for what is put into a text when it runs.
_HOLE = "\ufffc"
_WRAPPERS = frozenset({"text", "DDL", "SQL", "Composed", "dedent", "literal_column", "str", "cleandoc"})
_KEPT = frozenset({"format", "strip", "bindparams", "execution_options", "returning", "values", "as_string", "columns"})
_CONDITIONS = frozenset({"where", "filter", "filter_by", "whereclause"})
_TABLE = r"(?:if\s+(?:not\s+)?exists\s+)?(?:only\s+)?[\"`\[]?([\w.\"`\ufffc]+)"
_THINGS = "table|schema|database|type|view|materialized view|index|unique index|sequence|function|role|user|trigger"
_PATTERNS = (
    ("create", re.compile(rf"create\s+(?:or\s+replace\s+)?(?:unlogged\s+)?({_THINGS})\s+{_TABLE}")),
    ("drop", re.compile(rf"drop\s+(table|schema|database|type|view|materialized view|sequence|role|user)\s+{_TABLE}")),
    ("truncate", re.compile(rf"truncate\s+(?:table\s+)?(){_TABLE}")),
    ("delete", re.compile(rf"delete\s+from\s+(){_TABLE}")),
    ("change", re.compile(rf"(?:insert\s+(?:ignore\s+)?into|replace\s+into|update|merge\s+into)\s+(){_TABLE}")),
)
_BUILDERS = {
    "delete": "delete", "insert": "change", "update": "change", "CreateSchema": "create", "CreateTable": "create",
    "DropSchema": "drop", "DropTable": "drop",
}  # fmt: skip
# What only the connection that made it sees.
_TEMPORARY = re.compile(
    r"create\s+(?:(?:local|global)\s+)?temp(?:orary)?\s+table\s+(?:if\s+not\s+exists\s+)?[\"`]?(\w+)"
)
_SEARCH_PATH = re.compile(r"search_path|^\s*(?:set\s+schema|use)\b")


def temporary_tables(module: Module) -> frozenset[str]:
    """The names of the temporary tables that a file creates."""
    if "temporary tables" not in module.memo:
        found = frozenset(_TEMPORARY.findall(module.source.text.lower()))
        module.memo["temporary tables"] = found
    tables: frozenset[str] = module.memo["temporary tables"]
    return tables


class Verb(enum.Enum):
    """What a statement does."""

    CREATE = "create"
    DROP = "drop"
    TRUNCATE = "truncate"
    DELETE = "delete"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Args:
        thing: the name of what it is done to, empty where that is no plain name.
        sameness: whether that name, and the condition where there is one, is the same in every worker.
        kind: what sort of thing is created or dropped.
        whole: nothing limits which rows are meant.
    """

    verb: Verb
    thing: str
    sameness: Sameness
    kind: str = ""
    whole: bool = True


@dataclass(slots=True)
class _Read:
    """A text with holes, and what fills them."""

    text: str = ""
    holes: list[tuple[ast.expr, Where]] = field(default_factory=list)
    sameness: list[Sameness] = field(default_factory=list)
    is_known: bool = True


class Statements:
    """Reads the statements that calls execute."""

    def __init__(self, likeness: Likeness) -> None:
        self.likeness = likeness
        self.names = likeness.names

    def of(self, expression: ast.expr, where: Where, parameters: list[ast.expr]) -> list[Statement]:
        """The statements that an argument of `execute` stands for; none when that cannot be read.

        What is done to temporary tables of the same file is left out.
        """
        own = temporary_tables(where.module)
        return [one for one in self._of(expression, where, parameters) if one.thing not in own]

    def _of(self, expression: ast.expr, where: Where, parameters: list[ast.expr]) -> list[Statement]:
        built = self._built(expression, where, 0)
        if built is not None:
            return [built]
        read = self._read(expression, where, 0)
        if not read.is_known:
            return []
        return list(self._in_text(read, parameters, where))

    def turns_elsewhere(self, expression: ast.expr, where: Where) -> bool:
        """Whether a statement chooses the schema for those that follow, by a name that the workers may not share."""
        read = self._read(expression, where, 0)
        if not read.is_known or not _SEARCH_PATH.search(read.text.lower()):
            return False
        return not self._filled(read).is_shared

    def _in_text(self, read: _Read, parameters: list[ast.expr], where: Where) -> Iterator[Statement]:
        for part in _without_comments(read.text).lower().split(";"):
            part = " ".join(part.split())
            for verb, pattern in _PATTERNS:
                match = pattern.match(part)
                if match is None:
                    continue
                filled = self._filled(read) if _HOLE in part else Sameness.FIXED
                has_condition = verb == "delete" and " where " in part
                if has_condition and (parameters or _HOLE in part.partition(" where ")[2]):
                    filled = combined([filled, self.likeness.of_all(parameters, where)])
                yield Statement(Verb(verb), match[2].strip('"`[]'), filled, match[1], not has_condition)

    def _filled(self, read: _Read) -> Sameness:
        return combined([*read.sameness, *(self.likeness.of(hole, home) for hole, home in read.holes)])

    def _built(self, expression: ast.expr, where: Where, depth: int) -> Statement | None:
        """What is built by functions: ``delete(User).where(User.name == "x")``, ``users.insert()``."""
        conditions: list[ast.expr] = []
        while depth < _DEPTH:
            if isinstance(expression, ast.Name):
                found = self.likeness.origins.of(expression, where)
                if len(found) != 1 or not isinstance(found[0].node, ast.Call):
                    return None
                expression, where = found[0]
                depth += 1
                continue
            if not isinstance(expression, ast.Call):
                return None
            last = last_name(expression.func)
            verb = _BUILDERS.get(last)
            if verb and self._is_builder(expression, where):
                subject = expression.args[0] if expression.args else getattr(expression.func, "value", None)
                return self._built_on(verb, subject, conditions, where)
            if not isinstance(expression.func, ast.Attribute) or last not in (_CONDITIONS | _KEPT):
                return None
            if last in _CONDITIONS:
                conditions.extend([*expression.args, *(one.value for one in expression.keywords)])
            expression = expression.func.value
            depth += 1
        return None

    def _is_builder(self, call: ast.Call, where: Where) -> bool:
        root = self.names.dotted(call.func, where).partition(".")[0]
        if root in ("sqlalchemy", "sqlmodel"):
            return bool(call.args)
        return isinstance(call.func, ast.Attribute) and not call.args  # `users.delete()` of a table

    def _built_on(self, verb: str, subject: ast.expr | None, conditions: list[ast.expr], where: Where) -> Statement:
        thing = ast.unparse(subject) if subject is not None else ""
        if isinstance(subject, ast.Constant):
            thing = str(subject.value)
        compared = [side for one in conditions for side in _compared(one)]
        limits = self.likeness.of_all(compared, where) if conditions else Sameness.FIXED
        own = self.likeness.of(subject, where) if verb in ("create", "drop") and subject is not None else Sameness.FIXED
        return Statement(Verb(verb), thing, combined([limits, own]), "", not conditions)

    def _read(self, expression: ast.expr, where: Where, depth: int) -> _Read:
        read = _Read()
        self._add(expression, where, read, depth)
        return read

    def _add(self, expression: ast.expr, where: Where, read: _Read, depth: int) -> None:
        match expression:
            case _ if depth > _DEPTH:
                read.is_known = False
            case ast.Constant(value=str() as text):
                read.text += text
            case ast.JoinedStr(values=values):
                for part in values:
                    self._add_part(part, where, read, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self._add(left, where, read, depth + 1)
                self._add_part(right, where, read, depth)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                self._add(left, where, read, depth + 1)
                read.text = re.sub(r"%\(?\w*\)?[sd]", _HOLE, read.text)
                read.holes.append((right, where))
            case ast.Await(value=inner):
                self._add(inner, where, read, depth + 1)
            case ast.Call() if last_name(expression.func) in _WRAPPERS and expression.args:
                self._add(expression.args[0], where, read, depth + 1)
            case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in _KEPT:
                self._add(inner, where, read, depth + 1)
                if method == "format":
                    read.text = re.sub(r"\{\w*\}", _HOLE, read.text)
                    read.holes += [(one, where) for one in _arguments(expression)]
            case ast.Name() | ast.Attribute() | ast.Call():
                self._follow(expression, where, read, depth)
            case _:
                read.is_known = False

    def _add_part(self, part: ast.expr, where: Where, read: _Read, depth: int) -> None:
        """A piece of a text: written out where it is known, a hole where it is not."""
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        value = self.likeness.knowledge.constants.value(inner, where)
        if isinstance(value, str):
            read.text += value
            read.sameness.append(self.likeness.of(inner, where))
        else:
            read.text += _HOLE
            read.holes.append((inner, where))

    def _follow(self, expression: ast.expr, where: Where, read: _Read, depth: int) -> None:
        found = self.likeness.origins.of(expression, where)
        if len(found) != 1 or found[0].node is expression or isinstance(found[0].node, (ast.Name, ast.Attribute)):
            read.is_known = False
            return
        self._add(found[0].node, found[0].where, read, depth + 1)


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _compared(condition: ast.expr) -> Iterator[ast.expr]:
    """What a condition compares a column with."""
    match condition:
        case ast.Compare(comparators=sides):
            yield from sides
        case ast.Call(func=ast.Attribute(), args=args) if args:
            yield from args
        case ast.BinOp(left=left, right=right):
            yield from _compared(left)
            yield from _compared(right)
        case _:
            yield condition


def _without_comments(text: str) -> str:
    return re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
