"""Whether the order of a set is the same in every process: that of numbers is, that of texts and classes is not."""

from __future__ import annotations

import ast
import builtins
import enum
from types import EllipsisType

from pytest_bulkhead.checker.meaning.constants import UNKNOWN, Constants
from pytest_bulkhead.checker.meaning.names import Names, Referent, Where

_DEPTH = 6
_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.Flag"})
_INT_ENUMS = frozenset({"enum.IntEnum", "enum.IntFlag", "builtins.int"})
_TEXT_CALLS = frozenset({
    "builtins.str", "builtins.repr", "builtins.ascii", "builtins.format", "builtins.bytes", "builtins.chr",
    "builtins.hex", "builtins.type", "builtins.object", "os.path.join", "os.path.basename", "os.path.dirname",
    "os.path.splitext", "os.path.abspath", "pathlib.Path", "pathlib.PurePath", "pathlib.PurePosixPath",
    "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta", "re.compile",
})  # fmt: skip
_NUMBER_CALLS = frozenset({
    "builtins.int", "builtins.float", "builtins.bool", "builtins.len", "builtins.ord", "builtins.abs", "builtins.round",
    "builtins.sum", "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "ipaddress.ip_address",
})  # fmt: skip
_TEXT_METHODS = frozenset({
    "lower", "upper", "strip", "lstrip", "rstrip", "replace", "join", "title", "capitalize", "removeprefix",
    "removesuffix", "encode", "decode", "isoformat", "strftime", "casefold", "with_suffix", "relative_to", "group",
})  # fmt: skip
_TEXT_ATTRIBUTES = frozenset({"__name__", "__qualname__", "__doc__", "stem", "suffix"})
_SAME_ITEMS = frozenset({
    "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted", "builtins.iter",
    "builtins.reversed", "builtins.dict",
})  # fmt: skip
_SET_METHODS = frozenset({"union", "difference", "intersection", "symmetric_difference", "copy", "keys"})
# Whole numbers under names: what they hold makes no difference to their order.
_NUMBERED = ("http.HTTPStatus", "http.client", "socket", "signal", "errno", "stat", "logging", "ssl", "select", "os")


class Hashing(enum.Enum):
    """How the items of a set are put in order."""

    FIXED = enum.auto()
    VARIES = enum.auto()
    UNKNOWN = enum.auto()


class Hashes:
    """Tells from their source by what things are hashed."""

    def __init__(self, names: Names, constants: Constants) -> None:
        self.names = names
        self.constants = constants

    def of_items(self, collection: ast.expr, where: Where, depth: int = 0) -> Hashing:
        """What is known of the items of a collection."""
        if depth > _DEPTH:
            return Hashing.UNKNOWN
        match collection:
            case ast.Constant(value=str() | bytes()):
                return Hashing.VARIES
            case ast.Set() | ast.List() | ast.Tuple():
                return self._any(collection.elts, where, depth)
            case ast.Dict():
                return self._any([key for key in collection.keys if key], where, depth)
            case ast.SetComp() | ast.ListComp() | ast.GeneratorExp():
                return self._made(collection, where, depth)
            case ast.DictComp():
                return self.of(collection.key, where, depth + 1)
            case ast.BinOp(left=left, right=right):
                return _mixed([self.of_items(one, where, depth + 1) for one in (left, right)])
            case ast.Call():
                return self._items_of_call(collection, where, depth)
            case ast.Name() | ast.Attribute():
                return self._items_of_name(collection, where, depth)
            case _:
                return Hashing.UNKNOWN

    def of(self, item: ast.expr, where: Where, depth: int = 0) -> Hashing:
        """What is known of one item."""
        if depth > _DEPTH:
            return Hashing.UNKNOWN
        match item:
            case ast.JoinedStr() | ast.Lambda():
                return Hashing.VARIES
            case ast.Constant(value=value) if not isinstance(value, str | bytes):
                return Hashing.FIXED
            case ast.Tuple():
                return self._any(item.elts, where, depth)
            case ast.BinOp(op=ast.Mult(), left=ast.Tuple() as repeated):
                return self.of(repeated, where, depth + 1)
            case ast.Subscript(value=ast.Name() as name):
                return self._of_part(item, name, where, depth)
            case ast.UnaryOp(operand=operand):
                return self.of(operand, where, depth + 1)
            case ast.Starred(value=value):
                return self.of_items(value, where, depth + 1)
            case ast.Call(func=ast.Attribute(attr=method)) if method in _TEXT_METHODS:
                return Hashing.VARIES
            case ast.Attribute(attr=attribute) if attribute in _TEXT_ATTRIBUTES:
                return Hashing.VARIES
            case ast.Call():
                return self._of_call(item, where, depth)
        known = self.constants.value(item, where)
        if isinstance(known, str | bytes):
            return Hashing.VARIES
        if known is not UNKNOWN:
            return Hashing.FIXED
        return self._of_name(item, where, depth) if isinstance(item, (ast.Name, ast.Attribute)) else Hashing.UNKNOWN

    def _made(self, made: ast.SetComp | ast.ListComp | ast.GeneratorExp, where: Where, depth: int) -> Hashing:
        found = self.of(made.elt, where, depth + 1)
        if found is not Hashing.UNKNOWN:
            return found
        # What is computed from numbers is numbers, as a rule.
        sources = {self.of_items(one.iter, where, depth + 1) for one in made.generators}
        return Hashing.FIXED if sources == {Hashing.FIXED} else Hashing.UNKNOWN

    def _any(self, items: list[ast.expr], where: Where, depth: int) -> Hashing:
        return _mixed([self.of(one, where, depth + 1) for one in items])

    def _of_part(self, part: ast.Subscript, name: ast.Name, where: Where, depth: int) -> Hashing:
        """A part of each of the tuples that a loop goes over: ``key[1:] for key in {("a", 1): …}``."""
        looped = self.constants.loop(name, where)
        items = self.constants.items(looped[0].value, looped[1]) if looped and looped[0].value else None
        if not items or not looped:
            return Hashing.UNKNOWN
        found: list[ast.expr] = []
        for item in items:
            parts = _taken(item, part.slice)
            if parts is None:
                return Hashing.UNKNOWN
            found.extend(parts)
        return self._any(found, looped[1], depth)

    def _of_call(self, call: ast.Call, where: Where, depth: int) -> Hashing:
        referent = self.names.refer(call.func, where)
        if referent is None:
            return Hashing.UNKNOWN
        if referent.dotted in _TEXT_CALLS:
            return Hashing.VARIES
        if referent.dotted in _NUMBER_CALLS:
            return Hashing.FIXED
        if referent.dotted in ("builtins.frozenset", "builtins.tuple") and call.args:
            return self.of_items(call.args[0], where, depth + 1)
        return Hashing.UNKNOWN

    def _of_name(self, item: ast.Name | ast.Attribute, where: Where, depth: int) -> Hashing:
        looped = self.constants.loop(item, where)
        if looped:
            binding, place = looped
            if binding.value is None or binding.path:
                return Hashing.UNKNOWN
            return self.of_items(binding.value, place, depth + 1)
        referent = self.names.refer(item, where)
        if referent is None:
            return Hashing.UNKNOWN
        if isinstance(referent.node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or _is_builtin_class(
            referent
        ):
            return Hashing.VARIES
        if referent.is_external and referent.dotted.rpartition(".")[0].startswith(_NUMBERED):
            return Hashing.FIXED
        if isinstance(item, ast.Attribute):
            owner = self.names.refer(item.value, where)
            return self._of_members(owner) if owner else Hashing.UNKNOWN
        return Hashing.UNKNOWN

    def _of_members(self, cls: Referent) -> Hashing:
        """What is known of the members of an enum."""
        if not isinstance(cls.node, ast.ClassDef):
            return Hashing.UNKNOWN
        bases = {base.dotted for base in self.names.bases(cls)}
        if not bases.isdisjoint(_INT_ENUMS):
            return Hashing.FIXED
        return Hashing.UNKNOWN if bases.isdisjoint(_ENUMS) else Hashing.VARIES

    def _items_of_call(self, call: ast.Call, where: Where, depth: int) -> Hashing:
        dotted = self.names.dotted(call.func, where)
        if dotted == "builtins.range":
            return Hashing.FIXED
        if dotted in _SAME_ITEMS:
            return self.of_items(call.args[0], where, depth + 1) if call.args else Hashing.FIXED
        if isinstance(call.func, ast.Attribute) and call.func.attr in _SET_METHODS:
            return _mixed([self.of_items(one, where, depth + 1) for one in (call.func.value, *call.args)])
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("split", "splitlines", "rsplit"):
            return Hashing.VARIES
        return Hashing.UNKNOWN

    def _items_of_name(self, name: ast.Name | ast.Attribute, where: Where, depth: int) -> Hashing:
        held = self.names.assigned(name, where)
        if held:
            return self.of_items(*held, depth + 1)
        referent = self.names.refer(name, where)
        if referent is None or referent.dotted.startswith("string."):
            return Hashing.VARIES if referent else Hashing.UNKNOWN
        return self._of_members(referent)


def _mixed(parts: list[Hashing]) -> Hashing:
    """Of several kinds of items: one that varies is enough."""
    if Hashing.VARIES in parts:
        return Hashing.VARIES
    return Hashing.UNKNOWN if Hashing.UNKNOWN in parts else Hashing.FIXED


def _taken(item: ast.expr, index: ast.expr) -> list[ast.expr] | None:
    """What an index or slice takes from a tuple that is written down."""
    if not isinstance(item, (ast.Tuple, ast.List)):
        return None
    if isinstance(index, ast.Constant) and isinstance(index.value, int):
        return [item.elts[index.value]] if -len(item.elts) <= index.value < len(item.elts) else None
    if not isinstance(index, ast.Slice) or index.step is not None:
        return None
    start, stop = _end(index.lower), _end(index.upper)
    return None if start is ... or stop is ... else item.elts[start:stop]


def _end(bound: ast.expr | None) -> int | EllipsisType | None:
    """One end of a slice, ``...`` where it cannot be told."""
    if bound is None:
        return None
    return bound.value if isinstance(bound, ast.Constant) and isinstance(bound.value, int) else ...


def _is_builtin_class(referent: Referent) -> bool:
    return referent.dotted.startswith("builtins.") and isinstance(
        getattr(builtins, referent.dotted.removeprefix("builtins."), None), type
    )
