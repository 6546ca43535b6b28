"""One file of a change, as a reviewer's questions look at it."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Iterator

from pytest_bulkhead.review.git import Touched
from pytest_bulkhead.review.parts import Part, Parts
from pytest_bulkhead.review.sides import Change


class ChangedFile:
    """A file before and after; nothing of it is read before it is asked for.

    Attributes:
        path: where it is, or where it was if it is gone.
        is_test_code: whether it holds tests, or what tests use.
    """

    def __init__(self, touched: Touched, change: Change, *, is_test_code: bool) -> None:
        self.path = touched.after or touched.before or ""
        self.is_test_code = is_test_code
        self._touched = touched
        self._change = change

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def before(self) -> bytes:
        return self._change.before.data(self._touched.before)

    @property
    def after(self) -> bytes:
        return self._change.after.data(self._touched.after)

    @functools.cached_property
    def added(self) -> tuple[tuple[int, str], ...]:
        """The lines that were nowhere in the file, with their numbers; one that has only moved is none of them."""
        had = Counter(line.strip() for line in self.before.splitlines())
        found = []
        for number, line in enumerate(self.after.splitlines(), 1):
            if had[line.strip()]:
                had[line.strip()] -= 1
            elif line.strip():
                found.append((number, line.decode(errors="replace")))
        return tuple(found)

    def line_of(self, start: str) -> int:
        """The first line that begins so, 0 where none does."""
        lines = enumerate(self.after.splitlines(), 1)
        return next((number for number, line in lines if line.strip().startswith(start.encode())), 0)

    @property
    def old_parts(self) -> Parts:
        return self._change.before.parts(self._touched.before)

    @property
    def parts(self) -> Parts:
        return self._change.after.parts(self._touched.after)

    @property
    def changed_parts(self) -> Iterator[tuple[str, Part | None, Part | None]]:
        """What stands at the top of the file and is not as it was: its name, what it was, and what it is."""
        old, new = self.old_parts, self.parts
        for name in dict.fromkeys((*new.named, *old.named)):
            if name and not new.same(name, old):
                yield name, old.named.get(name), new.named.get(name)


def changed_files(change: Change, test_code: Collection[str]) -> tuple[ChangedFile, ...]:
    """All files of a change.

    Args:
        change: both sides.
        test_code: the paths of those that hold tests, or what tests use.
    """
    return tuple(ChangedFile(one, change, is_test_code=(one.after or one.before) in test_code) for one in change.files)
