"""Whether what a thread or process is given to do goes on until it is told to stop, and by which objects it is told."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge, is_static, where_in

_DEPTH = 3
# Methods that serve or loop until their object is told to stop, whatever the object.
_METHODS = frozenset({"serve_forever", "run_forever", "handle_forever"})
# Functions that do so without any object by which they could be told.
_FUNCTIONS = frozenset({
    "uvicorn.run", "uvicorn.main.run", "werkzeug.serving.run_simple", "waitress.serve", "aiohttp.web.run_app",
    "bottle.run", "signal.pause",
})  # fmt: skip
# Methods of objects that are made by these.
_OF_CLASSES = frozenset({
    ("uvicorn.Server", "run"), ("uvicorn.Server", "serve"), ("uvicorn.server.Server", "run"),
    ("uvicorn.server.Server", "serve"), ("flask.Flask", "run"), ("bottle.Bottle", "run"), ("sanic.Sanic", "run"),
})  # fmt: skip
_EVENTS = frozenset({"threading.Event", "multiprocessing.Event"})
_ASKED = frozenset({"is_set", "wait", "isSet"})
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Teller(NamedTuple):
    """An object by which something endless is told to stop, and the place where it is named."""

    object: ast.expr
    where: Where


Tellers = list[Teller] | None


class Endless:
    """Looks into what is run."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def told_by(
        self, called: ast.expr, where: Where, given: Mapping[str, ast.expr] | None = None, depth: int = 0
    ) -> Tellers:
        """The objects that tell a callable to stop; None when it may well end by itself.

        Args:
            called: what is run.
            where: the place where it is named.
            given: what it is called with, by position or by keyword; None where that is not known.
            depth: how many calls were followed.
        """
        if depth > _DEPTH:
            return None
        if isinstance(called, ast.Lambda):
            inside = Where(where.module, where.module.scope_of(called), where.given)
            return self._of_calls(inside.scope.own, inside, depth)
        if isinstance(called, ast.Call):
            partial = called.args and self.knowledge.names.dotted(called.func, where) == "functools.partial"
            return self.told_by(called.args[0], where, None, depth + 1) if partial else None
        if isinstance(called, ast.Attribute) and (called.attr in _METHODS or self._blocks(called, where, given)):
            return [Teller(called.value, where)]
        referent = self.knowledge.names.refer(called, where)
        if referent is not None and referent.function is not None:
            inside = self._inside(referent.function, called, given, where)
            return self.told_by_within(referent.function, inside, depth)
        return self._known(called, where)

    def told_by_within(self, function: Function, where: Where, depth: int = 0) -> Tellers:
        """The same of a function's body."""
        for node in function.scope.own:
            if isinstance(node, ast.While):
                told = _of_loop(node, where)
                if told is not None:
                    return told
        return self._of_calls(function.scope.own, where, depth)

    def _of_calls(self, nodes: tuple[ast.AST, ...], where: Where, depth: int) -> Tellers:
        for node in nodes:
            told = self._of_call(node, where, depth) if isinstance(node, ast.Call) else None
            if told is not None:
                return told
        return None

    def _of_call(self, call: ast.Call, where: Where, depth: int) -> Tellers:
        arguments = {str(position): value for position, value in enumerate(call.args)}
        arguments.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
        told = self.told_by(call.func, where, arguments, depth + 1)
        if told is None and isinstance(call.func, ast.Attribute) and call.func.attr in ("run", "run_until_complete"):
            # A runner of coroutines goes on as long as what it is given.
            return self._of_calls(tuple(call.args), where, depth + 1)
        return told

    def _inside(
        self, function: Function, called: ast.expr, given: Mapping[str, ast.expr] | None, where: Where
    ) -> Where:
        """The inside of a function, with what it is called with as its parameters."""
        if given is None:
            return where_in(function)
        is_bound = function.owner is not None and not is_static(function) and not self._is_of_class(called, where)
        parameters = function.parameters[1:] if is_bound or _takes_class(function) else function.parameters
        names = {str(position): name for position, name in enumerate(parameters)}
        bound = {(function.scope, names.get(key, key)): (value, where) for key, value in given.items()}
        return Where(function.module, function.scope, bound)

    def _is_of_class(self, called: ast.expr, where: Where) -> bool:
        """Whether a method is named by its class, so that its object is given like any argument."""
        if not isinstance(called, ast.Attribute) or self.knowledge.names.class_around(called.value, where):
            return False
        owner = self.knowledge.names.refer(called.value, where)
        return owner is not None and isinstance(owner.node, ast.ClassDef)

    def _blocks(self, called: ast.Attribute, where: Where, given: Mapping[str, ast.expr] | None) -> bool:
        """Whether it is the wait for an event, for as long as nobody sets that."""
        if called.attr != "wait" or given is None or given:
            return False
        made = self.knowledge.names.assigned(called.value, where)
        if made is None or not isinstance(made[0], ast.Call):
            return False
        return self.knowledge.names.dotted(made[0].func, made[1]) in _EVENTS

    def _known(self, called: ast.expr, where: Where) -> Tellers:
        names = self.knowledge.names
        if names.dotted(called, where) in _FUNCTIONS:
            return []
        referent = names.refer(called.value, where) if isinstance(called, ast.Attribute) else None
        made = referent.binding.value if referent and referent.binding else None
        if referent is None or referent.where is None or not isinstance(made, ast.Call):
            return None
        assert isinstance(called, ast.Attribute)
        is_one = (names.dotted(made.func, referent.where), called.attr) in _OF_CLASSES
        return [Teller(called.value, where)] if is_one else None


def _takes_class(function: Function) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "classmethod" for one in function.node.decorator_list)


def _of_loop(loop: ast.While, where: Where) -> Tellers:
    """What tells a loop to stop that nothing inside it leaves, or that asks an event; None for any other loop."""
    if isinstance(loop.test, ast.Constant) and loop.test.value:
        if any(isinstance(one, (ast.Break, ast.Return, ast.Raise)) for one in _inside(loop)):
            return None
        # It ends, too, when one of its calls fails because the object is closed.
        called = (one.func for one in _inside(loop) if isinstance(one, ast.Call))
        return [Teller(one.value, where) for one in called if isinstance(one, ast.Attribute) and _is_named(one.value)]
    asked = loop.test.operand if isinstance(loop.test, ast.UnaryOp) and isinstance(loop.test.op, ast.Not) else loop.test
    if isinstance(asked, ast.Call) and isinstance(asked.func, ast.Attribute) and asked.func.attr in _ASKED:
        return [Teller(asked.func.value, where)]
    return None


def _is_named(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Name) or (
        isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name)
    )


def _inside(loop: ast.While) -> Iterator[ast.AST]:
    """The nodes of a loop's body, of inner loops only what leaves this one, too."""
    pending: list[ast.AST] = list(loop.body)
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, _LOOPS):
            pending.extend(one for one in ast.walk(node) if isinstance(one, (ast.Return, ast.Raise, ast.Call)))
        elif not isinstance(node, _NESTED):
            pending.extend(ast.iter_child_nodes(node))
