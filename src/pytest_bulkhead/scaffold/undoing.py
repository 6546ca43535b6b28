"""Takes back what was written, as far as nobody has changed it since."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from pytest_bulkhead.checker.fixing.rewriting import RefusedError, may_be_rewritten, rewrite
from pytest_bulkhead.errors import RewriteError
from pytest_bulkhead.scaffold.ledger import Entry, Ledger, digest
from pytest_bulkhead.scaffold.proposal import read_text
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, removed
from pytest_bulkhead.scaffold.writing import forget, remove_empty, save

_TELLING = 8
"""So many characters of a line tell that it is one of ours."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A file as it is, and as it would be.

    Args:
        entry: of the ledger.
        before: its text.
        after: None where the file goes.
    """

    entry: Entry
    before: str
    after: str | None


@dataclass(frozen=True, slots=True)
class Undoing:
    """What can be taken back.

    Args:
        ledger: of the project.
        taken: what can.
        kept: what somebody has changed, and why it stays, each with its entry.
        gone: what is not there any more.
    """

    ledger: Ledger
    taken: tuple[TakenBack, ...]
    kept: tuple[tuple[Entry, str], ...]
    gone: tuple[Entry, ...]


def undoing(ledger: Ledger, root: Path) -> Undoing:
    """Look at what was written into a project; nothing is changed."""
    taken: list[TakenBack] = []
    kept: list[tuple[Entry, str]] = []
    gone: list[Entry] = []
    for entry in ledger.entries:
        try:
            found = _look(entry, root / entry.path)
        except (NotEditableError, RefusedError) as error:
            kept.append((entry, f"{entry.path} {error}"))
            continue
        if found:
            taken.append(found)
        else:
            gone.append(entry)
    return Undoing(ledger, tuple(taken), tuple(kept), tuple(gone))


def take_back(what: Undoing, root: Path) -> None:
    """Do it, and keep in the ledger what stays.

    Raises:
        RewriteError: a file cannot be written or removed; it stays in the ledger.
    """
    left = [entry for entry, _ in what.kept]
    refused: list[str] = []
    for one in what.taken:
        try:
            _write(one, root / one.entry.path)
        except (RefusedError, OSError) as error:
            left.append(one.entry)
            refused.append(f"{one.entry.path} {getattr(error, 'strerror', None) or error}")
    remove_empty(what.ledger.folders, root)
    if left:
        save(replace(what.ledger, entries=tuple(left)))
    else:
        forget(what.ledger)
    if refused:
        raise RewriteError(f"Not taken back: {'; '.join(refused)}. The rest is. Run `bulkhead init --undo` again.")


def _look(entry: Entry, path: Path) -> TakenBack | None:
    """What would become of a file; None where nothing of ours is in it any more.

    Raises:
        NotEditableError: somebody has changed what is ours.
        RefusedError: the file cannot be written.
    """
    if not os.path.lexists(path):
        return None
    may_be_rewritten(str(path))
    text = read_text(path) or ""
    if digest(text) == entry.digest and entry.is_exact:
        return TakenBack(entry, text, None if entry.whole else _without(text, entry))
    if entry.whole:
        raise NotEditableError("was changed since it was written: delete it by hand, if you do not want it")
    after = removed(text, [piece.text for piece in entry.pieces])
    if after is not None:
        return TakenBack(entry, text, after)
    if not any(_is_telling(line) and line in text for piece in entry.pieces for line in piece.text.splitlines()):
        return None
    raise NotEditableError("was changed where it was written into: take out by hand what you do not want")


def _is_telling(line: str) -> bool:
    return len(line.strip()) >= _TELLING


def _without(text: str, entry: Entry) -> str:
    for piece in sorted(entry.pieces, reverse=True):
        text = text[: piece.offset] + text[piece.offset + len(piece.text) :]
    return text


def _write(one: TakenBack, path: Path) -> None:
    if one.after is not None:
        rewrite(str(path), one.before.encode(), one.after.encode())
        return
    if path.read_bytes() != one.before.encode():
        raise RefusedError("was changed while it was looked at")
    path.unlink()
