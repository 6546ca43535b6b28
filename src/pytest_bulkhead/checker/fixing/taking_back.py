"""Settings that stand behind calls, read before they are set and put back when the test is over."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_bulkhead.checker.fixing.cleanups import at_the_end, taken_out
from pytest_bulkhead.checker.fixing.imports import existing_import
from pytest_bulkhead.checker.fixing.registering import Registrar, is_of_unittest, registrar_at
from pytest_bulkhead.checker.fixing.spans import span_of, text_of
from pytest_bulkhead.checker.fixing.statements import block_of, has_own_lines, put_after, put_before
from pytest_bulkhead.checker.fixing.stopping import after_the_pause
from pytest_bulkhead.checker.flow.cleanup import is_before, position
from pytest_bulkhead.checker.restoring.operations import Operation
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.findings import Edit


@dataclass(frozen=True, slots=True)
class Setting:
    """How a setting is put back.

    Args:
        name: of the variable that holds what it was; none is needed where it is always the same.
        reader: the function that tells it; the one that sets it does so itself where there is none.
        keyed: whether the first argument says which of several is meant.
        undone: the function, and its argument, that take it back to what it is while nobody touches it.
    """

    name: str = ""
    reader: str = ""
    keyed: bool = False
    undone: tuple[str, str] = ("", "")


SETTERS: Mapping[str, Setting] = {
    "os.chdir": Setting("old_cwd", "os.getcwd"),
    "os.umask": Setting("old_umask"),
    "signal.signal": Setting("old_handler", keyed=True),
    "locale.setlocale": Setting("old_locale", "locale.setlocale", keyed=True),
    "socket.setdefaulttimeout": Setting("old_timeout", "socket.getdefaulttimeout"),
    "sys.setrecursionlimit": Setting("old_limit", "sys.getrecursionlimit"),
    "sys.setswitchinterval": Setting("old_interval", "sys.getswitchinterval"),
    "sys.settrace": Setting("old_trace", "sys.gettrace"),
    "sys.setprofile": Setting("old_profile", "sys.getprofile"),
    "resource.setrlimit": Setting("old_limits", "resource.getrlimit", keyed=True),
    "logging.disable": Setting(undone=("logging.disable", "logging.NOTSET")),
    "gc.disable": Setting(undone=("gc.enable", "")),
}


def taken_back(change: Operation, function: Function, restoring: Restoring) -> tuple[Edit, ...] | None:
    """The edits after which a setting is what it was when the test, or the fixture's time, is over.

    None for calls that are not known here, and where the function has no way to do something later.
    """
    module, call = function.module, change.node
    if change.through or change.where.scope.node is not function.node or not isinstance(call, ast.Call):
        return None
    setting = SETTERS.get(restoring.knowledge.names.dotted(call.func, change.where))
    statement = module.parent(call)
    if setting is None or not isinstance(statement, ast.Expr) or not has_own_lines(statement, module):
        return None
    wanted = range(2) if setting.undone[0] else [1 + setting.keyed]
    if len(call.args) not in wanted or call.keywords or setting.name in _names(function):
        return None
    first = _first(change, statement, function, restoring)
    if first is not change:
        return taken_back(first, function, restoring)
    return _Taking(setting, call, statement, function, restoring).edits(change)


def _first(change: Operation, statement: ast.stmt, function: Function, restoring: Restoring) -> Operation:
    """The first change of the same setting that has surely been made: what is put back is what was there before it."""
    module = function.module
    around = {statement, *module.ancestors(statement)}
    alike = (
        one
        for one in restoring.changes(function)
        if one.target == change.target and one.key == change.key and is_before(one.at, change.at) and not one.through
    )
    sure = (
        one for one in alike if around & {*block_of(module.statement(one.node), module)} and change.where == one.where
    )
    return min(sure, key=lambda one: position(one.at), default=change)


class _Taking:
    """One change, and what there is to be written about it."""

    def __init__(
        self, setting: Setting, call: ast.Call, statement: ast.Expr, function: Function, restoring: Restoring
    ) -> None:
        self.setting = setting
        self.statement = statement
        self.function = function
        self.module = function.module
        self.restoring = restoring
        self.setter = text_of(call.func, self.module)
        self.key = [text_of(call.args[0], self.module)] if setting.keyed else []
        self.saved = ""  # the name that the function itself keeps it in

    def edits(self, change: Operation) -> tuple[Edit, ...] | None:
        left, gone = self._undoing(change)
        reader = self._reader()
        self.saved = _saved_just_before(self.statement, self.function, reader, gone)
        words = self._words()
        if reader is None or words is None:
            return None
        called, *given = words
        later = None if left else after_the_pause(f"{called}({', '.join(given)})", self.statement, self.function)
        if later is not None:
            kept = self._kept(reader, [])
            return None if kept is None else (*kept, later, *gone)
        registrar = registrar_at(self.statement, self.function, self.restoring.knowledge)
        if registrar is None:
            return None
        kept = self._kept(reader, [self._registered(registrar, reader, words)])
        return None if kept is None else (*kept, *registrar.edits, *gone)

    def _reader(self) -> str | None:
        """The call that tells what is set, empty where none is needed; None when its function is not at hand."""
        if not self.setting.reader:
            return ""
        name = existing_import(self.setting.reader, self.statement, self.module)
        return f"{name}({', '.join(self.key)})" if name else None

    def _words(self) -> list[str] | None:
        """The function that puts it back, and what that is given; None when they are not at hand."""
        if self.setting.name:
            return [self.setter, *self.key, self.saved or self.setting.name]
        words = [existing_import(one, self.statement, self.module) for one in self.setting.undone if one]
        return words if all(words) else None

    def _registered(self, registrar: Registrar, reader: str, words: list[str]) -> str:
        called, *given = words
        if is_of_unittest(self.function, self.restoring.knowledge):
            handed = [*given[:-1], reader] if reader and not self.saved else given
            return f"{registrar.name}({', '.join([called, *handed])})"
        later = f"lambda: {called}({', '.join(given)})" if given else called
        return f"{registrar.name}({later})"

    def _kept(self, reader: str, lines: list[str]) -> tuple[Edit, ...] | None:
        """What was set before is kept, and more lines stand beside that."""
        module = self.module
        if reader:
            in_line = any(reader in line for line in lines)  # it is handed on as it is read
            before = lines if in_line or self.saved else [f"{self.setting.name} = {reader}", *lines]
            if not before:
                return ()
            put = put_before(self.statement, before, module)
            return None if put is None else (put,)
        at = span_of(self.statement, module).start
        named = (Edit(at, at, f"{self.setting.name} = "),) if self.setting.name else ()
        if not lines:
            return named
        after = put_after(self.statement, lines, module)
        return None if after is None else (*named, after)

    def _undoing(self, change: Operation) -> tuple[bool, tuple[Edit, ...]]:
        """Whether the function does something about it that stays, and what takes that out of its end."""
        changes = self.restoring.changes(self.function)
        alike = [
            one
            for one in self.restoring.effects.of(self.function)
            if one.target == change.target and one not in changes and one.key.covers(change.key)
        ]
        statements = {at: one for one in alike if isinstance(at := self.module.parent(one.node), ast.Expr)}
        whole = len(statements) == len(alike) and not any(one.through for one in alike)
        if not alike or not whole or at_the_end(statements, self.function, ()) != set(statements):
            return bool(alike), ()
        gone = taken_out(list(statements), self.function, self._only_reads)
        return gone is None, gone or ()

    def _only_reads(self, value: ast.expr) -> bool:
        return self.restoring.state.is_read(value, self.restoring.effects.of(self.function)[0].where)


def _saved_just_before(statement: ast.stmt, function: Function, reader: str | None, gone: tuple[Edit, ...]) -> str:
    """The name that holds what is set, if the statement above reads that, stays, and nothing else gets that name."""
    module, block = function.module, block_of(statement, function.module)
    position = block.index(statement)
    match block[position - 1] if position else None:
        case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Call() as call):
            alone = len(function.scope.bindings.get(name, [])) == 1
            stays = not any(edit.start <= span_of(target, module).start < edit.end for edit in gone)
            return name if reader and alone and stays and text_of(call, module) == reader else ""
    return ""


def _names(function: Function) -> set[str]:
    return {node.id for node in ast.walk(function.node) if isinstance(node, ast.Name)} | {*function.parameters}
