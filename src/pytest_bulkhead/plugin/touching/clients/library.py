"""A kind of resource that is seen where a client library says what it sends."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from pytest_bulkhead.plugin.audit_tap import Listener
from pytest_bulkhead.plugin.touching.clients.wraps import Wraps
from pytest_bulkhead.plugin.touching.kind import Kind
from pytest_bulkhead.touch import UNSEEN


class Library(NamedTuple):
    """One client library.

    Args:
        module: the name of the module to wait for, its top one or the one with what we want.
        majors: the first numbers of the versions that we know.
        install: stands before what it sends; `LookupError` or `AttributeError` where the library has not got that.
    """

    module: str
    majors: frozenset[str]
    install: Callable[[ModuleType, Wraps], None]


class ClientKind(Kind):
    """Waits for libraries to be imported, and imports none."""

    what = ""
    """What is told of, in words."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._waiting = {library.module: library for library in self.libraries()}
        self._wraps = Wraps()

    def libraries(self) -> tuple[Library, ...]:
        """Those that reach this kind of resource."""
        raise NotImplementedError

    def listeners(self) -> Mapping[str, Listener]:
        return {"import": self._imports}

    def start(self) -> None:
        super().start()
        self._settle()

    def stop(self) -> None:
        super().stop()
        self._wraps.restore()

    def _imports(self, arguments: tuple[Any, ...]) -> None:
        # Of what is being imported, parts are there by the time that the next one is asked for.
        self._settle()

    def _settle(self) -> None:
        for name in [name for name in self._waiting if name in sys.modules]:
            self._meet(self._waiting[name], sys.modules[name])

    def _meet(self, library: Library, module: ModuleType) -> None:
        wraps = Wraps()
        try:
            library.install(module, wraps)
        except (LookupError, AttributeError):
            wraps.restore()
            if getattr(getattr(module, "__spec__", None), "_initializing", False):
                return  # its other parts are still to come
            is_known = False
        else:
            is_known = _version(library.module).partition(".")[0] in library.majors
        del self._waiting[library.module]
        if is_known:
            self._wraps.also(wraps.restore)
        else:
            wraps.restore()
            self.unknown(f"{library.module} {_version(library.module) or 'without a version'} is not known to us")

    def unknown(self, reason: str) -> None:
        """Say once that something of this kind cannot be told."""
        self.notice(f"{UNSEEN}{self.what} are not all known: {reason}")


def _version(module: str) -> str:
    top = module.partition(".")[0]
    version = getattr(sys.modules.get(top), "__version__", None)
    if version is None:  # not yet: it is being imported
        try:
            version = importlib.metadata.version(top)
        except importlib.metadata.PackageNotFoundError:
            return ""
    return version if isinstance(version, str) else ""
