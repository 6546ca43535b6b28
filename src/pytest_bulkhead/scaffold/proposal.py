"""What is proposed for one file of a project; nothing is written yet."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead.scaffold.text.insertion import Insertion, NotEditableError, inserted


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file as it is and as it would be.

    Args:
        part: what it is a part of, as `--only` and `--without` call it.
        path: absolute.
        shown: relative to the project, with `/`.
        why: one line for people.
        before: None when there is no such file.
        after: all of its text.
        insertions: what is put into a file that people own; empty where the whole file is ours.
    """

    part: str
    path: Path
    shown: str
    why: str
    before: str | None
    after: str
    insertions: tuple[Insertion, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all of the file is ours."""
        return not self.insertions


@dataclass(frozen=True, slots=True)
class Declined:
    """Something that is not proposed, although it is wanted.

    Args:
        part: what it is a part of.
        reason: a sentence that says what to do instead.
        hinders: whether it would have been proposed but for what is wrong with a file.
    """

    part: str
    reason: str
    hinders: bool = False


def create(part: str, root: Path, path: Path, text: str, why: str) -> Proposal:
    """A new file."""
    return Proposal(part, path, shown(path, root), why, None, text)


def insert(part: str, root: Path, path: Path, before: str, why: str, *insertions: Insertion) -> Proposal:
    """Something put into a file that is there."""
    return Proposal(part, path, shown(path, root), why, before, inserted(before, insertions), insertions)


def declined(part: str, root: Path, path: Path, error: NotEditableError, instead: str) -> Declined:
    """A file that nothing can be put into safely."""
    return Declined(part, f"{shown(path, root)} {error}. {instead}", hinders=True)


def shown(path: Path, root: Path) -> str:
    """A path for people."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def read_text(path: Path) -> str | None:
    """The text of a file as it stands there, line ends and all; None when there is none.

    Raises:
        NotEditableError: it cannot be read, or is no UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise NotEditableError("is not encoded in UTF-8") from None
    except OSError as error:
        raise NotEditableError(f"cannot be read: {error.strerror}") from None
