"""New contents for files, worked out before any of them is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pytest_bulkhead.checker.fixing.rewriting import RefusedError, rewrite
from pytest_bulkhead.checker.source.source import decode
from pytest_bulkhead.errors import RewriteError


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a file.

    Args:
        path: absolute.
        shown: for people.
    """

    path: str
    shown: str
    before: bytes
    after: bytes

    @property
    def texts(self) -> tuple[str, str]:
        """Decoded, before and after."""
        return decode(self.before), decode(self.after)


def write_changes(changes: Iterable[Change], *, done: str, again: str) -> None:
    """Put the new contents into the files.

    Args:
        changes: one for each file.
        done: what happens to a file by this, as in `fixed`.
        again: what to run once more for those that could not be written.

    Raises:
        RewriteError: some could not be written, or were changed by somebody else; the others are.
    """
    refused: list[str] = []
    for change in changes:
        try:
            rewrite(change.path, change.before, change.after)
        except RefusedError as error:
            refused.append(f"{change.shown} {error}")
    if refused:
        raise RewriteError(f"Not {done}: {'; '.join(refused)}. The other files are. Run {again} again.")
