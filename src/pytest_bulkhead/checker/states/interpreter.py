"""What hangs on the module `sys`: the search paths, the arguments, the loaded modules, the streams and the hooks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.meaning.spelling import spelled
from pytest_bulkhead.checker.restoring.mappings import MappingState
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation
from pytest_bulkhead.checker.source.module import Function, Module

MODULES = "sys.modules"
STREAMS = frozenset({"sys.stdin", "sys.stdout", "sys.stderr"})
PATHS = frozenset({"sys.path", "sys.meta_path", "sys.path_hooks"})
_LISTS = PATHS | {"sys.argv"}
# Caches, and what no other test can see.
_HARMLESS = frozenset({"sys.dont_write_bytecode", "sys.path_importer_cache", "sys.ps1", "sys.ps2", "sys.last_value"})
_METHODS = frozenset({"insert", "append", "extend", "remove", "pop", "clear"})
_DEFAULTS = frozenset({
    "sys.__stdin__", "sys.__stdout__", "sys.__stderr__", "sys.__excepthook__", "sys.__displayhook__",
    "sys.__breakpointhook__", "sys.__unraisablehook__",
})  # fmt: skip
# What makes or finds a module as an import does: to keep it is no more than importing it.
_IMPORTERS = frozenset({
    "importlib.util.module_from_spec", "importlib.import_module", "importlib.reload", "builtins.__import__",
})  # fmt: skip
_REDIRECTS = {
    "contextlib.redirect_stdout": "sys.stdout",
    "contextlib.redirect_stderr": "sys.stderr",
}
_CAPTURES = frozenset({"capsys", "capsysbinary", "capfd", "capfdbinary", "capteesys"})
_PYTESTERS = frozenset({"pytester", "testdir"})
_HINTS = {
    "sys.path": ("sys_path", "syspath", "import_path", "pythonpath", "python_path"),
    "sys.meta_path": ("meta_path", "import_hook", "finder"),
    "sys.argv": ("argv", "sys_args"),
    MODULES: ("sys_modules", "sysmodules", "modules", "clean_import"),
    "sys.stdin": ("stdin", "isolat"),
    "sys.stdout": ("stdout", "capture", "redirect", "isolat"),
    "sys.stderr": ("stderr", "capture", "redirect", "isolat"),
}


class InterpreterState(MappingState):
    """`sys` and its attributes; `sys.modules` is a mapping, the search paths and arguments are lists."""

    def target(self, expression: ast.expr, where: Where) -> str:
        return MODULES if self._held(expression, where) == MODULES else ""

    def target_named(self, dotted: str, where: Where) -> str:
        inside = dotted.rpartition(".sys.")
        return f"sys.{inside[2]}" if inside[1] else dotted if dotted.startswith("sys.") else ""

    def replaced(self, target: ast.expr, where: Where) -> str:
        held = self._held(target, where) if isinstance(target, ast.Attribute) else ""
        return "" if held in _HARMLESS else held

    def particular(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=method)) if method in _METHODS:
                held = self._list(owner, where)
                if held:
                    yield from self._by_method(node, held, method, where)
            case ast.Call(func=ast.Name(id="setattr" | "delattr" as name), args=[owner, ast.Constant(value=str()), *_]):
                yield from self._by_builtin(node, owner, name, where)
            case ast.Call(func=ast.Attribute(attr="addsitedir"), args=[entry, *_]):
                if self.names.dotted(node.func, where) == "site.addsitedir":
                    yield Operation(Action.SET, node, where, "sys.path", self.key(entry, where), entry)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    held = self._list(target.value, where) if isinstance(target, ast.Subscript) else ""
                    if held:
                        yield Operation(Action.REPLACE, node, where, held, EVERYTHING, value)
            case ast.AugAssign(target=ast.Attribute() as target, value=value):
                held = self._list(target, where)
                if held:
                    yield from self._extended(node, held, value, where)
            case ast.Delete(targets=targets):
                yield from self._deleted(node, targets, where)

    def shielded(self, call: ast.Call, where: Where) -> tuple[str, Key] | None:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "syspath_prepend":
            return "sys.path", EVERYTHING
        return None

    def is_put_back_by(self, dotted: str, change: Operation) -> bool:
        return _REDIRECTS.get(dotted) == change.target

    def is_put_back_by_fixture(self, name: str, change: Operation) -> bool:
        if change.target in STREAMS:
            return name in _CAPTURES
        return name in _PYTESTERS and (change.target in PATHS or change.target == MODULES)

    def speaks_of(self, name: str, change: Operation) -> bool:
        return any(hint in name.lower() for hint in _HINTS.get(change.target, (change.target[4:],)))

    def is_read(self, node: ast.expr, where: Where) -> bool:
        return isinstance(node, (ast.Name, ast.Attribute)) and bool(self._held(node, where))

    def is_empty(self, value: ast.expr | None) -> bool:
        return super().is_empty(value) or (isinstance(value, ast.List) and not value.elts)

    def is_neutral(self, operation: Operation) -> bool:
        """The interpreter's own streams and hooks; a module that is kept as an import keeps it."""
        value, where = operation.value, operation.where
        if value is None:
            return False
        if operation.target != MODULES:
            return isinstance(value, ast.Attribute) and self.names.dotted(value, where) in _DEFAULTS
        if isinstance(value, ast.Name):
            referent = self.names.refer(value, where)
            binding = referent.binding if referent else None
            if referent is None or referent.where is None or binding is None or binding.value is None:
                return False
            value, where = binding.value, referent.where
        return isinstance(value, ast.Call) and self.names.dotted(value.func, where) in _IMPORTERS

    def is_changed_by_removal(self, operation: Operation) -> bool:
        """Of a list what is known by its name; of the modules those that are surely loaded."""
        if operation.target != MODULES:
            return bool(operation.key.names) and operation.target in PATHS
        return not operation.key.loose and any(name in _loaded(operation.where.module) for name in operation.key.names)

    def removal_is_kept_from(self, key: Key, function: Function | None) -> str:
        if function is None or key.loose:
            return ""
        for name in key.names:
            if name in _loaded(function.module):
                return f"{name} was loaded before, so taking it out makes the next import load a second copy"
        return ""

    def key(self, expression: ast.expr, where: Where) -> Key:
        key = super().key(expression, where)
        return Key(frozenset({spelled(expression, where, self.names)}), loose=True) if key.loose else key

    def _held(self, expression: ast.expr, where: Where) -> str:
        """The attribute of `sys` that an expression is, with `sys.` before it."""
        match expression:
            case ast.Attribute(value=ast.Name() | ast.Attribute() as base, attr=name):
                dotted = self.names.dotted(base, where)
                return f"sys.{name}" if dotted == "sys" or dotted.endswith(".sys") else ""
            case ast.Name():
                dotted = self.names.dotted(expression, where)
                return dotted if dotted in _LISTS or dotted == MODULES else ""
        return ""

    def _list(self, expression: ast.expr, where: Where) -> str:
        held = self._held(expression, where)
        return held if held in _LISTS else ""

    def _by_method(self, call: ast.Call, held: str, method: str, where: Where) -> Iterator[Operation]:
        if method in ("append", "insert", "remove") and call.args:
            entry = call.args[-1]
            action = Action.REMOVE if method == "remove" else Action.SET
            yield Operation(action, call, where, held, self.key(entry, where), None if method == "remove" else entry)
        elif method == "pop":
            yield Operation(Action.REMOVE, call, where, held, EVERYTHING)
        elif method == "clear":
            yield Operation(Action.CLEAR, call, where, held, EVERYTHING)
        elif method == "extend" and call.args:
            yield from self._extended(call, held, call.args[0], where)

    def _extended(self, node: ast.expr | ast.stmt, held: str, value: ast.expr, where: Where) -> Iterator[Operation]:
        if isinstance(value, (ast.List, ast.Tuple)) and not any(isinstance(one, ast.Starred) for one in value.elts):
            for entry in value.elts:
                yield Operation(Action.SET, node, where, held, self.key(entry, where), entry)
        else:
            yield Operation(Action.MERGE, node, where, held, EVERYTHING, value)

    def _by_builtin(self, call: ast.Call, owner: ast.expr, name: str, where: Where) -> Iterator[Operation]:
        attribute = call.args[1]
        assert isinstance(attribute, ast.Constant)
        held = self.replaced(ast.Attribute(owner, str(attribute.value), ast.Load()), where)
        if held and name == "delattr":
            yield Operation(Action.REMOVE, call, where, held, EVERYTHING)
        elif held and len(call.args) > 2:
            yield Operation(Action.REPLACE, call, where, held, EVERYTHING, call.args[2])

    def _deleted(self, node: ast.Delete, targets: list[ast.expr], where: Where) -> Iterator[Operation]:
        for target in targets:
            inner = target.value if isinstance(target, ast.Subscript) else target
            held = self._list(inner, where) if isinstance(target, ast.Subscript) else self.replaced(target, where)
            if held and held != MODULES:
                yield Operation(Action.REMOVE, node, where, held, EVERYTHING)


def _loaded(module: Module) -> frozenset[str]:
    """The modules that are surely loaded when a test of this module runs: it imports them at its top."""
    if "loaded" not in module.memo:
        found: set[str] = set()
        for name in _imported(module):
            while name:
                found.add(name)
                name = name.rpartition(".")[0]
        module.memo["loaded"] = frozenset(found)
    loaded: frozenset[str] = module.memo["loaded"]
    return loaded


def _imported(module: Module) -> Iterator[str]:
    for bindings in module.scope.bindings.values():
        for binding in bindings:
            if isinstance(binding.node, ast.Import):
                yield from (alias.name for alias in binding.node.names)
            elif isinstance(binding.node, ast.ImportFrom) and not binding.node.level:
                yield binding.target
