"""Paths that stand in the test code, so that every worker means the same place by them."""

from __future__ import annotations

import ast
import enum
import os
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.flow.origins import Origin, Origins
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_DEPTH = 8
_MOST = 16
_MAKERS = frozenset({
    "pathlib.Path", "pathlib.PosixPath", "pathlib.PurePath", "pathlib.PurePosixPath", "builtins.str", "os.fspath",
    "os.path.join", "posixpath.join", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.expanduser",
    "anyio.Path", "trio.Path", "py.path.local",
})  # fmt: skip
_HERE = frozenset({"os.getcwd", "pathlib.Path.cwd", "os.getcwdb"})
_SAME = frozenset({"resolve", "absolute", "expanduser", "as_posix", "joinpath", "__str__"})
_PROJECT = frozenset({"rootdir", "rootpath", "invocation_dir"})
_TEMPORARY = ("/tmp", "/var/tmp")  # noqa: S108  (what others write is looked for)
# No texts of paths.
_OTHER = ("<", ":", "file:")
# Not on a disk, or nobody's to write.
_NO_FILES = ("/dev/", "/proc/", "/sys/", "/nonexist", "/does/not", "/non/exist", "/path/to", "/no/such")


class Anchor(enum.Enum):
    """From where a path is looked up."""

    CWD = "the working directory"
    FILE = "the folder of the file"
    PROJECT = "the folder of the project"
    HOME = "the home folder"
    TEMPORARY = "the folder for temporary files"
    ROOT = "the root"


@dataclass(frozen=True, slots=True)
class FixedPath:
    """A path that is the same in every worker.

    Args:
        text: with ``/``, from the anchor on.
        base: the file's folder, where that is the anchor.
    """

    anchor: Anchor
    text: str
    base: str = ""

    @property
    def shown(self) -> str:
        """The path for people."""
        if self.anchor is Anchor.HOME:
            return f"~/{self.text}"
        if self.anchor is Anchor.TEMPORARY:
            return posixpath.join(_TEMPORARY[0], self.text)
        return self.text or "."

    @property
    def is_file(self) -> bool:
        """Whether it can be the path of something on disk that somebody may write."""
        if self.anchor is Anchor.ROOT:
            return not self.text.startswith(_NO_FILES) and self.text != "/"
        return bool(self.text.strip("./"))

    def joined(self, other: FixedPath) -> FixedPath:
        """The path that another one leads to from here."""
        if other.anchor is not Anchor.CWD:
            return other
        return replace(self, text=_tidy(posixpath.join(self.text, other.text)))

    @property
    def parent(self) -> FixedPath:
        if not self.text or self.text.endswith(".."):
            return replace(self, text=_tidy(posixpath.join(self.text, "..")))
        return replace(self, text=_tidy(posixpath.dirname(self.text)))


class FixedPaths:
    """Evaluates expressions to paths."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.names = knowledge.names
        self.origins = Origins(knowledge)

    def of(self, expression: ast.expr, where: Where, depth: int = 0) -> tuple[FixedPath, ...]:
        """The paths that an expression can be; none when one of them is not fixed or cannot be told."""
        if depth > _DEPTH:
            return ()
        found: dict[FixedPath, None] = {}
        for origin in self.origins.of(expression, where):
            paths = self._origin(origin, depth)
            if not paths or len(found) > _MOST:
                return ()
            found.update(dict.fromkeys(paths))
        return tuple(found)

    def _origin(self, origin: Origin, depth: int) -> tuple[FixedPath, ...]:
        node, where = origin
        if not is_test_path(where.module.path):
            return ()  # the product's own places are often set aside for a test
        match node:
            case ast.Constant(value=str() as text):
                return path_of_text(text)
            case ast.JoinedStr():
                return self._concatenated(_pieces(node), where, depth)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._concatenated([left, right], where, depth)
            case ast.BinOp(op=ast.Div(), left=left, right=right):
                return self._joined([left, right], where, depth)
            case ast.Attribute(attr="parent", value=value):
                return tuple(path.parent for path in self.of(value, where, depth + 1))
            case ast.Subscript(value=ast.Attribute(attr="parents", value=value), slice=ast.Constant(value=int() as up)):
                paths = self.of(value, where, depth + 1)
                for _ in range(min(up, 20) + 1):
                    paths = tuple(path.parent for path in paths)
                return paths
            case ast.Name(id="__file__"):
                folder, name = os.path.split(where.module.path)
                return (FixedPath(Anchor.FILE, name, folder),)
            case ast.Attribute():
                return self._attribute(node, where)
            case ast.Call():
                return self._call(node, where, depth)
        return ()

    def _attribute(self, attribute: ast.Attribute, where: Where) -> tuple[FixedPath, ...]:
        if self.names.dotted(attribute, where) == "os.curdir":
            return (FixedPath(Anchor.CWD, ""),)
        if attribute.attr in _PROJECT and ast.unparse(attribute.value) in ("request.config", "pytestconfig"):
            return (FixedPath(Anchor.PROJECT, ""),)
        return ()

    def _call(self, call: ast.Call, where: Where, depth: int) -> tuple[FixedPath, ...]:
        dotted = self.names.dotted(call.func, where)
        if dotted in _HERE:
            return (FixedPath(Anchor.CWD, ""),)
        if dotted == "pathlib.Path.home":
            return (FixedPath(Anchor.HOME, ""),)
        if dotted == "tempfile.gettempdir":
            return (FixedPath(Anchor.TEMPORARY, ""),)
        if dotted in _MAKERS:
            return self._joined(call.args, where, depth) if call.args else (FixedPath(Anchor.CWD, ""),)
        if dotted == "os.path.dirname" and call.args:
            return tuple(path.parent for path in self.of(call.args[0], where, depth + 1))
        if not isinstance(call.func, ast.Attribute):
            return ()
        if call.func.attr in _SAME:
            return self._joined([call.func.value, *call.args], where, depth)
        if call.func.attr in ("with_name", "with_suffix") and call.args:
            return self._renamed(call, call.func, where, depth)
        return ()

    def _renamed(self, call: ast.Call, called: ast.Attribute, where: Where, depth: int) -> tuple[FixedPath, ...]:
        own = self.of(called.value, where, depth + 1)
        name = self.knowledge.constants.value(call.args[0], where)
        if not isinstance(name, str):
            return ()
        if called.attr == "with_name":
            return tuple(path.parent.joined(FixedPath(Anchor.CWD, name)) for path in own)
        return tuple(replace(path, text=posixpath.splitext(path.text)[0] + name) for path in own)

    def _joined(self, parts: Iterable[ast.expr], where: Where, depth: int) -> tuple[FixedPath, ...]:
        found: tuple[FixedPath, ...] = (FixedPath(Anchor.CWD, ""),)
        for part in parts:
            other = self.of(part, where, depth + 1)
            found = tuple(path.joined(one) for path in found for one in other)
            if not found or len(found) > _MOST:
                return ()
        return found

    def _concatenated(self, parts: list[ast.expr], where: Where, depth: int) -> tuple[FixedPath, ...]:
        """Texts one after the other, of which only the first can say where the path begins."""
        found: tuple[FixedPath, ...] = ()
        for part in parts:
            value = self.knowledge.constants.value(part, where)
            texts = [str(value)] if isinstance(value, (str, int)) and not isinstance(value, bool) else None
            if texts is None:
                others = self.of(part, where, depth + 1)
                if not others or (found and any(one.anchor is not Anchor.CWD for one in others)):
                    return ()
                if not found:
                    found = others
                    continue
                texts = [one.text for one in others]
            if found:
                found = tuple(replace(path, text=_tidy(_glued(path.text, text))) for path in found for text in texts)
            else:
                found = tuple(path for text in texts for path in path_of_text(text, True))
            if not found or len(found) > _MOST:
                return ()
        return found


def path_of_text(text: str, may_be_empty: bool = False) -> tuple[FixedPath, ...]:
    """The path that a text is, none for texts that are no paths of files."""
    if not text and not may_be_empty:
        return ()
    if text.startswith(_OTHER) or any(sign in text for sign in ("://", "\0", "\n")):
        return ()
    if text.startswith("/"):
        for folder in _TEMPORARY:
            if text == folder or text.startswith(f"{folder}/"):
                return (FixedPath(Anchor.TEMPORARY, _tidy(text.removeprefix(folder).lstrip("/"))),)
        return (FixedPath(Anchor.ROOT, text),)
    if text.startswith("~"):
        return (FixedPath(Anchor.HOME, text[1:].lstrip("/")),)
    return (FixedPath(Anchor.CWD, _tidy(text)),)


def _glued(one: str, other: str) -> str:
    """Text after text: what ends a folder's name begins with a slash, unless nothing stands before."""
    return one + other if one else other.lstrip("/")


def _tidy(text: str) -> str:
    tidied = posixpath.normpath(text) if text else ""
    return "" if tidied == "." else tidied


def _pieces(joined: ast.JoinedStr) -> list[ast.expr]:
    return [one.value if isinstance(one, ast.FormattedValue) else one for one in joined.values]
