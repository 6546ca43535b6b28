"""A file of ours that stands in a project: read whole, with the version that it names, and written whole or not at all.

Imported by the plugin in every run, so that it needs nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.errors import BulkheadError


class KeptFile(NamedTuple):
    """One kind of such files, which people commit.

    Args:
        kind: what it is called in messages.
        error: what is raised when something is wrong with one.
        version: the latest that we can read.
        versioned: what says its version in it, as it is written there.
        again: how one that is broken is to be had again.
        made: how one that is not there is made.
        largest: the most bytes that one may have.
    """

    kind: str
    error: type[BulkheadError]
    version: int
    versioned: str
    again: str
    made: str
    largest: int

    def read(self, path: Path) -> str:
        """The text of a file.

        Raises:
            BulkheadError: the `error` of its kind: it is not there, cannot be read, or is no text.
        """
        try:
            if path.stat().st_size > self.largest:
                raise self.error(f"The {self.kind} {path} is larger than any {self.kind} can be, so it is not read.")
            return path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise self.error(f"The {self.kind} {path} cannot be read: {error.strerror}. {self.made}") from None
        except ValueError:
            raise self.error(f"The {self.kind} {path} is broken: it is no text in UTF-8. {self.again}") from None

    def checked(self, document: Any, path: str) -> Mapping[str, Any]:
        """What was read, if it is of a version that we know.

        Raises:
            BulkheadError: the `error` of its kind: it says no version, or a later one.
        """
        version = document.get("version") if isinstance(document, dict) else None
        if type(version) is not int or version < 1:
            raise self.error(f"{path} is no {self.kind} of bulkhead: it has no `{self.versioned}`. {self.again}")
        if version > self.version:
            raise self.error(
                f"{path} was written by a later bulkhead (version {version}, this one reads {self.version}): upgrade "
                "to read it."
            )
        return dict(document)

    def broken(self, path: str, error: Exception) -> BulkheadError:
        """What to raise when something else is wrong with it."""
        return self.error(f"The {self.kind} {path} is broken: {error!s:.300}. {self.again}")

    def write(self, path: Path, text: str) -> None:
        """Put a text into a file; one that is empty takes it away. A link stays one.

        Raises:
            BulkheadError: the `error` of its kind: it cannot be written.
        """
        try:
            target = Path(os.path.realpath(path))  # of a circle of links `resolve` raises something else
            if text:
                write_whole(target, text)
            else:
                target.unlink(missing_ok=True)
        except OSError as error:
            raise self.error(f"The {self.kind} {path} cannot be written: {error.strerror}.") from None


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have whoever else wants to change a file of ours in a folder wait, from before it is read until it is written.

    Where the system cannot lock a folder, nobody waits.
    """
    from pytest_bulkhead.worker.file_locks import lock_file  # only by who writes

    with contextlib.ExitStack() as left:
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            left.callback(os.close, descriptor)
            lock_file(descriptor, wait=True)
        yield


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place, and put it there; a link in its place is replaced, and not written through.

    Args:
        path: of the file; its folder is there.
        text: the contents.

    Raises:
        OSError: it cannot be written; what was there is there still.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    try:
        with open(part, "x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(path, part)
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
