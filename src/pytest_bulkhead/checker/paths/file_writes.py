"""What code does to files and folders by itself: which call writes, creates or deletes which path."""

from __future__ import annotations

import ast
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.flow.origins import Origins
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.suite.knowledge import Knowledge

_OPENERS = frozenset({
    "builtins.open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "aiofiles.open", "zipfile.ZipFile",
    "tarfile.open", "h5py.File", "tables.open_file", "netCDF4.Dataset",
})  # fmt: skip


class Deed(enum.Enum):
    """What is done to a path."""

    WRITES = "writes"
    CREATES = "creates"
    DELETES = "deletes"
    MOVES = "moves"


_METHODS = {
    **dict.fromkeys(("write_text", "write_bytes"), Deed.WRITES),
    **dict.fromkeys(("touch", "mkdir", "symlink_to", "hardlink_to"), Deed.CREATES),
    **dict.fromkeys(("unlink", "rmdir"), Deed.DELETES),
}
_MAKES = ("os.mkdir", "os.makedirs", "os.mkfifo", "os.mknod")
_LINKS = ("os.symlink", "os.link")
_REMOVES = ("os.remove", "os.unlink", "os.rmdir", "os.removedirs", "shutil.rmtree")
_MOVES = ("os.rename", "os.renames", "os.replace", "shutil.move")
_COPIES = (
    "shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.unpack_archive", "torch.save",
    "joblib.dump",
)  # fmt: skip
_STORES = (
    "os.truncate", "shutil.make_archive", "numpy.save", "numpy.savez", "numpy.savetxt", "numpy.savez_compressed",
    "sqlite3.connect", "aiosqlite.connect", "logging.FileHandler", "tinydb.TinyDB", "matplotlib.pyplot.savefig",
)  # fmt: skip
# By the full name: what is done, and the positions of the paths to which it is done.
_FUNCTIONS: dict[str, tuple[Deed, tuple[int, ...]]] = {
    **dict.fromkeys(_MAKES, (Deed.CREATES, (0,))),
    **dict.fromkeys(_LINKS, (Deed.CREATES, (1,))),
    **dict.fromkeys(_REMOVES, (Deed.DELETES, (0,))),
    **dict.fromkeys(_MOVES, (Deed.MOVES, (0, 1))),
    **dict.fromkeys(_COPIES, (Deed.WRITES, (1,))),
    **dict.fromkeys(_STORES, (Deed.WRITES, (0,))),
}
_ENGINES = frozenset({"create_engine", "create_async_engine", "Database"})
_USES = frozenset({
    "create_all", "drop_all", "connect", "begin", "sessionmaker", "async_sessionmaker", "Session", "AsyncSession",
    "run_sync", "scoped_session",
})  # fmt: skip
_SQLITE = re.compile(r"sqlite(?:\+\w+)?:///(.*)")
# Keywords of what keeps a file in memory.
_IN_MEMORY = frozenset({"driver", "diskless", "memory"})
_WRITING = frozenset("wax+")
# The last parts of all of these: most calls are told apart by them alone.
LAST_NAMES = frozenset((*_METHODS, *_ENGINES, *(name.rpartition(".")[2] for name in (*_OPENERS, *_FUNCTIONS))))


@dataclass(frozen=True, slots=True)
class FileWrite:
    """A path to which something is done.

    Args:
        call: by which.
        path: the expression for it.
    """

    call: ast.Call
    deed: Deed
    path: ast.expr


def last_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def file_writes(call: ast.Call, where: Where, knowledge: Knowledge) -> Iterator[FileWrite]:
    """The paths to which a call does something."""
    name = last_name(call)
    if name not in LAST_NAMES:
        return
    dotted = knowledge.names.dotted(call.func, where)
    if dotted in _FUNCTIONS:
        deed, positions = _FUNCTIONS[dotted]
        if name == "makedirs" and _allows_existing(call):
            return
        yield from (FileWrite(call, deed, call.args[one]) for one in positions if one < len(call.args))
    elif dotted in _OPENERS:
        if call.args and _is_writing(call, 1, where, knowledge):
            yield FileWrite(call, Deed.WRITES, call.args[0])
    elif name in _ENGINES:
        yield from _database(call, where, knowledge)
    elif isinstance(call.func, ast.Attribute):
        if name in _METHODS and not (name == "mkdir" and _allows_existing(call)):
            yield FileWrite(call, _METHODS[name], call.func.value)
        elif name == "open" and _is_writing(call, 0, where, knowledge):
            yield FileWrite(call, Deed.WRITES, call.func.value)


def _database(call: ast.Call, where: Where, knowledge: Knowledge) -> Iterator[FileWrite]:
    """``create_engine("sqlite:///./test.db")``, where something is made through it."""
    origins = Origins(knowledge).of(call.args[0], where) if call.args else []
    url = knowledge.constants.value(origins[0].node, origins[0].where) if len(origins) == 1 else None
    found = _SQLITE.match(url) if isinstance(url, str) and is_test_path(origins[0].where.module.path) else None
    if found and found[1] and not found[1].startswith((":memory:", "file:")) and _is_used(call, where):
        path = found[1].partition("?")[0]
        yield FileWrite(call, Deed.WRITES, ast.copy_location(ast.Constant(path), call.args[0]))


def _is_used(engine: ast.Call, where: Where) -> bool:
    """Whether tables are made or connections opened through an engine, not just an object built."""
    parent = where.module.parent(engine)
    while isinstance(parent, (ast.Await, ast.IfExp)):
        parent = where.module.parent(parent)
    targets = parent.targets if isinstance(parent, ast.Assign) else []
    names = {ast.unparse(target).rpartition(".")[2] for target in targets}
    return any(
        isinstance(node, ast.Call) and last_name(node) in _USES and names & _named(node) for node in where.module.nodes
    )


def _named(call: ast.Call) -> set[str]:
    """The last parts of the names that a call is made on or given."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if isinstance(call.func, ast.Attribute):
        given.append(call.func.value)
    return {ast.unparse(one).rpartition(".")[2] for one in given if isinstance(one, (ast.Name, ast.Attribute))}


def _allows_existing(call: ast.Call) -> bool:
    """Whether making a folder that is there already is no fault: several workers can do that at once."""
    return any(
        keyword.arg == "exist_ok" and isinstance(keyword.value, ast.Constant) and bool(keyword.value.value)
        for keyword in call.keywords
    )


def _is_writing(call: ast.Call, position: int, where: Where, knowledge: Knowledge) -> bool:
    if any(one.arg in _IN_MEMORY for one in call.keywords):
        return False
    given = next((one.value for one in call.keywords if one.arg == "mode"), None)
    if given is None and len(call.args) > position:
        given = call.args[position]
    mode = knowledge.constants.value(given, where)
    return isinstance(mode, str) and not _WRITING.isdisjoint(mode) and len(mode) <= 4
