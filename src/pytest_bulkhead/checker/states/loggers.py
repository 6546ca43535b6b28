"""The loggers that live as long as the process: their levels, their handlers, and the configuration of all of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.flow.cleanup import is_before
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.meaning.spelling import spelled
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.source.scopes import Binding, Bound

ROOT = "root"
HANDLERS = "handlers of "
LOGGER = "logger "
_METHODS = frozenset({"setLevel", "addHandler", "removeHandler"})
_LIST_METHODS = frozenset({"append", "insert", "extend", "remove", "pop", "clear"})
_ATTRIBUTES = frozenset({"level", "propagate", "disabled", "handlers"})
_CONFIGURES = frozenset({"logging.basicConfig", "logging.config.dictConfig", "logging.config.fileConfig"})
_CONFIGURE_WORDS = frozenset(dotted.rpartition(".")[2] for dotted in _CONFIGURES)
# What a function is called that puts the whole of logging in its order.
_ORDERING = re.compile(
    r"(?:config(?:ure)?|set_?up|init(?:iali[sz]e)?|reset|restore)(?:_|_\w+_)?(?:logs?(?![a-z])|logg(?:er|ing))"
    r"|(?:^|_)(?:logs?|logg(?:er|ing)s?)_(?:config|set_?up|init|reset|restore)",
    re.IGNORECASE,
)
ALL = "all loggers"
# Nothing is done to a logger without one of these.
LOGGER_WORDS = (*_METHODS, *_CONFIGURE_WORDS, *(f".{name}" for name in _ATTRIBUTES))
# What each has while nobody touches it, as it is written.
_UNTOUCHED = {
    "level": ("logging.NOTSET", "0", "'NOTSET'"),
    "propagate": ("True", "1"),
    "disabled": ("False", "0"),
    "handlers": ("[]",),
}
_LEVEL_OF_ROOT = ("logging.WARNING", "logging.WARN", "30", "'WARNING'")


class LoggersState(State):
    """The root logger, and those of the project and of the libraries that a file imports."""

    cleared_is_restored = True
    removal_is_a_change = False

    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in _METHODS:
                yield from self._by_method(node, owner, method, where)
            case ast.Call(func=ast.Attribute(value=ast.Attribute(value=owner, attr="handlers"), attr=method)):
                yield from self._of_list(node, owner, method, where)
            case ast.Call(func=ast.Attribute(attr=word) | ast.Name(id=word)) if word in _CONFIGURE_WORDS:
                if self.names.dotted(node.func, where) in _CONFIGURES:
                    yield Operation(Action.REPLACE, node, where, HANDLERS + ROOT, EVERYTHING, None)
            case ast.Call(func=ast.Attribute(attr=word) | ast.Name(id=word)) if _ORDERING.search(word):
                # One of the test code is looked into.
                if self.knowledge.helper(node, where) is None:
                    yield Operation(Action.CLEAR, node, where, ALL, EVERYTHING)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from self._assigned(node, target, value, where)

    def reaches(self, one: str, other: str) -> bool:
        return one in (other, ALL)

    def shielded(self, call: ast.Call, where: Where) -> tuple[str, Key] | None:
        if not isinstance(call.func, ast.Attribute):
            return None
        if call.func.attr in ("set_level", "at_level"):
            given = call.args[1:2] or [one.value for one in call.keywords if one.arg == "logger"]
        elif call.func.attr in ("assertLogs", "assertNoLogs"):
            given = call.args[:1] or [one.value for one in call.keywords if one.arg == "logger"]
        else:
            return None
        name = self._named(given[0], where) or self._logger(given[0], where) if given else ROOT
        return (LOGGER + name, EVERYTHING) if name else None

    def speaks_of(self, name: str, change: Operation) -> bool:
        return "log" in name.lower()

    def is_read(self, node: ast.expr, where: Where) -> bool:
        match node:
            case ast.Attribute(value=owner, attr=attribute):
                return attribute in _ATTRIBUTES and bool(self._logger(owner, where))
            case ast.Call(func=ast.Attribute(value=owner, attr="getEffectiveLevel")):
                return bool(self._logger(owner, where))
        return False

    def key(self, expression: ast.expr, where: Where) -> Key:
        if self.constants.loop(expression, where):
            return EVERYTHING
        return Key(frozenset({spelled(expression, where, self.names)}), loose=True)

    def _by_method(self, call: ast.Call, owner: ast.expr, method: str, where: Where) -> Iterator[Operation]:
        given = [*call.args, *(one.value for one in call.keywords)]
        name = self._logger(owner, where) if given else ""
        if not name:
            return
        if method == "setLevel":
            yield self._set(call, name, "level", given[0], where)
        elif method == "addHandler":
            yield Operation(Action.SET, call, where, HANDLERS + name, self.key(given[0], where), given[0])
        else:
            yield Operation(Action.REMOVE, call, where, HANDLERS + name, self.key(given[0], where))

    def _of_list(self, call: ast.Call, owner: ast.expr, method: str, where: Where) -> Iterator[Operation]:
        name = self._logger(owner, where) if method in _LIST_METHODS else ""
        if not name:
            return
        target = HANDLERS + name
        if method == "clear":
            yield Operation(Action.CLEAR, call, where, target, EVERYTHING)
        elif method == "pop":
            yield Operation(Action.REMOVE, call, where, target, EVERYTHING)
        elif method == "extend" and call.args:
            yield Operation(Action.MERGE, call, where, target, EVERYTHING, call.args[0])
        elif call.args:
            action = Action.REMOVE if method == "remove" else Action.SET
            yield Operation(action, call, where, target, self.key(call.args[-1], where), call.args[-1])

    def _assigned(self, node: ast.Assign, target: ast.expr, value: ast.expr, where: Where) -> Iterator[Operation]:
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
            target = target.value
        if isinstance(target, ast.Attribute) and target.attr in _ATTRIBUTES:
            name = self._logger(target.value, where)
            if name:
                yield self._set(node, name, target.attr, value, where)

    def _set(self, node: ast.expr | ast.stmt, name: str, attribute: str, value: ast.expr, where: Where) -> Operation:
        target = HANDLERS + name if attribute == "handlers" else LOGGER + name
        key = EVERYTHING if attribute == "handlers" else Key(frozenset({attribute}))
        untouched = _LEVEL_OF_ROOT if (name, attribute) == (ROOT, "level") else _UNTOUCHED[attribute]
        text = self.names.dotted(value, where) or ast.unparse(value)
        if text in untouched:
            return Operation(Action.CLEAR, node, where, target, key)
        return Operation(Action.REPLACE, node, where, target, key, value)

    def _logger(self, expression: ast.expr, where: Where) -> str:
        """The name of the logger that an expression is, if others can know it, too."""
        if isinstance(expression, ast.Call):
            if self.names.dotted(expression.func, where) != "logging.getLogger":
                return ""
            given = [*expression.args, *(one.value for one in expression.keywords)]
            return self._named(given[0], where) if given else ROOT
        if not isinstance(expression, (ast.Name, ast.Attribute)):
            return ""
        referent = self.names.refer(expression, where)
        if referent is None:
            return ""
        if referent.dotted == "logging.root":
            return ROOT
        binding = referent.binding or _last_before(expression, where)
        if referent.where is None or binding is None or binding.path or not isinstance(binding.value, ast.Call):
            return ""
        return self._logger(binding.value, referent.where)

    def _named(self, name: ast.expr, where: Where) -> str:
        if isinstance(name, ast.Name) and name.id == "__name__":
            return "" if is_test_path(where.module.path) else where.module.dotted
        value = self.constants.value(name, where)
        if value is None or value in ("", ROOT):
            return ROOT
        return value if isinstance(value, str) and self._is_known(value, where) else ""

    def _is_known(self, name: str, where: Where) -> bool:
        """Whether a logger is called like a package of the project, or like a library that the file imports."""
        package, *inner = name.split(".")
        if any(part.startswith("test") for part in inner):
            return False  # one of the test's own, below the project's
        path = self.knowledge.index.path_of(package, where.module)
        if path is not None:
            return not is_test_path(path)
        return package in _imported(where)


def _last_before(name: ast.expr, where: Where) -> Binding | None:
    """What a local name that is used for one thing after another was last given before it is used."""
    bindings = where.scope.bindings.get(name.id, []) if isinstance(name, ast.Name) else []
    before = [one for one in bindings if one.kind is Bound.VALUE and is_before(one.node, name)]
    return before[-1] if before else None


def _imported(where: Where) -> frozenset[str]:
    """The first words of everything that a file imports, wherever in it."""
    memo = where.module.memo
    if "imported packages" not in memo:
        found: set[str] = set()
        for node in where.module.nodes_of(ast.Import, ast.ImportFrom):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
        memo["imported packages"] = frozenset(found)
    imported: frozenset[str] = memo["imported packages"]
    return imported
