"""What the whole of a cache goes by: the version, the interpreter, the settings, and from where it is asked."""

from __future__ import annotations

import os
import sys

from pytest_bulkhead import __version__
from pytest_bulkhead.settings import Settings

_INSTALLED = ("site-packages", "dist-packages")


def cache_key(root: str, cwd: str, settings: Settings) -> str | None:
    """The key of a project's cache, None where too much is not known for there to be one.

    Args:
        root: the project's folder.
        cwd: paths for people are relative to it.
        settings: those that decide what is found; what is done with it afterwards is left out.
    """
    from pytest_bulkhead.checker.files.stamps import digest

    own = _own_rules(settings)
    if own is None:
        return None
    asked = settings._replace(baseline=None, mode=None)
    parts = (__version__, _source(), sys.version, sys.implementation.name, root, cwd, repr(asked), *own)
    return digest("\0".join(parts).encode("utf-8", "surrogateescape"))


def _own_rules(settings: Settings) -> list[str] | None:
    """The state of the files of a project's own rules, and of those beside them, which they may import."""
    found: list[str] = []
    for name in settings.rules:
        if not name.endswith(".py") or settings.root is None:
            return None
        found.extend(_states(os.path.dirname(os.path.join(str(settings.root), name))))
    return found


def _source() -> str:
    """The state of our own source, empty where it is installed: then the version says enough."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if any(part in _INSTALLED for part in package.split(os.sep)):
        return ""
    pending, found = [package], []
    for folder in pending:  # grows while it is walked
        found.extend(_states(folder))
        pending.extend(_folders(folder))
    return "\n".join(found)


def _folders(folder: str) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.path for entry in entries if entry.is_dir() and entry.name != "__pycache__")


def _states(folder: str) -> list[str]:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
    except OSError:
        return [f"{folder} {os.urandom(8).hex()}"]  # what cannot be seen is never the same
    return sorted(found)
