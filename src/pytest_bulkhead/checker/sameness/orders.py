"""Whether what code goes over comes in the same order in every process: not from sets and folders."""

from __future__ import annotations

import ast
import enum
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.flow.branches import is_passed_over
from pytest_bulkhead.checker.flow.filling import (
    extends,
    fills,
    is_chain,
    is_empty_dict,
    is_filled_besides,
    is_sorted_later,
    is_yield,
    picks_one_kind,
    sorts_inside,
)
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.hashes import Hashes, Hashing
from pytest_bulkhead.checker.sameness.path_objects import is_path_object
from pytest_bulkhead.checker.sameness.volatile import Volatiles
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode, Scope
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results

_DEPTH = 8
_NAMES = frozenset({"os.listdir", "glob.glob", "glob.iglob"})
_ENTRIES = frozenset({"os.scandir", "os.walk", "os.fwalk"})
_FIRST = frozenset({
    "builtins.list", "builtins.tuple", "builtins.iter", "builtins.reversed", "builtins.enumerate", "builtins.dict",
    "itertools.islice", "itertools.chain.from_iterable", "itertools.permutations", "itertools.combinations",
    "itertools.combinations_with_replacement", "itertools.groupby", "itertools.repeat", "builtins.dict.fromkeys",
    "collections.OrderedDict", "numpy.array", "copy.copy",
})  # fmt: skip
_ALL = frozenset({"builtins.zip", "itertools.product", "itertools.chain", "itertools.zip_longest"})
_LATER = frozenset({"builtins.map", "builtins.filter", "itertools.filterfalse", "itertools.starmap"})
_SETS = frozenset({"builtins.set", "builtins.frozenset"})
_SET_METHODS = frozenset({"union", "difference", "intersection", "symmetric_difference"})
_SET_OPERATORS = (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)
_SAME = frozenset({"items", "keys", "values", "copy"})


class Loss(enum.Enum):
    """Where an order gets lost: in a set, in names or paths of a folder, or in its entries."""

    SET = enum.auto()
    NAMES = enum.auto()
    ENTRIES = enum.auto()


@dataclass(frozen=True, slots=True)
class Disorder:
    """That an order differs from process to process.

    Args:
        text: what is gone over, in words.
        node: the place where the order gets lost.
        module: the file of that.
        is_partial: whether it is so for only some of the items.
    """

    loss: Loss
    text: str
    node: ast.expr
    module: Module
    is_partial: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether the order is the file system's, so that it differs between machines and over time."""
        return self.loss in (Loss.NAMES, Loss.ENTRIES)


class Orders:
    """Follows collections back to where their order comes from."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.hashes = Hashes(knowledge.names, knowledge.constants)
        self.volatiles = Volatiles(knowledge)
        self._rebinding: set[tuple[Scope, str]] = set()

    def disorder(self, expression: ast.expr, where: Where, depth: int = 0) -> Disorder | None:
        """What makes the order of an iterable differ, None when nothing does or it cannot be told."""
        if depth > _DEPTH:
            return None
        match expression:
            case ast.Set() | ast.SetComp():
                return self._set(expression, where)
            case ast.ListComp() | ast.GeneratorExp() | ast.DictComp():
                found = self._first([one.iter for one in expression.generators], where, depth)
                return None if found and found.is_partial and picks_one_kind(expression) else found
            case ast.List() | ast.Tuple():
                starred = [one.value for one in expression.elts if isinstance(one, ast.Starred)]
                return self._first(starred, where, depth)
            case ast.BinOp(op=operator) if isinstance(operator, _SET_OPERATORS):
                return self._set(expression, where) if self._is_set(expression, where, depth) else None
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._first([left, right], where, depth)
            case ast.IfExp(body=body, orelse=other):
                return self._first([body, other], where, depth)
            case ast.BoolOp(values=values):
                return self._first(values, where, depth)
            case ast.Subscript(value=value, slice=ast.Slice()) | ast.NamedExpr(value=value):
                return self.disorder(value, where, depth + 1)
            case ast.Call():
                return self._call(expression, where, depth)
            case ast.Name() | ast.Attribute():
                return self._named(expression, where, depth)
        return None

    def _first(self, parts: list[ast.expr], where: Where, depth: int) -> Disorder | None:
        found = (self.disorder(part, where, depth + 1) for part in parts)
        return next((one for one in found if one), None)

    def _call(self, call: ast.Call, where: Where, depth: int) -> Disorder | None:
        dotted = self.names.dotted(call.func, where)
        if dotted in _NAMES or dotted in _ENTRIES:
            loss = Loss.NAMES if dotted in _NAMES else Loss.ENTRIES
            return Disorder(loss, f"`{dotted}`", call, where.module)
        if dotted in _SETS:
            return self._set(call, where) if call.args else None
        if dotted in _FIRST:
            return self._first(call.args[:1], where, depth)
        if dotted in _ALL:
            return self._first([_bare(one) for one in call.args], where, depth)
        if dotted in _LATER:
            return self._first(call.args[1:], where, depth)
        if isinstance(call.func, ast.Attribute):
            found = self._method(call, call.func, where, depth)
            if found:
                return found
        helper = self.knowledge.helper(call, where) if not dotted.startswith("builtins.") else None
        return self._given_back(helper, self.knowledge.inside(helper, call, where), depth) if helper else None

    def _method(self, call: ast.Call, called: ast.Attribute, where: Where, depth: int) -> Disorder | None:
        if called.attr in ("iterdir", "rglob") or (
            called.attr in ("glob", "walk") and is_path_object(called.value, where, self.knowledge)
        ):
            loss = Loss.ENTRIES if called.attr == "walk" else Loss.NAMES
            return Disorder(loss, f"`Path.{called.attr}`", call, where.module)
        if called.attr in _SET_METHODS and self._is_set(called.value, where, depth):
            return self._set(call, where)
        return self.disorder(called.value, where, depth + 1) if called.attr in _SAME else None

    def _set(self, made: ast.expr, where: Where) -> Disorder | None:
        """A set whose items are not numbers, and of which there can be two."""
        if not self._can_hold_two(made, where) or self.hashes.of_items(made, where) is Hashing.FIXED:
            return None
        return Disorder(Loss.SET, "a set", made, where.module)

    def _can_hold_two(self, made: ast.expr, where: Where) -> bool:
        match made:
            case ast.Set(elts=items):
                return len(items) > 1 or isinstance(items[0], ast.Starred)
            case ast.BinOp(op=ast.Sub() | ast.BitAnd(), left=left):
                return self._can_hold_two(left, where)
            case ast.Name(id=name):
                found = where.scope.lookup(name)
                values = [one for one in found[1] if one.value is not None] if found and found[0] is where.scope else []
                reached = [one for one in values if not self._is_passed_over(one.node, where)]
                single = [one for one in reached if isinstance(one.value, ast.Set) and len(one.value.elts) == 1]
                return not reached or len(single) < len(reached)
        return True

    def _is_set(self, expression: ast.expr, where: Where, depth: int) -> bool:
        if depth > _DEPTH:
            return False
        match expression:
            case ast.Set() | ast.SetComp():
                return True
            case ast.Call(func=ast.Attribute(attr="keys"), args=[]):
                return True
            case ast.Call(func=ast.Attribute(attr=method, value=value)) if method in _SET_METHODS:
                return self._is_set(value, where, depth + 1)
            case ast.Call():
                return self.names.dotted(expression.func, where) in _SETS
            case ast.BinOp(op=operator, left=left, right=right) if isinstance(operator, _SET_OPERATORS):
                return any(self._is_set(one, where, depth + 1) for one in (left, right))
            case ast.Name() | ast.Attribute():
                held = self.names.assigned(expression, where)
                return held is not None and self._is_set(*held, depth + 1)
        return False

    def _named(self, name: ast.Name | ast.Attribute, where: Where, depth: int) -> Disorder | None:
        referent = self.names.refer(name, where)
        if referent is None or referent.where is None:
            return None
        home = referent.where
        last = referent.dotted.rpartition(".")[2]
        if referent.binding is None:
            return self._rebound(last, home, depth)
        binding = referent.binding
        if binding.kind is not Bound.VALUE or binding.path or binding.value is None:
            return None
        if is_sorted_later(last, home):
            return None
        return self.disorder(binding.value, home, depth + 1) or self._filled(last, home, depth)

    def _rebound(self, name: str, where: Where, depth: int) -> Disorder | None:
        """A name that is given a value step by step, each made of the one before."""
        bindings = where.scope.bindings.get(name, [])
        # Each step mentions the name again: what it holds is being looked at already.
        if not bindings or (where.scope, name) in self._rebinding:
            return None
        if is_sorted_later(name, where) or not is_chain(name, bindings):
            return None
        values = [one.value for one in bindings if one.value is not None]
        if any(self._is_sorting(value, where) for value in values):
            return None
        aside = [value for value in values if not isinstance(value, (ast.Name, ast.Attribute))]
        self._rebinding.add((where.scope, name))
        try:
            return self._first(aside, where, depth) or self._filled(name, where, depth)
        finally:
            self._rebinding.discard((where.scope, name))

    def _is_sorting(self, value: ast.expr, where: Where) -> bool:
        return isinstance(value, ast.Call) and self.names.dotted(value.func, where) == "builtins.sorted"

    def _filled(self, name: str, where: Where, depth: int) -> Disorder | None:
        """A list that loops over something without an order put things into."""
        bindings = where.scope.bindings.get(name, [])
        is_empty = any(is_empty_dict(one.value) for one in bindings)
        for loop in where.scope.own:
            if self._is_passed_over(loop, where):
                continue
            if isinstance(loop, (ast.For, ast.AsyncFor)) and fills(loop, name, is_empty):
                found = self.disorder(loop.iter, where, depth + 1)
                if found and not (found.loss is Loss.ENTRIES and sorts_inside(loop)):
                    return replace(found, is_partial=is_filled_besides(loop, name, where))
            elif extends(loop, name) and isinstance(loop, ast.Call) and loop.args:
                found = self.disorder(loop.args[0], where, depth + 1)
                if found:
                    return found
        return None

    def _is_passed_over(self, node: ast.AST, where: Where) -> bool:
        """Whether the arguments of a call keep it from getting to a statement of the function."""
        if where.given is None or not isinstance(node, (ast.stmt, ast.YieldFrom)):
            return False
        if not isinstance(where.scope.node, FunctionNode):
            return False
        function = where.module.function(where.scope.node)
        return is_passed_over(function, node, where, self.knowledge.constants)

    def _given_back(self, helper: Function, where: Where, depth: int) -> Disorder | None:
        """What a helper of the test code returns, or yields in loops."""
        if not helper.is_generator:
            return self._first(list(results(helper)), where, depth)
        for node in helper.scope.own:
            if self._is_passed_over(node, where):
                continue
            if isinstance(node, (ast.For, ast.AsyncFor)) and any(map(is_yield, ast.walk(node))):
                found = self.disorder(node.iter, where, depth + 1)
                if found and not (found.loss is Loss.ENTRIES and sorts_inside(node)):
                    return found
            elif isinstance(node, ast.YieldFrom):
                found = self.disorder(node.value, where, depth + 1)
                if found:
                    return found
        return None


def _bare(argument: ast.expr) -> ast.expr:
    return argument.value if isinstance(argument, ast.Starred) else argument
