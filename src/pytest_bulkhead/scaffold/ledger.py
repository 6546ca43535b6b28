"""What `bulkhead init` has written into a project, so that it can be taken back: `.bulkhead/init.json`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import LedgerError
from pytest_bulkhead.record.folder import FOLDER
from pytest_bulkhead.scaffold.proposal import Proposal, shown
from pytest_bulkhead.scaffold.text.insertion import Insertion

NAME = "init.json"
_VERSION = 1
_LARGEST = 16 * 1024 * 1024
_LOST = -1
"""The offset of a piece in a text that somebody has changed since."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file.

    Args:
        path: relative to the project, with `/`.
        whole: whether all of it was ours.
        digest: of its text as we left it.
        pieces: what was put into it, where it stands in the text as we left it.
    """

    path: str
    whole: bool
    digest: str
    pieces: tuple[Insertion, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether all pieces are where they were put, as long as nobody changes the file."""
        return all(piece.offset != _LOST for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All files, and the folders that were made for them.

    Args:
        path: of the ledger itself.
        entries: by the files' paths.
        folders: relative to the project, from the inside out.
    """

    path: Path
    entries: tuple[Entry, ...] = ()
    folders: tuple[str, ...] = ()

    def with_written(self, proposals: Iterable[Proposal], folders: Iterable[str]) -> Ledger:
        """The ledger after these have been written, too."""
        known = {entry.path: entry for entry in self.entries}
        for one in proposals:
            known[one.shown] = _recorded(known.get(one.shown), one)
        made = sorted({*self.folders, *folders}, key=lambda name: (-name.count("/"), name))
        return replace(self, entries=tuple(known.values()), folders=tuple(made))

    def to_text(self) -> str:
        files = [
            {
                "path": entry.path,
                "whole": entry.whole,
                "digest": entry.digest,
                "pieces": [{"offset": piece.offset, "text": piece.text} for piece in entry.pieces],
            }
            for entry in self.entries
        ]
        document = {"version": _VERSION, "files": files, "folders": list(self.folders)}
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def ledger_path(root: Path) -> Path:
    """Where the ledger of a project is."""
    return root / FOLDER / NAME


def read_ledger(root: Path, top: Path | None) -> Ledger:
    """What was written into a project; nothing where there is no ledger.

    Args:
        root: the project's folder.
        top: the repository's; nothing outside of it is ever taken for ours.

    Raises:
        LedgerError: it cannot be read, or is no ledger of ours.
    """
    path = ledger_path(root)
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("it is larger than any of ours")
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or document.get("version") != _VERSION:
            raise ValueError(f"it does not say that it is of version {_VERSION}")
        entries = tuple(_entry(one, root, top or root) for one in document["files"])
        folders = tuple(_inside(one, root, top or root) for one in document["folders"])
    except FileNotFoundError:
        return Ledger(path)
    except OSError as error:
        raise LedgerError(f"{path} cannot be read: {error.strerror}, so nothing is known of an init here.") from None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise LedgerError(
            f"{path}, in which `bulkhead init` keeps what it has written, is broken: {error}. Take back what it wrote "
            "by version control, and delete this file."
        ) from None
    return Ledger(path, entries, folders)


def digest(text: str) -> str:
    """What tells a text from any other."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def leaves(path: Path, top: Path) -> bool:
    """Whether the folder of a file lies, behind some link, outside of a repository."""
    return not Path(os.path.realpath(path.parent)).is_relative_to(os.path.realpath(top))


def _recorded(entry: Entry | None, proposal: Proposal) -> Entry:
    if proposal.is_whole:
        return Entry(proposal.shown, whole=True, digest=digest(proposal.after))
    was_ours = entry is not None and entry.digest == digest(proposal.before or "")
    if entry and entry.whole:
        return replace(entry, digest=digest(proposal.after)) if was_ours else entry
    old = entry.pieces if entry else ()
    if old and not was_ours:
        old = tuple(piece._replace(offset=_LOST) for piece in old)
    return Entry(proposal.shown, whole=False, digest=digest(proposal.after), pieces=_merged(old, proposal.insertions))


def _merged(pieces: tuple[Insertion, ...], insertions: Iterable[Insertion]) -> tuple[Insertion, ...]:
    """Pieces of a text into which more is put, where they stand afterwards; one into which it is put has grown."""
    standing = list(pieces)
    # From the last of one place on, as `inserted` puts them: what is put in first is pushed on by what follows.
    for new in sorted(insertions, key=lambda one: one.offset, reverse=True):
        grown = False
        for place, old in enumerate(standing):
            inside = new.offset - old.offset
            if old.offset != _LOST and 0 < inside < len(old.text):
                standing[place] = old._replace(text=old.text[:inside] + new.text + old.text[inside:])
                grown = True
            elif old.offset >= new.offset:
                standing[place] = old._replace(offset=old.offset + len(new.text))
        if not grown:
            standing.append(new)
    return tuple(sorted(standing))


def _entry(one: Any, root: Path, top: Path) -> Entry:
    pieces = tuple(Insertion(_number(piece["offset"]), _text(piece["text"])) for piece in one["pieces"])
    if not isinstance(one["whole"], bool) or not (one["whole"] or pieces):
        raise ValueError("a file of it is neither ours nor holds anything of ours")
    return Entry(_inside(one["path"], root, top), one["whole"], _text(one["digest"]), pieces)


def _inside(path: Any, root: Path, top: Path) -> str:
    """A path that does not leave the repository."""
    absolute = Path(os.path.normpath(root / _text(path)))
    is_below = absolute.is_relative_to(top) and absolute != top and ".git" not in absolute.relative_to(top).parts
    if not is_below or leaves(absolute, top):
        raise ValueError(f"it names {path!r}, which is not in the project")
    return shown(absolute, root)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise TypeError("a text of it is none")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < _LOST:
        raise TypeError("a number of it is none")
    return value
