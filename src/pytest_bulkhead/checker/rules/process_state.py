"""BH102: a test, fixture or set-up changes a setting of the whole process and nothing puts it back."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from typing import ClassVar

from pytest_bulkhead.checker.cases import process_state as cases
from pytest_bulkhead.checker.cases import (
    process_state_fine,
    process_state_fine_directory,
    process_state_fine_python,
    process_state_fixed,
    process_state_imported,
    process_state_python,
)
from pytest_bulkhead.checker.fixing import Edits, safe
from pytest_bulkhead.checker.fixing.log_levels import set_level
from pytest_bulkhead.checker.fixing.mappings import entries, item_calls, statement_of
from pytest_bulkhead.checker.fixing.monkeypatched import Monkeypatched
from pytest_bulkhead.checker.fixing.replacing import Argument, called, called_in_turn, quoted
from pytest_bulkhead.checker.fixing.taking_back import taken_back
from pytest_bulkhead.checker.restoring.operations import Action, Operation
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.rule import Case, CheckedFile
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.state_rule import StateRule
from pytest_bulkhead.checker.states.interpreter import MODULES, PATHS, STREAMS, InterpreterState
from pytest_bulkhead.checker.states.loggers import HANDLERS, LOGGER, LOGGER_WORDS, ROOT, LoggersState
from pytest_bulkhead.checker.states.process_settings import CWD, DECIMAL, SETTINGS, WARNINGS
from pytest_bulkhead.checker.states.settings import SETTER_WORDS, SettingsState
from pytest_bulkhead.checker.states.suspects_of_process import may_change_the_process
from pytest_bulkhead.checker.states.worded import Words
from pytest_bulkhead.checker.suite.import_time import holds_tests, is_conftest
from pytest_bulkhead.findings import Fix, What
from pytest_bulkhead.hazards.catalogue.process_state import HAZARD

# What of `sys` is read, and words that only have it in them.
_READ = (
    r"(?<!del )sys\.(?!path|modules|argv|meta_path|set)\w+\b(?![ \t]*(?:[|+]?=(?!=)|[,)\]]|\\))"
    r"|(?<=\w)sys|sys(?=\w)"
    # Nor do words that are common elsewhere stand for the functions of these names.
    r"|(?<=\w)(?:disable|enable|install|signal)"
    r"|(?:disable|enable|install|signal)(?!\s*(?:[(\n,)]|$|as\b|\.signal\b))"
    r"|\.(?:level|propagate|disabled)(?![ \t]*(?:=(?!=)|,|\)|\\))"
)


class ProcessState(StateRule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = (
        "os.chdir", "os.fchdir", "import chdir", ".chdir()", "umask(", "setlocale(", "tzset", "signal.signal(",
        "setdefaulttimeout", "setrecursionlimit", "setswitchinterval", "gc.disable", "gc.set_", "settrace(",
        "setprofile(", "setrlimit(", "set_event_loop_policy", "uvloop.install", "set_start_method", "setcontext(",
        "getcontext(", "\nwarnings.",
        "sys.path", "sys.meta_path", "sys.argv", "sys.modules", "sys.stdin", "sys.stdout =", "sys.stdout,",
        "sys.stderr =", "hook =", "sys.platform =", "sys.version_info =", "sys.executable =", "(sys,", "addsitedir(",
        "from sys import",
        ".addHandler(", ".setLevel(", ".handlers", ".propagate =", ".disabled =", "basicConfig(", "dictConfig(",
        "fileConfig(", "logging.disable", "setLoggerClass", "captureWarnings",
    )  # fmt: skip
    words = Words((*sorted(SETTER_WORDS), "getcontext", "sys", "addsitedir", *sorted(LOGGER_WORDS)), innocent=_READ)
    states = (SettingsState, InterpreterState, LoggersState)
    bad: ClassVar[Mapping[str, Case]] = {
        **cases.BAD,
        **process_state_imported.BAD,
        **process_state_python.BAD,
    }
    good: ClassVar[Mapping[str, Case]] = {
        **process_state_fine.GOOD,
        **process_state_fine_directory.GOOD,
        **process_state_fine_python.GOOD,
    }
    strict_bad = cases.STRICT_BAD
    fixed = process_state_fixed.FIXED

    def is_suspicious(self, data: bytes, start: int = 0, end: int | None = None) -> bool:
        return may_change_the_process(data, start, end)

    def concerns(self, change: Operation, function: Function, file: CheckedFile) -> bool:
        """Not the warning filters: pytest puts them back after each test."""
        return change.target != WARNINGS and (file.strict or not _is_idle(change))

    def concerns_at_import(self, change: Operation, file: CheckedFile) -> bool:
        if change.target in PATHS and is_conftest(file.module):
            return file.strict
        if not (holds_tests(file.module) or is_conftest(file.module)) or (_is_idle(change) and not file.strict):
            return False
        return super().concerns_at_import(change, file)

    def is_mild(self, change: Operation) -> bool:
        return (
            # pytest's capturing puts them back, unless it is switched off.
            change.target in STREAMS
            or change.target == WARNINGS
            or (change.target.startswith(LOGGER) and change.target != LOGGER + ROOT)
            or _is_idle(change)
            or _only_on_windows(change)
        )

    def said_at_import(self, change: Operation) -> str:
        if change.target == WARNINGS:
            return f"importing this file {self.done(change)} for every file that is collected after it"
        return super().said_at_import(change)

    def what(self, change: Operation) -> What:
        if change.target == CWD:
            return What(CWD, "working directory")
        if change.target.startswith((LOGGER, HANDLERS)):
            return What("logger", change.target.rpartition(" ")[2])
        return What(change.target, change.key.text)

    def done(self, change: Operation) -> str:
        name = change.key.text
        if change.target in SETTINGS:
            return f"{SETTINGS[change.target].done}{f' for {name}' if name else ''}"
        if change.target.startswith((LOGGER, HANDLERS)):
            return _done_to_logger(change)
        if change.target == MODULES:
            thing = f"`{name}`" if name else "modules"
            if change.action is Action.REMOVE:
                return f"takes {thing} out of sys.modules"
            return f"puts {thing} into sys.modules"
        if change.action in (Action.SET, Action.MERGE):
            return f"adds to {change.target}"
        return f"takes from {change.target}" if change.action is Action.REMOVE else f"replaces {change.target}"

    def fix(self, change: Operation, function: Function, restoring: Restoring, file: CheckedFile) -> Fix | None:
        if change.target.startswith(LOGGER) and "level" in change.key.names:
            names, module = file.knowledge.names, file.module
            leveling = Monkeypatched(restoring, lambda one: set_level(one, names, module), "caplog")
            return safe(leveling.edits(change, function))
        return super().fix(change, function, restoring, file) or safe(taken_back(change, function, restoring))

    def instead(self, change: Operation, file: CheckedFile) -> Edits:
        module = file.module
        statement = statement_of(change.node, module)
        if statement is None or change.target == DECIMAL:
            return None
        if change.target == "sys.path" and not _has_path_for_itself(change, file):
            return None
        if change.target == MODULES:
            return called_in_turn(statement, item_calls(entries(statement) or (), module), module)
        match statement:
            case ast.Expr(value=ast.Call(args=[folder], keywords=[])) if change.target == CWD:
                return called(statement, "monkeypatch.chdir", [folder], module)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=folder), args=[])) if change.target == CWD:
                return called(statement, "monkeypatch.chdir", [folder], module)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="insert"), args=[ast.Constant(value=0), entry])) if (
                change.target == "sys.path"
            ):
                return called(statement, "monkeypatch.syspath_prepend", [entry], module)
            case ast.Expr(value=ast.Call(func=ast.Name(id="setattr"), args=[owner, name, value])):
                return called(statement, "monkeypatch.setattr", [owner, name, value, *_raising(change)], module)
            case ast.Assign(targets=[ast.Attribute(value=owner, attr=name)], value=value):
                given = [owner, quoted(name, module), value, *_raising(change)]
                return called(statement, "monkeypatch.setattr", given, module)
        return None

    def is_the_same(self, change: Operation, file: CheckedFile) -> bool:
        """Not where a teardown or fixture, which runs once the directory is put back, may count on the other one."""
        function = file.module.function_at(change.node) if change.target == CWD else None
        if function is None:
            return True
        behind = file.knowledge.fixtures.behind(function)
        return not file.knowledge.idioms.teardowns(function) and not any(one.function.is_generator for one in behind)


RULE = ProcessState()


def _has_path_for_itself(change: Operation, file: CheckedFile) -> bool:
    """Whether the function takes nothing else from the search path, which ``monkeypatch`` would put back for good."""
    function = file.module.function_at(change.node)
    operations = file.restoring(InterpreterState).effects.of(function) if function else []
    others = (one for one in operations if one.target == change.target and one.action is not Action.SET)
    return all(one is change or one.key.covers(change.key) for one in others)


def _raising(change: Operation) -> list[Argument]:
    """What has ``monkeypatch`` take an attribute that may be new."""
    known = change.target.startswith((LOGGER, HANDLERS)) or hasattr(sys, change.target.removeprefix("sys."))
    return [] if known else ["raising=False"]


def _is_idle(change: Operation) -> bool:
    """Whether it is a ``basicConfig`` that does nothing while the root logger has pytest's handlers."""
    node = change.node
    if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("basicConfig"):
        return False
    return not any(one.arg == "force" for one in node.keywords)


def _only_on_windows(change: Operation) -> bool:
    """Whether a condition around a change says that it is meant for Windows."""
    for outer in change.where.module.ancestors(change.node):
        if isinstance(outer, ast.If) and any(word in ast.unparse(outer.test) for word in ("win32", "'nt'", "Windows")):
            return True
    return False


def _done_to_logger(change: Operation) -> str:
    name = change.target.rpartition(" ")[2]
    logger = "the root logger" if name == ROOT else f"the logger `{name}`"
    if change.target.startswith(HANDLERS):
        if change.value is None:
            return "configures logging"
        return f"adds a handler to {logger}" if change.action is Action.SET else f"replaces the handlers of {logger}"
    deeds = {"level": "sets the level of", "propagate": "switches the propagation of", "disabled": "switches"}
    return f"{deeds.get(change.key.text, 'changes')} {logger}"
