"""Writes what was agreed to: all of it or nothing, and first of all the ledger by which it can be taken back."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pytest_bulkhead.checker.fixing.rewriting import RefusedError, may_be_rewritten, rewrite
from pytest_bulkhead.errors import RewriteError
from pytest_bulkhead.scaffold.ledger import Ledger, leaves
from pytest_bulkhead.scaffold.proposal import Proposal, shown


def write(proposals: Sequence[Proposal], ledger: Ledger, root: Path, top: Path | None = None) -> None:
    """Put the files into a project.

    Args:
        proposals: one for each file.
        ledger: of the project, as it is.
        root: the project's folder.
        top: that of its repository, beyond which nothing is written.

    Raises:
        RewriteError: one of them cannot be written; then none is.
    """
    _look(proposals, top or root)
    folders = [shown(folder, root) for one in proposals for folder in _missing(one.path.parent)]
    save(ledger.with_written(proposals, folders))
    done: list[Proposal] = []
    try:
        for one in proposals:
            _write(one)
            done.append(one)
    except (RefusedError, OSError) as error:
        _take_back(done, root, folders)
        if ledger.entries:
            save(ledger)
        else:
            forget(ledger)
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        raise RewriteError(f"Nothing is written: {one.shown} {reason}. Mend that, and run it again.") from None


def save(ledger: Ledger) -> None:
    """Keep the ledger.

    Raises:
        RewriteError: its place cannot be written.
    """
    try:
        _prepare(ledger.path.parent)
        # Under a name that nobody knows before: what stands there could be a link to somewhere else.
        handle, part = tempfile.mkstemp(suffix=".part", dir=ledger.path.parent)
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(ledger.to_text())
        Path(part).replace(ledger.path)
    except OSError as error:
        raise RewriteError(
            f"Nothing is written: {ledger.path}, by which it could be taken back, cannot be: {error.strerror}."
        ) from None


def forget(ledger: Ledger) -> None:
    """Remove the ledger, and its folder where nothing else is in it."""
    folder = ledger.path.parent
    ledger.path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        if os.listdir(folder) == [".gitignore"]:
            (folder / ".gitignore").unlink()
        folder.rmdir()


def _look(proposals: Sequence[Proposal], top: Path) -> None:
    """Find out whether all of them can be written, as far as that can be known.

    Raises:
        RewriteError: one of them cannot.
    """
    for one in proposals:
        try:
            if leaves(one.path, top):
                raise RefusedError("would lie outside of the project, to which a symbolic link leads")
            if one.before is not None:
                may_be_rewritten(str(one.path))
            elif os.path.lexists(one.path):
                raise RefusedError("is there by now")
            else:
                _look_at_folder(one.path.parent)
        except RefusedError as error:
            raise RewriteError(
                f"Nothing is written: {one.shown} {error}. Mend that, or leave it out by `--without {one.part}`."
            ) from None


def _look_at_folder(folder: Path) -> None:
    there = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
    if not there.is_dir():
        raise RefusedError(f"would lie below {there.name}, which is no folder")
    if not there.stat().st_mode & 0o222 or not os.access(there, os.W_OK | os.X_OK):
        raise RefusedError("would lie in a folder that is read-only")


def _missing(folder: Path) -> Iterator[Path]:
    """The folders that have to be made, from the inside out."""
    for one in (folder, *folder.parents):
        if one.exists():
            return
        yield one


def _write(one: Proposal) -> None:
    if one.before is not None:
        rewrite(str(one.path), one.before.encode(), one.after.encode())
        return
    one.path.parent.mkdir(parents=True, exist_ok=True)
    with open(one.path, "xb") as file:
        file.write(one.after.encode())


def _take_back(done: Sequence[Proposal], root: Path, folders: Sequence[str]) -> None:
    for one in done:
        with contextlib.suppress(RefusedError, OSError):
            if one.before is None:
                one.path.unlink()
            else:
                rewrite(str(one.path), one.after.encode(), one.before.encode())
    remove_empty(folders, root)


def remove_empty(folders: Sequence[str], root: Path) -> None:
    """Remove folders that were made for our files, where nothing is in them by now."""
    for name in folders:
        with contextlib.suppress(OSError):
            (root / name).rmdir()


def _prepare(folder: Path) -> None:
    if folder.is_symlink():
        raise OSError(errno.ELOOP, "its folder is a link, and may lead anywhere")
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), open(folder / ".gitignore", "x", encoding="utf-8") as file:
        file.write("*\n")
