"""The tree of dependencies below a callable, as FastAPI reads it from signatures.

What cannot be followed is missing from a tree; what is in one is surely called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pytest_bulkhead.checker.fastapi.schemes import is_scheme, refuses
from pytest_bulkhead.checker.flow.instances import Instances
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.source.scopes import Bound
from pytest_bulkhead.checker.suite.knowledge import Knowledge, results, where_in

_DEPTH = 12
_HOMES = ("fastapi.", "fastapi.param_functions.", "fastapi.params.")
_DEPENDS = frozenset(home + name for home in _HOMES for name in ("Depends", "Security"))
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
_Signature = tuple[ast.arguments, Where]


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something that FastAPI calls for a route, without its tree of syntax.

    Args:
        name: its full name; for what has none, its place.
        needs: the keys of what it needs itself.
        is_scheme: it is a security scheme.
        refuses: it is one that answers 401 or 403 by itself.
        shown: the file of its definition, for people; empty when that is not known.
    """

    name: str
    needs: tuple[str, ...] = ()
    is_scheme: bool = False
    refuses: bool = False
    shown: str = ""
    line: int = 1


class Dependencies:
    """Reads dependencies and remembers them by name, for as long as the project is checked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.instances = Instances(knowledge)
        self.known: dict[str, Dependency] = knowledge.remembered.setdefault("dependencies", {})

    def named(self, expression: ast.expr, where: Where, depth: int = 0) -> str:
        """The key of the dependency that an expression means, which is then known; empty when it cannot be told."""
        if depth > _DEPTH:
            return ""
        if not isinstance(expression, (ast.Name, ast.Attribute)):
            return self._anonymous(expression, where, depth)
        referent = self.names.refer(expression, where)
        if referent is None:
            return ""
        if referent.binding and referent.binding.kind is Bound.PARAMETER:
            return ""
        # Two modules of one project can have the same name, in folders that pytest imports from by turns.
        key = f"{referent.dotted} {referent.where.module.path}" if referent.where else referent.dotted
        if key not in self.known:
            self.known[key] = Dependency(referent.dotted)  # what it sees of itself in a circle
            self.known[key] = self._of_referent(referent, expression, where, depth)
        return key

    def reached(self, names: Iterable[str], instead: Mapping[str, str] | None = None) -> set[str]:
        """Everything that is called for these, themselves included, when some are replaced together with their trees.

        Args:
            names: where to begin.
            instead: what is called in the place of what; an empty name for something that needs nothing.
        """
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            name = instead.get(name, name) if instead else name
            if name and name not in found:
                found.add(name)
                pending.extend(self.known[name].needs if name in self.known else ())
        return found

    def depended_on(self, function: Function) -> tuple[str, ...]:
        """The dependencies in the signature of a function."""
        return tuple(self._in_signature(_signature(function), 0))

    def in_list(self, expression: ast.expr | None, where: Where) -> tuple[str, ...]:
        """Those in a list such as ``dependencies=[Depends(...)]``."""
        if expression is None:
            return ()
        items = self.knowledge.constants.items(expression, where)
        return tuple(filter(None, (self._depends(item, None, where, 0) for item in items or ())))

    def _of_referent(self, referent: Referent, expression: ast.expr, where: Where, depth: int) -> Dependency:
        name = referent.dotted
        if referent.where is None:
            return Dependency(name)
        if referent.function:
            return self._of_function(name, referent.function, depth)
        module = referent.where.module
        if isinstance(referent.node, ast.ClassDef):
            signature = self._constructor(referent)
            needs = tuple(self._in_signature(signature, depth)) if signature else ()
            return Dependency(name, needs, shown=module.source.shown, line=referent.node.lineno)
        binding = referent.binding
        if binding is None or binding.kind is not Bound.VALUE or binding.path or binding.value is None:
            method = self._method(expression, where) if isinstance(expression, ast.Attribute) else None
            return self._of_function(name, method, depth) if method else Dependency(name)
        inner = self.known.get(self._anonymous(binding.value, referent.where, depth + 1))
        needs, scheme, hard = (inner.needs, inner.is_scheme, inner.refuses) if inner else ((), False, False)
        line = getattr(binding.node, "lineno", 1)
        return Dependency(name, needs, scheme, hard, module.source.shown, line)

    def _of_function(self, name: str, function: Function, depth: int) -> Dependency:
        needs = tuple(self._in_signature(_signature(function), depth))
        return Dependency(name, needs, shown=function.module.source.shown, line=function.node.lineno)

    def _method(self, expression: ast.Attribute, where: Where) -> Function | None:
        cls = self.instances.class_of(expression.value, where)
        return self.instances.method(cls, expression.attr) if cls else None

    def _anonymous(self, expression: ast.expr, where: Where, depth: int) -> str:
        """What stands where it is used: a lambda, or what a call makes."""
        if not isinstance(expression, (ast.Lambda, ast.Call)):
            return ""
        name = f"{where.module.path}:{expression.lineno}:{expression.col_offset}"
        if name not in self.known:
            shown = where.module.source.shown
            made = self._made(expression, where, depth) if isinstance(expression, ast.Call) else None
            signature = (expression.args, where) if isinstance(expression, ast.Lambda) else made
            needs = tuple(self._in_signature(signature, depth)) if signature else ()
            scheme = isinstance(expression, ast.Call) and is_scheme(expression, where, self.names)
            hard = scheme and isinstance(expression, ast.Call) and refuses(expression, where, self.names)
            self.known[name] = Dependency(name, needs, scheme, hard, shown, expression.lineno)
        return name

    def _made(self, call: ast.Call, where: Where, depth: int) -> _Signature | None:
        """The signature of what a call makes: an instance, a function from a function, a partial."""
        referent = self.names.refer(call.func, where)
        if referent is None or depth > _DEPTH:
            return None
        if referent.dotted == "functools.partial" and call.args:
            inner = self.names.refer(call.args[0], where)
            return _signature(inner.function) if inner and inner.function else None
        if isinstance(referent.node, ast.ClassDef):
            method = self.instances.method(referent, "__call__")
            return _signature(method) if method else None
        function = referent.function
        made = list(results(function)) if function and not function.is_generator else []
        if function is None or len(made) != 1:
            return None
        place = where_in(function)
        if isinstance(made[0], ast.Lambda):
            return made[0].args, place
        inner = self.names.refer(made[0], place)
        return _signature(inner.function) if inner and inner.function else None

    def _constructor(self, cls: Referent) -> _Signature | None:
        method = self.instances.method(cls, "__init__")
        return _signature(method) if method else None

    def _in_signature(self, signature: _Signature, depth: int) -> Iterator[str]:
        arguments, where = signature
        if depth > _DEPTH:
            return
        positional = [*arguments.posonlyargs, *arguments.args]
        given: dict[ast.arg, ast.expr | None] = dict.fromkeys(positional)
        given.update(zip(reversed(positional), reversed(arguments.defaults), strict=False))
        given.update(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True))
        for argument, default in given.items():
            name = self._depends(default, argument.annotation, where, depth)
            name = name or self._annotated(argument.annotation, where, depth)
            if name:
                yield name

    def _depends(self, value: ast.expr | None, annotation: ast.expr | None, where: Where, depth: int) -> str:
        """The dependency of a ``Depends(...)``, be it held by a name."""
        if isinstance(value, (ast.Name, ast.Attribute)):
            referent = self.names.refer(value, where)
            binding = referent.binding if referent else None
            if referent is None or referent.where is None or binding is None or binding.kind is not Bound.VALUE:
                return ""
            value, where = binding.value, referent.where
        if not isinstance(value, ast.Call):
            return ""
        referent = self.names.refer(value.func, where)
        if referent is None or referent.dotted not in _DEPENDS:
            return ""
        keyword = next((one.value for one in value.keywords if one.arg == "dependency"), None)
        wanted = value.args[0] if value.args else keyword or annotation
        return self.named(wanted, where, depth + 1) if wanted is not None else ""

    def _annotated(self, annotation: ast.expr | None, where: Where, depth: int) -> str:
        """The dependency of an ``Annotated[..., Depends(...)]``, be it held by a name."""
        if annotation is None or depth > _DEPTH:
            return ""
        if isinstance(annotation, (ast.Name, ast.Attribute)):
            referent = self.names.refer(annotation, where)
            binding = referent.binding if referent else None
            if referent is None or referent.where is None or binding is None or binding.kind is not Bound.VALUE:
                return ""
            held = binding.value
            return self._annotated(held, referent.where, depth + 1) if isinstance(held, ast.Subscript) else ""
        if not isinstance(annotation, ast.Subscript) or not isinstance(annotation.slice, ast.Tuple):
            return ""
        if self.names.dotted(annotation.value, where) not in _ANNOTATED:
            return ""
        first, *rest = annotation.slice.elts
        return next(filter(None, (self._depends(one, first, where, depth) for one in rest)), "")


def _signature(function: Function) -> _Signature:
    """The parameters of a function, without that of the instance, and the place in which they are evaluated."""
    arguments = function.node.args
    outer = Where(function.module, function.scope.parent or function.module.scope)
    static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.node.decorator_list)
    if function.owner is None or static or not arguments.args:
        return arguments, outer
    kept = [*arguments.posonlyargs, *arguments.args][1:]
    without = ast.arguments([], kept, arguments.vararg, arguments.kwonlyargs, arguments.kw_defaults, None, [])
    without.defaults = arguments.defaults[-len(kept) :] if kept else []
    return without, outer
