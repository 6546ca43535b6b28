"""What test code does to paths that are the same in every worker, where nothing keeps the workers apart."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.paths.file_writes import LAST_NAMES, FileWrite, file_writes, last_name
from pytest_bulkhead.checker.paths.fixed_paths import Anchor, FixedPath, FixedPaths
from pytest_bulkhead.checker.paths.own_files import OwnFiles
from pytest_bulkhead.checker.reached import is_reached, run_by
from pytest_bulkhead.checker.rule import CheckedFile, evidence_at
from pytest_bulkhead.checker.source.module import Function, Module
from pytest_bulkhead.checker.source.scopes import Bound, FunctionNode
from pytest_bulkhead.checker.suite.callers import outermost
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.findings import Evidence

# What writes to files by itself: the gate of the rules that ask here.
TOKENS = (
    '"w', "'w", '"a"', "'a'", '"ab"', "'ab'", '"a+', "'a+", '"r+', "'r+", '"x"', "'x'", '"xb"', "'xb'",
    "write_text(", "write_bytes(", ".touch(", "mkdir(", "makedirs(", "unlink(", "os.remove", "rmdir(", "os.rename",
    "os.replace", "shutil", "sqlite", "symlink", "TinyDB(", "FileHandler(", "savetxt", "savez", "np.save",
    "savefig", "torch.save", "joblib", "import remove", "hardlink",
)  # fmt: skip
# Conditions under which a person, not the run, has a file written.
_ON_REQUEST = re.compile(
    r"updat|regen|record|rewrite|overwrit|generat|debug|save|dump|keep|refresh|bless|accept|verbose|persist",
    re.IGNORECASE,
)
_FROM_OUTSIDE = re.compile(r"environ|getenv|getoption|sys\.argv|worker", re.IGNORECASE)
_IS_THERE = re.compile(r"\b(?:l?exists|is_?file|is_?dir)\(")
_WRITING = (b"open(", b".write_", b"mkdir", b"makedirs", b"shutil", b"os.remove", b".unlink", b".touch(")
_PATH_CALLS = frozenset({"Path", "join", "str", "abspath", "joinpath", "resolve", "expanduser", "fspath", "local"})
_PATH_NAME = re.compile(r"path|file|dir|folder|name", re.IGNORECASE)
# The name of a file, by its ending.
_NAMED = re.compile(r"\.\w{1,8}$")
_OWN_PARAMETERS = ("tmp", "temp")
_OWN_MAKERS = frozenset({"mktemp", "mkdtemp", "TemporaryDirectory", "NamedTemporaryFile", "mkstemp", "getbasetemp"})


@dataclass(frozen=True, slots=True)
class Place:
    """What happens to which path, and where in the file that is caused."""

    write: FileWrite
    path: FixedPath
    at: ast.Call
    module: Module


def places(call: ast.Call, file: CheckedFile) -> Iterator[Place]:
    """The fixed paths to which a call does something, itself or through a helper of the test code."""
    yield from _directly(call, file) if last_name(call) in LAST_NAMES else _through_helper(call, file)


def _directly(call: ast.Call, file: CheckedFile) -> Iterator[Place]:
    scope = file.module.scope_at(call)
    where = Where(file.module, scope)
    for write in file_writes(call, where, file.knowledge):
        if not _is_own(write.path, where):
            for path in FixedPaths(file.knowledge).of(write.path, where):
                yield Place(write, path, call, file.module)


def _through_helper(call: ast.Call, file: CheckedFile) -> Iterator[Place]:
    """A helper of the test code that writes to the path which this call hands to it."""
    if not any(map(_may_hint, call.args)) and not any(_may_hint(keyword.value) for keyword in call.keywords):
        return
    where = Where(file.module, file.module.scope_at(call))
    given = tuple(one for one in (*call.args, *(keyword.value for keyword in call.keywords)) if _hints(one, where))
    if not given:
        return
    helper = file.knowledge.helper(call, where) or _of_product(call, where, given, file)
    if helper is None or helper.scope is where.scope or file.knowledge.idioms.role(helper) is not Role.HELPER:
        return
    inside: Where | None = None
    for write in _writes_of(helper, file):
        inside = inside or file.knowledge.inside(helper, call, where)
        for path in FixedPaths(file.knowledge).of(write.path, inside):
            yield Place(write, path, call, helper.module)


def _of_product(call: ast.Call, where: Where, given: tuple[ast.expr, ...], file: CheckedFile) -> Function | None:
    """The product's function that a call runs, if it gets a path at which the project has no file."""
    if not _may_write(call.func, where, file) or not any(_is_new(one, where, file) for one in given):
        return None
    referent = file.knowledge.names.refer(call.func, where)
    return referent.function if referent else None


def _may_write(called: ast.expr, where: Where, file: CheckedFile) -> bool:
    """Whether the bytes of the product's file, from which a function is imported, tell that it can write at all."""
    parts: list[str] = []
    while isinstance(called, ast.Attribute):
        parts.append(called.attr)
        called = called.value
    found = where.scope.lookup(called.id) if isinstance(called, ast.Name) else None
    if found is None or found[1][0].kind is not Bound.IMPORT:
        return False
    target = ".".join((found[1][0].target, *reversed(parts)))
    index = file.knowledge.index
    path = index.path_of(target, file.module)
    if path is None or is_test_path(path):
        return False
    defined = f"def {target.rpartition('.')[2]}(".encode()
    return index.mentions(path, defined) and any(index.mentions(path, text) for text in _WRITING)


def _is_new(argument: ast.expr, where: Where, file: CheckedFile) -> bool:
    paths = FixedPaths(file.knowledge).of(argument, where)
    return bool(paths) and not any(_is_there(path, file) for path in paths)


def _hints(argument: ast.expr, where: Where) -> bool:
    """Whether an argument reads like a path that is written down; most arguments do not, and cost no search."""
    match argument:
        case ast.Constant(value=str() as text):
            return "/" in text or _NAMED.search(text) is not None
        case ast.BinOp(op=ast.Div() | ast.Add()) | ast.JoinedStr():
            return not _is_own(argument, where)
        case ast.Call():
            return last_name(argument) in _PATH_CALLS and not _is_own(argument, where)
        case ast.Name(id=name):
            found = where.scope.lookup(name)
            values = [one.value for one in found[1] if one.kind is Bound.VALUE and one.value] if found else []
            return any(not isinstance(value, ast.Name) and _hints(value, where) for value in values)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return _PATH_NAME.search(name) is not None
    return False


def _may_hint(argument: ast.expr) -> bool:
    """Whether `_hints` can say yes, told without knowing where it stands."""
    if isinstance(argument, ast.Constant):
        return isinstance(argument.value, str) and ("/" in argument.value or "." in argument.value)
    return isinstance(argument, (ast.BinOp, ast.JoinedStr, ast.Call, ast.Name, ast.Attribute))


def _is_there(path: FixedPath, file: CheckedFile) -> bool:
    """Whether the project has a file or folder at a path."""
    index = file.knowledge.index
    if path.anchor not in (Anchor.CWD, Anchor.FILE, Anchor.PROJECT):
        return False
    folders = [path.base] if path.base else [index.root, index.suite_root(file.module.path)]
    places = (os.path.split(os.path.normpath(os.path.join(folder, path.text))) for folder in folders)
    return any(index.roots.has(folder, name, file.module.path) for folder, name in places)


def _writes_of(helper: Function, file: CheckedFile) -> list[FileWrite]:
    """What a helper does to paths that it is given."""
    memo = helper.module.memo
    if ("writes", helper) not in memo:
        where = Where(helper.module, helper.scope)
        memo["writes", helper] = [
            write
            for node in helper.scope.own
            if isinstance(node, ast.Call) and last_name(node) in LAST_NAMES
            for write in file_writes(node, where, file.knowledge)
            if any(isinstance(part, ast.Name) and part.id in helper.parameters for part in ast.walk(write.path))
            and not _is_on_request(node, helper.module, file)
        ]
    found: list[FileWrite] = memo["writes", helper]
    return found


def _is_own(path: ast.expr, where: Where) -> bool:
    """Whether a path surely begins in a temporary folder, or is none: most do, and that is told without a search."""
    for _ in range(6):
        match path:
            case ast.BinOp(left=inner) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
                path = inner
            case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)) if name in _OWN_MAKERS:
                return True
            case ast.Call(args=[inner, *_]) if not isinstance(path.func, ast.Attribute) or _is_join(path.func):
                path = inner
            case ast.Call(func=ast.Attribute(value=inner)):
                path = inner
            case ast.Name(id=name):
                found = where.scope.lookup(name)
                if found is None or len(found[1]) != 1:
                    return False
                binding = found[1][0]
                if isinstance(binding.node, ast.arg):
                    return name.startswith(_OWN_PARAMETERS)
                if binding.value is None or binding.kind is not Bound.VALUE or found[0] is not where.scope:
                    return False
                path = binding.value
            case ast.Constant(value=value):
                return not isinstance(value, str)
            case ast.Dict() | ast.List() | ast.Set() | ast.Lambda():
                return True
            case _:
                return False
    return False


def _is_join(called: ast.Attribute) -> bool:
    return called.attr in ("join", "abspath", "realpath", "Path", "fspath")


def is_settled(place: Place, file: CheckedFile) -> bool:
    """Whether a path is none that workers would fight about, or nothing gets there."""
    if not place.path.is_file or _is_on_request(place.at, file.module, file):
        return True
    function = file.module.function_at(place.at)
    own = OwnFiles(file.knowledge)
    if (
        own.stand_ins.is_expected_to_fail(place.at, file.module)
        or own.is_locked(place.at, file.module)
        or not is_reached(place.at, file)
    ):
        return True
    if own.is_mocked(place.write.call, last_name(place.write.call), file.module):
        return True
    if _is_elsewhere(place.path, function, own, file):
        return True
    around = outermost(place.at, file.module)
    runners = run_by(around, file) if around else []
    return bool(runners) and all(_is_elsewhere(place.path, one, own, file) for one in runners)


def _is_elsewhere(path: FixedPath, function: Function | None, own: OwnFiles, file: CheckedFile) -> bool:
    """Whether a path means a place of the test's own where a function runs."""
    if own.is_fake(function, file.module):
        return True
    if path.anchor is Anchor.HOME:
        return own.has_own_home(function)
    return path.anchor is Anchor.CWD and own.goes_away(function, file.module)


def _is_on_request(call: ast.Call, module: Module, file: CheckedFile) -> bool:
    """Whether a person, not the run, decides that a place is reached."""
    for outer in module.ancestors(call):
        if isinstance(outer, (ast.If, ast.IfExp)) and _asks_a_person(outer.test, module, file):
            return True
        if isinstance(outer, FunctionNode):
            return False
    return False


def _asks_a_person(test: ast.expr, module: Module, file: CheckedFile) -> bool:
    text = ast.unparse(test)
    if _FROM_OUTSIDE.search(text) or (_ON_REQUEST.search(text) and not _IS_THERE.search(text)):
        return True
    for name in ast.walk(test):
        if isinstance(name, ast.Name):
            held = file.knowledge.names.assigned(name, Where(module, module.scope_at(name)))
            if held and _FROM_OUTSIDE.search(ast.unparse(held[0])):
                return True
    return False


def shown(path: FixedPath, file: CheckedFile) -> str:
    """A path for people."""
    if path.anchor is Anchor.FILE:
        return file.knowledge.index.shown(os.path.normpath(os.path.join(path.base, path.text)))
    return path.shown


def evidence_of(place: Place) -> tuple[Evidence, ...]:
    """The line of a helper that does it, if one does."""
    if place.write.call is place.at:
        return ()
    return (evidence_at(place.write.call, place.module, "the helper does it here"),)
