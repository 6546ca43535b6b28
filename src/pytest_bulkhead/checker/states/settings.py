"""The settings of the process that stand behind a call: the working directory, the locale, signal handlers, …"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.meaning.spelling import spelled
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.sameness.places import hangs_on_the_source
from pytest_bulkhead.checker.states.process_settings import CWD, DECIMAL, SETTINGS

_SETTERS = {dotted: (target, place) for target, one in SETTINGS.items() for dotted, place in one.setters.items()}
# These return what was set before.
_SWAPS = frozenset({"os.umask", "signal.signal"})
_OFF = {dotted: target for target, one in SETTINGS.items() for dotted in one.off}
_READERS = frozenset(dotted for one in SETTINGS.values() for dotted in one.readers)
# The last words of these: whatever else is called is passed over without looking it up.
SETTER_WORDS = frozenset(dotted.rpartition(".")[2] for dotted in (*_SETTERS, *_OFF))
_READER_WORDS = frozenset(dotted.rpartition(".")[2] for dotted in _READERS) | {"chdir", "abspath", "realpath"}
_HERE = ("os.path.abspath", "os.path.realpath")
_KEYS = ("signal.SIG", "locale.LC_", "resource.RLIMIT_")
# pytest's fixture of this name is a directory that can be changed into, and tells where one came from.
_TMPDIR = "tmpdir"
_HANDLERS = frozenset({"signal.SIG_DFL", "signal.SIG_IGN", "signal.default_int_handler"})
_UP = frozenset({"'..'", "os.pardir", "os.path.pardir"})
_PYTESTERS = frozenset({"pytester", "testdir"})


class SettingsState(State):
    """Each setting is a target of its own."""

    cleared_is_restored = True

    def operations(self, node: ast.AST, where: Where) -> Iterator[Operation]:
        match node:
            case ast.Call(func=ast.Attribute(attr=word) | ast.Name(id=word)):
                if word in SETTER_WORDS or isinstance(node.func, ast.Name):
                    yield from self._called(node, where)
            case ast.Assign(targets=[ast.Attribute(value=owner)], value=value):
                if self._is_decimal_context(owner, where):
                    yield Operation(Action.REPLACE, node, where, DECIMAL, EVERYTHING, value)

    def target_named(self, dotted: str, where: Where) -> str:
        ends = (target for name, (target, _) in _SETTERS.items() if dotted == name or dotted.endswith(f".{name}"))
        return next(ends, "")

    def replaced(self, target: ast.expr, where: Where) -> str:
        if isinstance(target, ast.Attribute) and target.attr in SETTER_WORDS:
            return _SETTERS.get(self.names.dotted(target, where), ("", 0))[0]
        return ""

    def shielded(self, call: ast.Call, where: Where) -> tuple[str, Key] | None:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "chdir" and call.args:
            return None if self.names.dotted(call.func, where) in _SETTERS else (CWD, EVERYTHING)
        return None

    def is_put_back_by(self, dotted: str, change: Operation) -> bool:
        return dotted in SETTINGS[change.target].restorers

    def is_put_back_by_fixture(self, name: str, change: Operation) -> bool:
        return change.target == CWD and name in _PYTESTERS

    def speaks_of(self, name: str, change: Operation) -> bool:
        return any(hint in name.lower() for hint in SETTINGS[change.target].hints)

    def is_read(self, node: ast.expr, where: Where) -> bool:
        if isinstance(node, ast.Attribute):
            return self._is_decimal_context(node.value, where)
        match node:
            case ast.Call(func=ast.Attribute(attr=word) | ast.Name(id=word)):
                if word not in _READER_WORDS and not isinstance(node.func, ast.Name):
                    return False
                dotted = self.names.dotted(node.func, where)
                return dotted in _READERS or self._is_here(dotted, node) or self._entered(node, where) is not None
        return False

    def is_neutral(self, operation: Operation) -> bool:
        """A step up, which takes back the step down before it."""
        value = operation.value
        return operation.target == CWD and value is not None and ast.unparse(value) in _UP

    def is_constant(self, value: ast.expr, where: Where) -> bool:
        return (
            super().is_constant(value, where)
            or hangs_on_the_source(value, where, self.names)
            or self.names.dotted(value, where) in _HANDLERS
        )

    def key(self, expression: ast.expr, where: Where) -> Key:
        name = spelled(expression, where, self.names)
        return Key(frozenset({name})) if name.startswith(_KEYS) and name != "locale.LC_ALL" else EVERYTHING

    def _called(self, call: ast.Call, where: Where) -> Iterator[Operation]:
        entered = self._entered(call, where)
        if entered is not None:
            yield Operation(Action.REPLACE, call, where, CWD, EVERYTHING, entered)
            return
        dotted = self.names.dotted(call.func, where)
        if dotted in _OFF:
            yield Operation(Action.CLEAR, call, where, _OFF[dotted], EVERYTHING)
        if dotted not in _SETTERS:
            return
        target, place = _SETTERS[dotted]
        setting = SETTINGS[target]
        value = _argument(call, place)
        if setting.keyed is not None and (value is None or ast.unparse(value) == "None"):
            return  # it is only asked
        if self._is_set_and_put_back(call, value, where):
            return
        key = EVERYTHING if setting.keyed is None else self.key(call.args[setting.keyed], where)
        if value is not None and self._is_untouched(value, key, where, setting.untouched):
            yield Operation(Action.CLEAR, call, where, target, key)
        else:
            yield Operation(Action.REPLACE, call, where, target, key, value)

    def _is_set_and_put_back(self, call: ast.Call, value: ast.expr | None, where: Where) -> bool:
        """Whether one call gets what another one of its kind returns, as in ``umask(umask(0))``, or is that other."""
        outer = where.module.parent(call)
        pairs = [(call, value), (outer, call)]
        return any(
            isinstance(around, ast.Call)
            and isinstance(inside, ast.Call)
            and ast.unparse(around.func) == ast.unparse(inside.func)
            and around.args[-1:] == [inside]
            and [ast.unparse(one) for one in around.args[:-1]] == [ast.unparse(one) for one in inside.args[:-1]]
            and self.names.dotted(around.func, where) in _SWAPS
            for around, inside in pairs
        )

    def _is_untouched(self, value: ast.expr, key: Key, where: Where, values: tuple[str, ...]) -> bool:
        text = self.names.dotted(value, where) or ast.unparse(value)
        # Python itself handles this one from the start.
        return text in values and (text, key.text) != ("signal.SIG_DFL", "signal.SIGINT")

    def _is_here(self, dotted: str, call: ast.Call) -> bool:
        return dotted in _HERE and len(call.args) == 1 and ast.unparse(call.args[0]) in ("'.'", "os.curdir", "''")

    def _entered(self, call: ast.Call, where: Where) -> ast.expr | None:
        """The directory object that a call without arguments changes into."""
        match call:
            case ast.Call(func=ast.Attribute(value=directory, attr="chdir"), args=[], keywords=[]):
                return directory if self._is_directory(directory, where) else None
        return None

    def _is_directory(self, expression: ast.expr, where: Where) -> bool:
        """Whether it is pytest's ``tmpdir``, something below it, or what its ``chdir`` returned."""
        while isinstance(expression, (ast.Attribute, ast.Call, ast.Subscript)):
            expression = expression.func if isinstance(expression, ast.Call) else expression.value
        if not isinstance(expression, ast.Name):
            return False
        if expression.id == _TMPDIR:
            return True
        referent = self.names.refer(expression, where)
        binding = referent.binding if referent else None
        if referent is None or referent.where is None or binding is None or not isinstance(binding.value, ast.Call):
            return False
        return isinstance(binding.value.func, ast.Attribute) and self._is_directory(binding.value, referent.where)

    def _is_decimal_context(self, expression: ast.expr, where: Where) -> bool:
        if isinstance(expression, ast.Name):
            referent = self.names.refer(expression, where)
            binding = referent.binding if referent else None
            if referent is None or referent.where is None or binding is None or binding.path:
                return False
            return isinstance(binding.value, ast.Call) and self._is_decimal_context(binding.value, referent.where)
        if not isinstance(expression, ast.Call) or expression.args:
            return False
        return self.names.dotted(expression.func, where) == "decimal.getcontext"


def _argument(call: ast.Call, place: int) -> ast.expr | None:
    if len(call.args) > place:
        return call.args[place]
    return call.keywords[0].value if call.keywords else None
