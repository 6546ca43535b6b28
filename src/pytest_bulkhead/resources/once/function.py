"""A function that another process can call: named by its file and its name there."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

from pytest_bulkhead.errors import OnceError


class Function(NamedTuple):
    """Where a function stands, and what it needs to be imported there.

    Args:
        module: the name under which its file was imported.
        file: which.
        name: of the function, which stands at the top level of its file.
        path: where modules are looked for.
        folder: the current one.
    """

    module: str
    file: str
    name: str
    path: list[str]
    folder: str

    @property
    def called(self) -> str:
        return f"{self.name} in {self.file}"

    def load(self) -> Any:
        """Import it, in a process that exists for this alone.

        Raises:
            Exception: whatever its file raises.
        """
        os.chdir(self.folder)
        sys.path[:] = [*self.path, *(entry for entry in sys.path if entry not in self.path)]
        return getattr(self._module(), self.name)

    def _module(self) -> Any:
        try:
            spec = importlib.util.find_spec(self.module)
        except (ImportError, ValueError):
            spec = None
        if spec is not None and spec.origin and _is_same(spec.origin, self.file):
            return importlib.import_module(self.module)
        # A conftest file, of which there are many by this name, or one that pytest has imported by its path.
        spec = importlib.util.spec_from_file_location(self.module, self.file)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.file} cannot be imported")
        module = importlib.util.module_from_spec(spec)
        sys.modules[self.module] = module
        spec.loader.exec_module(module)
        return module


def locate(function: Any) -> Function:
    """Where a function stands.

    Raises:
        OnceError: another process could not call it.
    """
    reason = _reason(function)
    if reason:
        raise OnceError(
            f"`undo` is {reason}. It is called by another process when the last worker has gone, however that went, so "
            "it has to be a plain function at the top level of a test file, a conftest file or a module: let `make` "
            "return what it needs to know."
        )
    return Function(
        str(function.__module__),
        os.path.abspath(function.__globals__["__file__"]),
        function.__name__,
        [os.path.abspath(entry) for entry in sys.path],
        str(Path.cwd()),
    )


def _reason(thing: Any) -> str:
    if not isinstance(thing, FunctionType):
        return f"{thing!r:.80}, which is no function"
    function: FunctionType = thing
    name = function.__qualname__
    if inspect.iscoroutinefunction(thing):
        return f"the async function `{name}`"
    if "<lambda>" in name:
        return "a lambda, which has no name"
    if "<locals>" in name:
        return f"`{name}`, which stands within another function"
    if "." in name:
        return f"the method `{name}`"
    if function.__globals__.get(name) is not function:
        return f"`{name}`, whose file holds something else by that name"
    if not Path(function.__globals__.get("__file__") or "/").is_file():
        return f"`{name}`, which stands in no file"
    return ""


def _is_same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:
        return False
