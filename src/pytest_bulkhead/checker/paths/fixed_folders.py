"""Whether a folder that is removed is the same one for every worker."""

from __future__ import annotations

import ast

from pytest_bulkhead.checker.meaning.constants import Unknown
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.rule import CheckedFile
from pytest_bulkhead.checker.sameness.sameness import Likeness, Sameness
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.callers import outermost, places
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.checker.suite.stand_ins import StandIns

# Who stands somewhere else, or in a file system of its own, means another folder by the same path.
_ELSEWHERE = ("chdir", "isolated_filesystem", "pyfakefs", "os.fork")
_ANCHORS = frozenset({"tempfile.gettempdir", "pathlib.Path.home", "os.path.expanduser"})
_DEPTH = 6


def removes_fixed_folder(call: ast.Call, file: CheckedFile) -> bool:
    """Whether ``shutil.rmtree`` gets a path that stands in the test code."""
    if not call.args or file.knowledge.names.dotted(call.func, _where(call, file)) != "shutil.rmtree":
        return False
    stand_ins = StandIns(file.knowledge)
    if stand_ins.replaces(call, file.module):
        return False
    likeness = Likeness(file.knowledge, file.module)
    path = call.args[0]
    for where in places(call, file.module, file.knowledge):
        if likeness.of(path, where) is Sameness.FIXED and not _is_odd(path, where, likeness):
            return _is_anchored(path, where, likeness, 0) or _surely_stands_here(call, file)
    return False


def _where(call: ast.Call, file: CheckedFile) -> Where:
    return Where(file.module, file.module.scope_at(call))


def _is_odd(path: ast.expr, where: Where, likeness: Likeness) -> bool:
    """Whether a path is no path at all: a number, nothing, a mock's answer."""
    value = likeness.knowledge.constants.value(path, where)
    return not isinstance(value, (str, Unknown)) or value == ""


def _is_anchored(path: ast.expr, where: Where, likeness: Likeness, depth: int) -> bool:
    """Whether a path means the same folder wherever the process stands."""
    if depth > _DEPTH:
        return False
    for node, home in likeness.origins.of(path, where):
        if isinstance(node, ast.Name):
            return node.id == "__file__"
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str) and node.value.startswith(("/", "~"))
        if likeness.names.dotted(getattr(node, "func", node), home) in _ANCHORS:
            return True
        # The first part of a path decides.
        first = next((one for one in _parts(node)), None)
        return first is not None and _is_anchored(first, home, likeness, depth + 1)
    return False


def _parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left):
            return [left]
        case ast.Call(func=ast.Attribute(value=receiver), args=args):
            return [*args[:1], receiver] if isinstance(receiver, (ast.Name, ast.Attribute)) and args else [receiver]
        case ast.Call(args=args):
            return args[:1]
        case ast.JoinedStr(values=[first, *_]):
            return [first.value if isinstance(first, ast.FormattedValue) else first]
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return [inner]
    return []


def _surely_stands_here(call: ast.Call, file: CheckedFile) -> bool:
    """Whether nobody who has to do with a fixture or method can have changed the directory, or the file system."""
    function = outermost(call, file.module)
    idioms = file.knowledge.idioms
    if function is None or idioms.role(function) is Role.HELPER:
        return False
    cls = idioms.test_class(function)
    if cls is not None and idioms.has_unknown_base(cls):
        return False
    involved: list[Function] = [function, *(fixture.function for fixture in file.knowledge.fixtures.behind(function))]
    involved += idioms.setups(function)
    known = {one.name for one in involved} | {"self", "cls", "request", "monkeypatch", "caplog", "capsys", "mocker"}
    if idioms.role(function) is Role.FIXTURE and not known.issuperset(function.parameters):
        return False
    texts = (one.module.source.segment(one.node) for one in involved)
    return not any(word in text for text in texts for word in _ELSEWHERE)
