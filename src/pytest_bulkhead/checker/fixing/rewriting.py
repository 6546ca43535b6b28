"""New contents for a file that people own: whole or not at all, its mode kept, and never over what somebody changed."""

from __future__ import annotations

import os
import stat
import tempfile

from pytest_bulkhead.checker.source.source import UnreadableError, decode, encoding_of


class RefusedError(Exception):
    """A file is left as it is; the message says why, to follow its name."""


def may_be_rewritten(path: str) -> None:
    """Look at whether a file is one that may be given new contents.

    Raises:
        RefusedError: it may not.
    """
    try:
        status = os.lstat(path)
    except OSError as error:
        raise RefusedError(f"cannot be read: {error.strerror}") from None
    if stat.S_ISLNK(status.st_mode):
        raise RefusedError("is a symbolic link: name the file that it leads to")
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError("is no regular file")
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise RefusedError("is read-only")
    if not os.access(os.path.dirname(path) or ".", os.W_OK):
        raise RefusedError("lies in a folder that is read-only")


def encoded(text: str, before: bytes) -> bytes | None:
    """A text as bytes like those that a file held before: its encoding, its byte order mark.

    None when the encoding cannot hold it, or does not give back what it was given.
    """
    try:
        encoding = encoding_of(before)
        if decode(before).encode(encoding) != before:
            return None
        return text.encode(encoding)
    except (UnreadableError, UnicodeEncodeError, SyntaxError, LookupError):
        return None


def rewrite(path: str, before: bytes, after: bytes) -> None:
    """Put new contents in the place of old ones.

    Raises:
        RefusedError: the file holds something else by now, or cannot be written; it stays as it is.
    """
    may_be_rewritten(path)
    try:
        with open(path, "rb") as file:
            if file.read() != before:
                raise RefusedError("was changed while it was looked at")
        _replace(path, after)
    except OSError as error:
        raise RefusedError(f"cannot be written: {error.strerror or error}") from None


def _replace(path: str, after: bytes) -> None:
    status = os.stat(path)
    handle, beside = tempfile.mkstemp(prefix=".bulkhead-", dir=os.path.dirname(path) or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        _take_over(beside, status)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _take_over(path: str, status: os.stat_result) -> None:
    """Give a new file the owner and mode of the one that it replaces."""
    if hasattr(os, "chown"):
        made = os.stat(path)
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            os.chown(path, status.st_uid, status.st_gid)
    os.chmod(path, stat.S_IMODE(status.st_mode))
