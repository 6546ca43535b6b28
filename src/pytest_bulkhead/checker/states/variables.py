"""The variables of modules, classes and lasting objects: rebound, or the container that they hold changed in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.flow.variables import Home, Variable, Variables
from pytest_bulkhead.checker.meaning.constants import UNKNOWN
from pytest_bulkhead.checker.meaning.names import Referent, Where
from pytest_bulkhead.checker.restoring.mappings import MappingState
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.states.concerned import Concerned
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_ADDS = frozenset({"append", "appendleft", "add", "insert"})
_MERGES = frozenset({"extend", "extendleft", "update", "intersection_update", "difference_update"})
_TAKES = frozenset({"remove", "discard", "popleft"})
_EMPTY_CALLS = frozenset({"dict", "list", "set", "defaultdict", "OrderedDict", "deque", "Counter"})
# What a method or function is called that puts an object, or all that a module keeps, back in order.
_RESETS = ("reset", "clear", "restore", "undo", "revert", "unpatch", "unmock", "invalidate")
# The same, where cleaning up is done.
_CLEANUPS = (
    "unregister", "deregister", "teardown", "tear_down", "cleanup", "clean_up", "uninstall", "unload", "deactivate",
    "disable", "shutdown", "reload", "remove", "dispose", "flush", "unset", "rollback", "pop", "delete", "drop",
    "close", "stop", "destroy", "release", "disconnect", "configure", "init", "setup",
)  # fmt: skip
_DJANGO = ("override_settings", "modify_settings")


class VariablesState(MappingState):
    """Each variable is taken for a mapping of its own: to rebind it replaces that as a whole."""

    cleared_is_restored = True
    hints = ("restore", "reset", "override", "isolat", "preserve", "settings", "swap")

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.variables = Variables(knowledge)
        self.concerned = Concerned(knowledge.index)
        self.known: dict[str, Variable] = {}

    def target(self, expression: ast.expr, where: Where) -> str:
        while isinstance(expression, ast.Subscript):  # `TABLE["a"]["b"] = 1` changes the table, too
            expression = expression.value
        return self._remember(self.variables.at(expression, where))

    def target_named(self, dotted: str, where: Where) -> str:
        return self._remember(self.variables.named(dotted, where))

    def replaced(self, target: ast.expr, where: Where) -> str:
        if isinstance(target, ast.Name):
            if not isinstance(where.scope.node, FunctionNode):
                return ""
            return self._remember(self.variables.bound_by(target, where))
        return self.target(target, where) if isinstance(target, ast.Attribute) else ""

    def reaches(self, one: str, other: str) -> bool:
        return one == other or other.startswith(f"{one}.")

    def is_put_back_by(self, dotted: str, change: Operation) -> bool:
        return dotted.rpartition(".")[2] in _DJANGO

    def is_read(self, node: ast.expr, where: Where) -> bool:
        if isinstance(node, ast.Call):
            return self._read_by_name(node, where)
        return isinstance(node, (ast.Name, ast.Attribute)) and bool(self.target(node, where))

    def is_empty(self, value: ast.expr | None) -> bool:
        match value:
            case ast.Dict(keys=[]) | ast.List(elts=[]) | ast.Constant(value=None):
                return True
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                return name in _EMPTY_CALLS and (not args or name == "defaultdict")
        return False

    def is_neutral(self, operation: Operation) -> bool:
        """Whether a variable, or an entry of it, gets what it is given where it is defined."""
        value, variable = operation.value, self.known.get(operation.target)
        if value is None or variable is None:
            return False
        if operation.action is Action.SET:
            return any(self.is_same(value, operation.where, *one) for one in self._entries(operation.key, variable))
        if operation.action is not Action.REPLACE:
            return False
        if self._is_itself(operation, value, variable) or _is_called_saved(value):
            return True
        if not variable.initials:
            private = variable.attribute.startswith("_")
            return (variable.home is not Home.OUTSIDE or private) and self.is_empty(value)
        return any(self.is_same(value, operation.where, *one) for one in variable.initials)

    def _entries(self, key: Key, variable: Variable) -> Iterator[tuple[ast.expr, Where]]:
        for initial, where in variable.initials:
            if isinstance(initial, ast.Dict):
                for name, value in zip(initial.keys, initial.values, strict=True):
                    if name is not None and str(self.constants.value(name, where)) in key.names:
                        yield value, where

    def is_same(self, value: ast.expr, where: Where, initial: ast.expr, home: Where) -> bool:
        """Whether two expressions surely have the same value, or are an object that is made anew in the same way."""
        if self.is_empty(value) and self.is_empty(initial):
            return True
        if isinstance(value, ast.Call) and isinstance(initial, ast.Call):
            made, before = self.names.refer(value.func, where), self.names.refer(initial.func, home)
            return made is not None and before is not None and made.dotted == before.dotted
        now, then = self.constants.value(value, where), self.constants.value(initial, home)
        return now is not UNKNOWN and then is not UNKNOWN and (now == then or not (now or then))

    def constant_restores(self, operation: Operation) -> bool:
        """Whether nobody can tell that a constant is not what was there before."""
        variable = self.known.get(operation.target)
        initials = variable.initials if variable else ()
        return not initials or any(self.constants.value(*one) is UNKNOWN for one in initials)

    def key(self, expression: ast.expr, where: Where) -> Key:
        if isinstance(expression, ast.Slice):
            return EVERYTHING
        return super().key(expression, where)

    def from_call(self, call: ast.Call, where: Where) -> Operation | None:
        if isinstance(call.func, ast.Name) and call.func.id in ("setattr", "delattr"):
            return self._by_name(call, where)
        return self._reloading(call, where) or self._resetting(call, where)

    def particular(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.AugAssign(target=target, op=op) if not isinstance(op, ast.BitOr):
                name = self.replaced(target, where)
                if name:
                    yield Operation(Action.REPLACE, node, where, name, EVERYTHING)
            case ast.Delete(targets=targets):
                for one in targets:
                    if isinstance(one, ast.Attribute) and (name := self.target(one, where)):
                        yield Operation(Action.REMOVE, node, where, name, EVERYTHING)
                    elif isinstance(one, ast.Subscript):
                        yield from self._forgetting(node, one.value, one.slice, where)
            case ast.Call(func=ast.Name(id="setattr"), args=[thing, ast.Name() as attribute, value]):
                yield from self._in_loop(node, thing, attribute, value, where)
            case ast.Call(func=ast.Attribute(value=owner, attr=method), args=args):
                operation = self._of_list(node, owner, method, args, where)
                if operation:
                    yield operation
                elif method == "pop" and args:
                    yield from self._forgetting(node, owner, args[0], where)

    def _forgetting(
        self, node: ast.expr | ast.stmt, owner: ast.expr, key: ast.expr, where: Where
    ) -> Iterator[Operation]:
        """A module that is taken out of `sys.modules` is made anew for whoever imports it next."""
        if isinstance(owner, ast.Attribute) and owner.attr == "modules":
            name = self.constants.value(key, where)
            if isinstance(name, str) and self.names.dotted(owner, where) == "sys.modules":
                yield Operation(Action.CLEAR, node, where, name, EVERYTHING)

    def _of_list(
        self, call: ast.Call, owner: ast.expr, method: str, args: list[ast.expr], where: Where
    ) -> Operation | None:
        """What the methods of lists, sets and queues do that mappings do not have."""
        if method in _ADDS and args:
            action, key, value = Action.SET, self.key(args[-1], where), args[-1]
        elif method in _MERGES - {"update"} and args:
            action, key, value = Action.MERGE, EVERYTHING, args[0]
        elif method in _TAKES or (method == "pop" and not args):
            action, key, value = Action.REMOVE, EVERYTHING, None
        else:
            return None
        name = self.target(owner, where)
        return Operation(action, call, where, name, key, value) if name else None

    def _by_name(self, call: ast.Call, where: Where) -> Operation | None:
        """``setattr(thing, "name", value)`` and ``delattr(thing, "name")``."""
        if len(call.args) < 2:
            return None
        attribute = self.constants.value(call.args[1], where)
        holder = self.variables.holder(call.args[0], where)
        if holder is None or not isinstance(attribute, str):
            # In a helper, what its caller hands to it may tell.
            return Operation(Action.REPLACE, call, where, "", EVERYTHING) if where.given is None else None
        name = self._remember(self.variables.of(holder, attribute))
        if isinstance(call.func, ast.Name) and call.func.id == "delattr":
            return Operation(Action.REMOVE, call, where, name, EVERYTHING)
        return Operation(Action.REPLACE, call, where, name, EVERYTHING, call.args[2]) if len(call.args) > 2 else None

    def _in_loop(
        self, call: ast.Call, thing: ast.expr, attribute: ast.Name, value: ast.expr, where: Where
    ) -> Iterator[Operation]:
        """``setattr(thing, name, value)`` in a loop over the names, or over all that was kept of the thing."""
        loop = self.constants.loop(attribute, where)
        holder = self.variables.holder(thing, where) if loop else None
        if loop is None or holder is None:
            return
        names = self.constants.values(attribute, where)
        if names is not None:
            for name in names:
                if isinstance(name, str):
                    target = self._remember(self.variables.of(holder, name))
                    yield Operation(Action.REPLACE, call, where, target, EVERYTHING, value)
        elif self._is_kept(loop[0].value, loop[1], holder):
            yield Operation(Action.REPLACE, call, where, holder.dotted, EVERYTHING, value)

    def _is_kept(self, looped: ast.expr | None, where: Where, holder: Referent) -> bool:
        """Whether a loop goes over the entries of what was read from an object."""
        match looped:
            case ast.Call(func=ast.Attribute(value=ast.Name() as kept, attr="items"), args=[]):
                found = self.names.assigned(kept, where)
                read = (
                    (one for one in ast.walk(found[0]) if isinstance(one, (ast.Name, ast.Attribute))) if found else ()
                )
                return any(self._is_holder(one, found[1], holder) for one in read) if found else False
        return False

    def _is_holder(self, expression: ast.expr, where: Where, holder: Referent) -> bool:
        found = self.variables.holder(expression, where)
        return found is not None and found.dotted == holder.dotted

    def _read_by_name(self, call: ast.Call, where: Where) -> bool:
        if not (isinstance(call.func, ast.Name) and call.func.id == "getattr" and len(call.args) > 1):
            return False
        return self.variables.holder(call.args[0], where) is not None

    def _reloading(self, call: ast.Call, where: Where) -> Operation | None:
        """``importlib.reload(module)``, which binds everything in it anew."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name != "reload" or len(call.args) != 1 or self.names.dotted(call.func, where) != "importlib.reload":
            return None
        module = self.variables.holder(call.args[0], where)
        if module is None or not isinstance(module.node, ast.Module):
            return None
        # What is reloaded once more where nothing is patched is as it was.
        action = Action.CLEAR if _is_reloaded_before(call, where) else Action.REPLACE
        return Operation(action, call, where, self._remember(self.variables.module(module)), EVERYTHING)

    def _resetting(self, call: ast.Call, where: Where) -> Operation | None:
        """A call that by its name puts a class, an object or what a module keeps back in order."""
        called = (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")).lower()
        surely = any(word in called for word in _RESETS)
        if not surely and not any(word in called for word in _CLEANUPS):
            return None
        holder = self._owner(call.func, where)
        if holder is None or (holder.where is None and not surely):
            return None
        action = Action.CLEAR if surely else Action.REPLACE
        return Operation(action, call, where, holder.dotted, EVERYTHING, None if surely else call)

    def _owner(self, called: ast.expr, where: Where) -> Referent | None:
        """The object that a method is called on, or the module that a function stands in."""
        if isinstance(called, ast.Attribute):
            return self.variables.holder(called.value, where)
        referent = self.names.refer(called, where)
        if referent is None or referent.where is None or referent.function is None:
            return None
        module = referent.where.module
        return Referent(module.dotted, Where(module, module.scope), module.source.tree)

    def _is_itself(self, operation: Operation, value: ast.expr, variable: Variable) -> bool:
        """Whether a variable gets what it is defined as, or something of itself, or of what it stands beside."""
        if not isinstance(value, (ast.Name, ast.Attribute)):
            return False
        source = self.variables.at(value, operation.where) if isinstance(value, ast.Attribute) else None
        if source is not None and variable.name in (
            source.holder.dotted,
            f"{source.holder.dotted}.{variable.attribute}",
        ):
            return True
        defined = self.names.member(variable.holder, variable.attribute)
        given = self.names.refer(value, operation.where)
        return defined is not None and given is not None and given.dotted in (defined.dotted, variable.name)

    def _remember(self, variable: Variable | None) -> str:
        if variable is None:
            return ""
        self.known[variable.name] = variable
        return variable.name


def _is_called_saved(value: ast.expr) -> bool:
    """Whether the name of a value says that it is what was there before."""
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    return name.lower().lstrip("_").startswith(("orig", "saved", "prev", "old_", "backup"))


def _is_reloaded_before(call: ast.Call, where: Where) -> bool:
    """Whether the same is reloaded earlier in the function, and this time under no patch."""
    text = ast.unparse(call)
    if not any(
        isinstance(one, ast.Call) and is_before(one, call) and ast.unparse(one) == text for one in where.scope.own
    ):
        return False
    heads = (
        ast.unparse(item.context_expr)
        for outer in where.module.ancestors(call)
        if isinstance(outer, (ast.With, ast.AsyncWith))
        for item in outer.items
    )
    return not any("patch" in head for head in heads)
