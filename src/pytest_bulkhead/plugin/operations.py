"""What can be refused in tests, and how the interpreter announces it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pytest_bulkhead.hazards.catalogue import ports, process_state, shared_file
from pytest_bulkhead.hazards.hazard import Hazard


class Operation(NamedTuple):
    """One kind of operation.

    Args:
        name: as in `refuse`.
        kind: of the state or resource that it changes, as in `what`.
        does: what it does, in the words that follow a function's name; `{}` is the target.
        hazard: what comes of it.
        targets: by audit event, what the operation is about, given the arguments; nothing where it is harmless.
    """

    name: str
    kind: str
    does: str
    hazard: Hazard
    targets: Mapping[str, Callable[[tuple[Any, ...]], Iterable[str]]]


def operations(names: Iterable[str], folders: Iterable[str], root: str) -> list[Operation]:
    """The operations of these names.

    Args:
        names: as in `refuse`.
        folders: where tests may write besides the folder for temporary files.
        root: the project's folder, which may itself lie in that for temporary files.
    """
    outside = Outside(folders, root)
    known = (
        Operation("chdir", "cwd", "changes the working directory", process_state.HAZARD, {"os.chdir": _always}),
        Operation("bind-fixed-port", "port", "binds port {}", ports.HAZARD, {"socket.bind": FixedPorts().targets}),
        Operation("write-outside-tmp", "file", "writes {}", shared_file.HAZARD, outside.targets),
    )
    wanted = set(names)
    return [operation for operation in known if operation.name in wanted]


def _always(arguments: tuple[Any, ...]) -> Iterable[str]:
    return ("working directory",)


class FixedPorts:
    """Ports that a program names. What the system has given away before is bound by number, too."""

    def __init__(self) -> None:
        self._has_asked = False
        self._given = given_ports()

    def targets(self, arguments: tuple[Any, ...]) -> Iterable[str]:
        """The port that a socket is about to be bound to."""
        bound, address = arguments
        module: Any = sys.modules["_socket"]  # else there were no socket
        if not isinstance(address, tuple) or bound.family not in (module.AF_INET, module.AF_INET6):
            return ()
        port = address[1]
        if not port:
            self._has_asked = True
            return ()
        if self._has_asked and port in self._given:
            return ()
        return (str(port),)


def given_ports() -> range:
    """The ports that the system gives to who asks for any."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            first, last = map(int, file.read().split())
    except (OSError, ValueError):  # another system
        return range(32768, 65536)
    return range(first, last + 1)


_HARMLESS = ("/dev/", "/proc/", "/sys/")
_TOOLS_NAMES = ("__pycache__", ".bulkhead", ".hypothesis", ".pytest_cache")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_UNNAMED = getattr(os, "O_TMPFILE", 0)


class Outside:
    """Paths where workers meet: outside of what pytest and `tempfile` give to each test."""

    def __init__(self, folders: Iterable[str], root: str) -> None:
        """Take some folders as a test's own.

        Args:
            folders: besides that for temporary files.
            root: the project's folder; below it nothing is a test's own only because it lies in a folder above.
        """
        own = [*folders, tempfile.gettempdir()]
        self._own = _with_ends([*own, *map(os.path.realpath, own)])
        self._root = _with_ends([root, os.path.realpath(root)])
        self._above = tuple(folder for folder in self._own if any(root.startswith(folder) for root in self._root))
        self._inner = tuple(folder for folder in self._own if folder not in self._above)
        self.targets: Mapping[str, Callable[[tuple[Any, ...]], Iterable[str]]] = {
            "open": self._opened,
            "os.mkdir": lambda arguments: self._some((arguments[0], arguments[2]), present=False),
            "os.remove": lambda arguments: self._some((arguments[0], arguments[1])),
            "os.rmdir": lambda arguments: self._some((arguments[0], arguments[1])),
            "os.rename": lambda arguments: self._moved(*arguments),
            "os.link": lambda arguments: self._some((arguments[1], arguments[3]), present=False),
            "os.symlink": lambda arguments: self._some((arguments[1], arguments[2]), present=False),
            "os.truncate": lambda arguments: self._some((arguments[0], -1)),
            "shutil.rmtree": lambda arguments: self._some((arguments[0], arguments[1])),
        }

    def is_outside(self, path: str) -> bool:
        """Whether a path, absolute or relative to the working directory, is no test's own."""
        path = os.path.abspath(path)
        if path == os.devnull or path.startswith(_HARMLESS) or not {*path.split(os.sep)}.isdisjoint(_TOOLS_NAMES):
            return False
        if os.path.basename(path).startswith(".coverage"):  # noqa: PTH119 - paths as text, as they come
            return False
        return not any(self._is_own(one + os.sep) for one in (path, os.path.realpath(path)))

    def _is_own(self, path: str) -> bool:
        return path.startswith(self._inner) or (path.startswith(self._above) and not path.startswith(self._root))

    def _opened(self, arguments: tuple[Any, ...]) -> Iterable[str]:
        path, _, flags = arguments
        if not flags & _WRITES or (_UNNAMED and flags & _UNNAMED == _UNNAMED):
            return ()
        return self._some((path, -1), present=None)

    def _moved(self, source: Any, target: Any, source_folder: Any, target_folder: Any) -> Iterator[str]:
        moved = list(self._some((source, source_folder)))
        yield from moved
        if not moved:
            yield from self._some((target, target_folder), present=None)

    def _some(self, place: tuple[Any, Any], *, present: bool | None = True) -> Iterator[str]:
        """The path, if it matters.

        Args:
            place: path and descriptor of the folder that it is relative to, -1 or None where there is none.
            present: whether the operation fails by itself unless the path is there, or is not; None if it never does.
        """
        path, folder = place
        if isinstance(path, int) or folder not in (-1, None):
            return
        text = os.fsdecode(path)
        if present is not None and os.path.lexists(text) is not present:
            return
        if _can_be_written(text) and self.is_outside(text):
            yield os.path.abspath(text)


def _can_be_written(path: str) -> bool:
    """Whether nothing else stops it: many a test only shows what happens where one may not write."""
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH120 - paths as text, as they come
    return os.path.isdir(folder) and os.access(path if os.path.isfile(path) else folder, os.W_OK)  # noqa: PTH112, PTH113


def _with_ends(folders: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folder.rstrip(os.sep) + os.sep for folder in folders if folder))
