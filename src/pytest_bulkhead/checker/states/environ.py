"""The environment of the process, under all the names by which code gets at it."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.mappings import MappingState
from pytest_bulkhead.checker.restoring.operations import EVERYTHING, Action, Key, Operation
from pytest_bulkhead.checker.source.module import Function

_ENVIRON = "os.environ"
_MAPPINGS = frozenset({_ENVIRON, "os.environb"})
_READERS = frozenset({"os.getenv", "os.environ.get", "os.environ.copy", "os.environ.pop"})
_DOTENV = frozenset({"dotenv.load_dotenv", "dotenv.main.load_dotenv"})
# Libraries that patch the environment as a whole while they are in force.
_RESTORERS = frozenset({"moto.core.decorator.mock_aws", "moto.core.models.mock_aws"})
_FUNCTIONS = ("putenv", "unsetenv", "load_dotenv")
# Set outside the project on most machines, so that taking them out restores nothing.
_OF_THE_MACHINE = frozenset({
    "CI", "DISPLAY", "EDITOR", "HOME", "HOSTNAME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "LOGNAME", "MAIL", "NO_PROXY",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OLDPWD", "PAGER", "PATH", "PWD", "PYTEST_CURRENT_TEST", "PYTHONPATH",
    "PYTHONHASHSEED", "SHELL", "SHLVL", "SSH_AUTH_SOCK", "TEMP", "TERM", "TMP", "TMPDIR", "TZ", "USER", "USERNAME",
    "USERPROFILE", "APPDATA", "LOCALAPPDATA", "SYSTEMROOT", "VIRTUAL_ENV", "PYTEST_XDIST_WORKER", "GITHUB_ACTIONS",
})  # fmt: skip
_MACHINE_PREFIXES = ("LC_", "XDG_")


class EnvironState(MappingState):
    """`os.environ`, its aliases, and the functions that change it."""

    hints = ("env",)

    def target(self, expression: ast.expr, where: Where) -> str:
        if not isinstance(expression, (ast.Name, ast.Attribute)):
            return ""
        if isinstance(expression, ast.Attribute) and not expression.attr.startswith("environ"):
            # Only an attribute that holds an alias could be meant; `self.env = os.environ` is such a one.
            alias = self.names.refer(expression, where) if self.names.class_around(expression.value, where) else None
            return _ENVIRON if alias and alias.dotted in _MAPPINGS else ""
        return _ENVIRON if self.names.dotted(expression, where) in _MAPPINGS else ""

    def target_named(self, dotted: str, where: Where) -> str:
        return _ENVIRON if dotted == _ENVIRON or dotted.endswith(".os.environ") else ""

    def is_read(self, node: ast.expr, where: Where) -> bool:
        if isinstance(node, ast.Call):
            return self.names.dotted(node.func, where) in _READERS
        return bool(self.target(node, where))

    def shielded(self, call: ast.Call, where: Where) -> tuple[str, Key] | None:
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("setenv", "delenv") and call.args:
            return _ENVIRON, self.key(call.args[0], where)
        return None

    def is_put_back_by(self, dotted: str, change: Operation) -> bool:
        return dotted in _RESTORERS or dotted.startswith("moto.mock_")

    def is_neutral(self, operation: Operation) -> bool:
        """What pytest itself writes anew in each phase of a test, and takes out at its end."""
        return not operation.key.loose and operation.key.names == {"PYTEST_CURRENT_TEST"}

    def from_call(self, call: ast.Call, where: Where) -> Operation | None:
        if isinstance(call.func, ast.Attribute) and call.func.attr not in _FUNCTIONS:
            return None
        called = self.names.dotted(call.func, where)
        if called in ("os.putenv", "os.unsetenv") and call.args:
            action = Action.SET if called == "os.putenv" else Action.REMOVE
            value = call.args[1] if len(call.args) > 1 else None
            return Operation(action, call, where, _ENVIRON, self.key(call.args[0], where), value)
        if called in _DOTENV:
            return Operation(Action.MERGE, call, where, _ENVIRON, EVERYTHING, None)
        return None

    def removal_is_kept_from(self, key: Key, function: Function | None) -> str:
        for name in () if key.loose else key.names:
            if name.upper() in _OF_THE_MACHINE or name.startswith(_MACHINE_PREFIXES):
                return f"{name} is set outside the tests, so taking it out does not put it back"
        return ""
