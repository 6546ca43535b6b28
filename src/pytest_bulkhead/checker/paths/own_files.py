"""Whether what code does to files stays with the test: in a folder that it has gone to, or a file system of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pytest_bulkhead.checker.meaning.names import Where, chain
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.checker.suite.stand_ins import StandIns

_DEPTH = 2
# What is called by those who go somewhere else.
_GOES = re.compile(
    r"chdir\w*$|(?:^|[._])(?:ch_?dir|cd|pushd|as_cwd|isolated_filesystem|in_(?:a_)?te?mp\w*|run_in_\w*dir\w*"
    r"|inside_\w*dir\w*|(?:\w+_)?work(?:ing)?_?dir(?:ectory)?|change_?\w*(?:dir|cwd)\w*"
    r"|(?:temp|tmp|temporary|in|set|new|with|use|fake)_?cwd\w*|with_te?mp\w*|\w*isolate\w*)$",
    re.IGNORECASE,
)
_GOING_FIXTURES = frozenset({
    "pytester", "testdir", "cwd_tmp", "tmp_cwd", "tmp_chdir", "chdir", "cd_tmp_path", "change_test_dir", "in_tmpdir",
    "cleandir", "tmpcwd", "temp_cwd", "tmp_path_cwd", "isolated_filesystem", "change_to_tmp", "tmp_dir_cwd",
})  # fmt: skip
# Whose runner gives each process a folder of its own to stand in.
_GOING_BASES = ("twisted.trial.",)
_FAKE_FIXTURES = frozenset({"fs", "fs_class", "fs_module", "fs_session", "fake_fs", "fake_filesystem", "mock_fs"})
_FAKES = re.compile(r"pyfakefs|patchfs|setUpPyfakefs|mock_open|fake_?filesystem|mockfs|MemoryFS|memfs", re.IGNORECASE)
_SETTERS = frozenset({"setenv", "setitem", "setattr", "patch", "object", "dict", "update"})
_HOMES = re.compile(r"['\"](?:HOME|USERPROFILE)['\"]|expanduser|['\"](?:\w+\.)*home['\"]|Path\.home")
_LOCKS = re.compile(r"lock", re.IGNORECASE)
# With one of these names patched in one of these places, nothing gets to the disk.
_DISK = frozenset({"builtins", "os", "shutil", "Path", "pathlib", "io", "sqlite3"})


class OwnFiles:
    """Answers where the paths of a piece of code lead."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.stand_ins = StandIns(knowledge)

    def goes_away(self, function: Function | None, module: Module) -> bool:
        """Whether something around makes relative paths lead to a folder of the test's own."""
        conftests = (module, *self.knowledge.index.conftests(module.path))
        around = self._around(function)
        return (
            any(map(self._goes_for_all, conftests))
            or any(self._calls(one, _GOES, _GOING_FIXTURES) for one in around)
            or any(self._is_run_elsewhere(one) for one in around)
        )

    def is_fake(self, function: Function | None, module: Module) -> bool:
        """Whether the file system is an imitation."""
        return any(self._calls(one, _FAKES, _FAKE_FIXTURES) for one in self._around(function))

    def has_own_home(self, function: Function | None) -> bool:
        """Whether a fixture or set-up, or the test, moves the home folder elsewhere."""
        return any(map(_moves_home, self._around(function)))

    def is_mocked(self, call: ast.Call, name: str, module: Module) -> bool:
        """Whether a mock stands in the place of what is called."""
        for text in self.stand_ins.patched_around(module.function_at(call), module):
            *_, home, last = ("", *text.split("."))
            if (last == name and home in _DISK) or (last in _DISK and last == text):
                return True
            if text.startswith(f"{module.dotted}.") or text == "pathlib.Path":
                return True
        return False

    def is_locked(self, call: ast.Call, module: Module) -> bool:
        """Whether a lock is held meanwhile."""
        for outer in module.ancestors(call):
            heads = outer.items if isinstance(outer, (ast.With, ast.AsyncWith)) else []
            if any(_LOCKS.search(ast.unparse(_called(item.context_expr))) for item in heads):
                return True
            if isinstance(outer, FunctionNode):
                return False
        return False

    def _goes_for_all(self, module: Module) -> bool:
        """Whether importing a file, or a hook in it, changes the directory once and for all."""
        if "goes for all" not in module.memo:
            hooks = (one for one in module.source.tree.body if isinstance(one, FunctionNode))
            early = [node for hook in hooks if hook.name.startswith("pytest_") for node in ast.walk(hook)]
            module.memo["goes for all"] = any(_is_chdir(node) for node in (*module.scope.own, *early))
        known: bool = module.memo["goes for all"]
        return known

    def _around(self, function: Function | None) -> tuple[Function, ...]:
        """The functions that have run, or are running, when a place is reached."""
        if function is None:
            return ()
        memo = function.module.memo
        if ("run around", function) not in memo:
            memo["run around", function] = tuple(self._run_around(function))
        known: tuple[Function, ...] = memo["run around", function]
        return known

    def _run_around(self, function: Function) -> Iterator[Function]:
        seen: set[Function] = set()
        pending = [function]
        while pending:
            one = pending.pop()
            if one in seen:
                continue
            seen.add(one)
            yield one
            around = one.module.function_at(one.node)
            pending.extend([around] if around else [])
            pending.extend(self.knowledge.idioms.setups(one))
            role = self.knowledge.idioms.role(one)
            if role in (Role.TEST, Role.FIXTURE, Role.SETUP):
                pending.extend(fixture.function for fixture in self.knowledge.fixtures.behind(one))
            elif role is Role.HELPER:
                pending.extend(self._around_every_test(one.module))

    def _around_every_test(self, module: Module) -> Iterator[Function]:
        """The fixtures that every test below the conftest files above has, and so whoever calls a helper there."""
        for conftest in self.knowledge.index.conftests(module.path):
            yield from (fixture.function for fixture in self.knowledge.fixtures.provided(conftest) if fixture.autouse)

    def _is_run_elsewhere(self, function: Function) -> bool:
        cls = self.knowledge.idioms.test_class(function)
        bases = self.knowledge.names.bases(cls) if cls else []
        return any(base.dotted.startswith(_GOING_BASES) for base in bases)

    def _calls(self, one: Function, pattern: re.Pattern[str], fixtures: frozenset[str]) -> bool:
        """Whether a function asks for one of some fixtures, or calls, or is decorated by, what a pattern means."""
        asked = fixtures.intersection(one.parameters)
        if any(self.knowledge.fixtures.find(name, one) is None for name in asked):
            return True
        if pattern is _FAKES and one.name in fixtures and self.knowledge.idioms.fixture(one):
            return True
        memo = one.module.memo
        key = ("calls", pattern.pattern, one)
        if key not in memo:
            marks = " ".join(ast.unparse(mark) for mark in self.knowledge.idioms.marks(one))
            named = any(f"'{name}'" in marks and self.knowledge.fixtures.find(name, one) is None for name in fixtures)
            memo[key] = named or any(pattern.search(text) for text in self._texts(one, 0))
        known: bool = memo[key]
        return known

    def _texts(self, function: Function, depth: int) -> frozenset[str]:
        """What a function is decorated with and calls, and what the helpers and context managers that it uses call."""
        memo = function.module.memo
        if ("called texts", function, depth) not in memo:
            memo["called texts", function, depth] = frozenset(self._gathered(function, depth))
        known: frozenset[str] = memo["called texts", function, depth]
        return known

    def _gathered(self, function: Function, depth: int) -> Iterator[str]:
        owner = [*function.owner.decorator_list, *function.owner.bases] if function.owner and not depth else []
        decorators = [*function.node.decorator_list, *owner]
        calls = [node.func for node in ast.walk(function.node) if isinstance(node, ast.Call)]
        used = [_called(one) for one in decorators] + calls
        yield from (chain(one) or ast.unparse(one) for one in used)
        if depth < _DEPTH:
            where = Where(function.module, function.scope)
            for called in used:
                for behind in self._behind(called, where):
                    if behind is not function:
                        yield from self._texts(behind, depth + 1)

    def _behind(self, called: ast.expr, where: Where) -> Iterator[Function]:
        """The function of the project that a name calls, or how its class is entered."""
        referent = self.knowledge.names.refer(called, where)
        if referent is None or referent.where is None:
            return
        if referent.function is not None:
            yield referent.function
        elif isinstance(referent.node, ast.ClassDef):
            methods = referent.where.module.methods(referent.node)
            yield from (methods[name] for name in ("__enter__", "__init__") if name in methods)


def _is_chdir(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "chdir"


def _moves_home(function: Function) -> bool:
    memo = function.module.memo
    if ("moves home", function) not in memo:
        memo["moves home", function] = any(map(_is_move_of_home, ast.walk(function.node)))
    known: bool = memo["moves home", function]
    return known


def _is_move_of_home(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in _SETTERS and _HOMES.search(ast.unparse(node)) is not None
    stored = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    return stored and _HOMES.search(ast.unparse(node)) is not None


def _called(expression: ast.expr) -> ast.expr:
    return expression.func if isinstance(expression, ast.Call) else expression
