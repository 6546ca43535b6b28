"""Values that come out differently in every process: random ones, times, addresses, and what is made of them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.arrays import dimensions, is_single
from pytest_bulkhead.checker.sameness.hashes import Hashes, Hashing
from pytest_bulkhead.checker.sameness.seeds import is_seeded
from pytest_bulkhead.checker.sameness.volatile_sources import (
    FAKES,
    FRESH,
    MAKES_PLAIN,
    NUMPY_NUMBERS,
    PLAIN_ATTRIBUTES,
    PLAIN_METHODS,
    RANDOM,
    RANDOM_NUMBERS,
    SAME_METHODS,
    SOURCES,
    TIME,
)
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import Bound
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results

_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Volatile:
    """That a value differs from process to process.

    Args:
        source: what it comes from, in words.
        plain: it is a text or a number, as they become part of a test's id; not an object with values inside.
        node: the place where it comes from.
        module: the file of that.
    """

    source: str
    plain: bool
    node: ast.AST
    module: Module


class Volatiles:
    """Follows values back to what decides them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.hashes = Hashes(knowledge.names, knowledge.constants)

    def of(self, expression: ast.expr, where: Where, depth: int = 0) -> Volatile | None:
        """How the value of an expression differs from process to process, None when it does not or cannot be told."""
        if depth > _DEPTH:
            return None
        match expression:
            case ast.Call():
                return self._call(expression, where, depth)
            case ast.JoinedStr():
                parts = [one.value for one in expression.values if isinstance(one, ast.FormattedValue)]
                return _made_plain(self._first(parts, where, depth))
            case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str()), right=ast.Tuple(elts=parts)):
                return _made_plain(self._first(parts, where, depth))
            case ast.BinOp(left=left, right=right):
                return self._computed(left, right, where, depth)
            case ast.UnaryOp(operand=operand):
                return self.of(operand, where, depth + 1)
            case ast.Compare(left=left, comparators=others):
                # A moment compared with another time gives the same answer in all processes, as a rule.
                found = self._first([left, *others], where, depth)
                return _made_plain(found) if found and found.source == RANDOM else None
            case ast.IfExp(body=body, orelse=other):
                return self._first([body, other], where, depth)
            case ast.Attribute(attr=attribute, value=value) if attribute in PLAIN_ATTRIBUTES:
                return _made_plain(self.of(value, where, depth + 1)) or self._named(expression, where, depth)
            case ast.Subscript(value=value):
                return self._part(expression, value, where, depth)
            case ast.Name() | ast.Attribute():
                return self._named(expression, where, depth)
        return None

    def items(self, collection: ast.expr, where: Where, width: int = 1) -> Volatile | None:
        """How the items of a collection differ that is drawn as a whole, if they are texts or numbers.

        Args:
            collection: an expression for it.
            where: the place in which its names are looked up.
            width: into how many values each item is taken apart.
        """
        match collection:
            case ast.BinOp(op=ast.Mult() | ast.Add() | ast.Sub(), left=left, right=right):
                return self.items(left, where, width) or self.items(right, where, width)
            case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted" | "set"), args=[inner]):
                return self.items(inner, where, width)
            case ast.Call(func=ast.Attribute(attr="tolist" | "astype", value=inner)):
                return self.items(inner, where, width)
            case ast.Call():
                return self._drawn_items(collection, where, width)
            case ast.Name() | ast.Attribute():
                held = self.names.assigned(collection, where)
                return self.items(*held, width) if held else None
        return None

    def _drawn_items(self, call: ast.Call, where: Where, width: int) -> Volatile | None:
        home, _, name = self.names.dotted(call.func, where).rpartition(".")
        if home == "random" and name in ("sample", "choices") and call.args:
            known = self.hashes.of_items(call.args[0], where) is not Hashing.UNKNOWN
            return self._unseeded(True, call, where) if known else None
        if home == "numpy.random":
            made = name in NUMPY_NUMBERS
        else:
            made = (
                isinstance(call.func, ast.Attribute)
                and call.func.attr in NUMPY_NUMBERS
                and (self._maker(call.func.value, where) == "numpy.random.default_rng")
            )
        name = call.func.attr if isinstance(call.func, ast.Attribute) else name
        if not made or dimensions(call, name) != (2 if width > 1 else 1):
            return None
        return self._unseeded(True, call, where)

    def count(self, collection: ast.expr, where: Where) -> Volatile | None:
        """How the length of a collection differs: ``range(random.randint(1, 9))``."""
        match collection:
            case ast.Call(func=func, args=arguments) if self.names.dotted(func, where) == "builtins.range":
                return self._first(list(arguments), where, 0)
            case ast.Call(func=ast.Name(id="list" | "tuple"), args=[inner]):
                return self.count(inner, where)
            case ast.ListComp(generators=generators) | ast.GeneratorExp(generators=generators):
                return self.count(generators[0].iter, where)
            case ast.BinOp(op=ast.Mult(), left=ast.List() | ast.Tuple(), right=right):
                return self.of(right, where)
        return None

    def _first(self, parts: list[ast.expr], where: Where, depth: int) -> Volatile | None:
        found = (self.of(part, where, depth + 1) for part in parts)
        return next((one for one in found if one), None)

    def _computed(self, left: ast.expr, right: ast.expr, where: Where, depth: int) -> Volatile | None:
        sides = [self.of(one, where, depth + 1) for one in (left, right)]
        found = next((one for one in sides if one), None)
        if found is None or all(sides):
            # Of two times only the difference is left, which is next to nothing.
            return found if found and found.source != TIME else None
        text = isinstance(left, ast.JoinedStr) or isinstance(self.knowledge.constants.value(left, where), str)
        return _made_plain(found) if text else found

    def _call(self, call: ast.Call, where: Where, depth: int) -> Volatile | None:
        referent = self.names.refer(call.func, where)
        dotted = referent.dotted if referent else ""
        if dotted in SOURCES:
            source, plain = SOURCES[dotted]
            return self._found(source, plain, call, where)
        if dotted == "time.strftime" and len(call.args) == 1:
            return self._found(TIME, True, call, where)
        if dotted in MAKES_PLAIN:
            return _made_plain(self._first(list(call.args), where, depth))
        drawn = self._drawn(call, dotted, where)
        if drawn is not None:
            return drawn
        if isinstance(call.func, ast.Attribute):
            found = self._method(call, call.func, where, depth)
            if found is not None:
                return found
        return self._returned(call, where, depth)

    def _drawn(self, call: ast.Call, dotted: str, where: Where) -> Volatile | None:
        """What a generator of random numbers gives out."""
        home, _, name = dotted.rpartition(".")
        if home == "random" and name in RANDOM_NUMBERS:
            return self._unseeded(True, call, where)
        if home in ("random", "secrets", "numpy.random") and name == "choice" and call.args:
            if len(call.args) > 1 or call.keywords:
                return None
            known = self.hashes.of_items(call.args[0], where) is not Hashing.UNKNOWN
            return self._unseeded(True, call, where, always=home == "secrets") if known else None
        if home == "random" and name in ("choices", "sample"):
            return self._unseeded(False, call, where)
        if home == "numpy.random" and name in NUMPY_NUMBERS:
            return self._unseeded(is_single(call, name), call, where)
        return self._of_generator(call, where)

    def _of_generator(self, call: ast.Call, where: Where) -> Volatile | None:
        """``Random().random()``, ``default_rng().integers(9)``, ``Faker().name()``: generators without a seed."""
        if not isinstance(call.func, ast.Attribute):
            return None
        name = call.func.attr
        if name not in RANDOM_NUMBERS and name not in NUMPY_NUMBERS and name not in FAKES:
            return None
        made = self._maker(call.func.value, where)
        if made == "faker.Faker" and name in FAKES:
            return self._unseeded(True, call, where)
        if made in ("random.Random", "random.SystemRandom") and name in RANDOM_NUMBERS:
            return self._found(RANDOM, True, call, where)
        if made == "numpy.random.default_rng" and name in NUMPY_NUMBERS and is_single(call, name):
            return self._found(RANDOM, True, call, where)
        return None

    def _maker(self, generator: ast.expr, where: Where) -> str:
        """What a generator is made by, empty when it is given a seed."""
        if isinstance(generator, (ast.Name, ast.Attribute)):
            held = self.names.assigned(generator, where)
            if held is None:
                return ""
            generator, where = held
        if not isinstance(generator, ast.Call):
            return ""
        dotted = self.names.dotted(generator.func, where)
        return dotted if dotted.endswith("Faker") or not (generator.args or generator.keywords) else ""

    def _method(self, call: ast.Call, called: ast.Attribute, where: Where, depth: int) -> Volatile | None:
        if called.attr in PLAIN_METHODS:
            found = self.of(called.value, where, depth + 1)
            if found is not None:
                stays = called.attr == "replace" and not found.plain
                return found if stays else _made_plain(found)
            if called.attr in ("join", "format") and call.args:
                return _made_plain(self._first(_joined(call.args), where, depth))
        return self.of(called.value, where, depth + 1) if called.attr in SAME_METHODS else None

    def _part(self, whole: ast.Subscript, value: ast.expr, where: Where, depth: int) -> Volatile | None:
        key = whole.slice.value if isinstance(whole.slice, ast.Constant) else None
        held = self.names.assigned(value, where)
        if held and isinstance(held[0], ast.Dict) and key is not None:
            for one, item in zip(held[0].keys, held[0].values, strict=True):
                if isinstance(one, ast.Constant) and one.value == key:
                    return self.of(item, held[1], depth + 1)
            return None
        found = self.of(value, where, depth + 1)
        if found and (found.plain or found.source == FRESH):
            return _made_plain(found)
        return None

    def _named(self, name: ast.Name | ast.Attribute, where: Where, depth: int) -> Volatile | None:
        looped = self.knowledge.constants.loop(name, where)
        if looped:
            loop, place = looped
            over = loop.value
            if over is None:
                return None
            drawn = self.items(over, place, 2 if loop.path else 1)
            inner = over.elt if isinstance(over, (ast.ListComp, ast.GeneratorExp)) and not loop.path else None
            return drawn or (self.of(inner, place, depth + 1) if inner is not None else None)
        referent = self.names.refer(name, where)
        binding = referent.binding if referent else None
        if referent is None or referent.where is None or binding is None or binding.kind is not Bound.VALUE:
            return None
        value = binding.value
        for position in binding.path:
            if isinstance(value, ast.Call) and self.names.dotted(value.func, referent.where) == "tempfile.mkstemp":
                return _made_plain(self.of(value, referent.where, depth + 1)) if position == 1 else None
            if not isinstance(value, (ast.Tuple, ast.List)) or position >= len(value.elts):
                return None
            value = value.elts[position]
        return self.of(value, referent.where, depth + 1) if value is not None else None

    def _returned(self, call: ast.Call, where: Where, depth: int) -> Volatile | None:
        """What a helper of the test code gives back."""
        helper = self.knowledge.helper(call, where)
        if helper is None or helper.is_generator or helper.node.decorator_list:
            return None
        values = list(results(helper))
        inside = self.knowledge.inside(helper, call, where)
        return self.of(values[0], inside, depth + 1) if len(values) == 1 else None

    def _unseeded(self, plain: bool, call: ast.Call, where: Where, always: bool = False) -> Volatile | None:
        if not always and is_seeded(where, self.knowledge.index):
            return None
        return self._found(RANDOM, plain, call, where)

    def _found(self, source: str, plain: bool, node: ast.AST, where: Where) -> Volatile:
        return Volatile(source, plain, node, where.module)


def _made_plain(found: Volatile | None) -> Volatile | None:
    return replace(found, plain=True) if found else None


def _joined(arguments: list[ast.expr]) -> list[ast.expr]:
    """What ``join`` and ``format`` take in, the items of a comprehension among them."""
    return [one.elt if isinstance(one, (ast.ListComp, ast.GeneratorExp)) else one for one in arguments]
