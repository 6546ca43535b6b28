"""The two sides of a change as folders on the disk, and which files differ between them."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pytest_bulkhead.checker.files.folders import LEFT_BY_TOOLS
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.review.git import Commit, Repository, Touched
from pytest_bulkhead.review.parts import Parts
from pytest_bulkhead.review.snapshot import Snapshot, snapshots

_SKIPPED = LEFT_BY_TOOLS | {"node_modules", "venv", ".venv", ".tox", ".nox"}


@dataclass(frozen=True)
class Side:
    """A project as it was, or is.

    Args:
        root: the absolute path of the folder that paths are relative to.
    """

    root: str
    _read: dict[str, bytes] = field(default_factory=dict)
    _lines: dict[str, list[bytes]] = field(default_factory=dict)
    _parts: dict[str, Parts] = field(default_factory=dict)

    def data(self, path: str | None) -> bytes:
        """The bytes of a file, empty where there is none that can be read."""
        if path is None:
            return b""
        if path not in self._read:
            try:
                self._read[path] = Path(self.whole(path)).read_bytes() if self.has(path) else b""
            except OSError:
                self._read[path] = b""
        return self._read[path]

    def has(self, path: str) -> bool:
        return os.path.isfile(self.whole(path))

    def parts(self, path: str | None) -> Parts:
        """What stands at the top of a file, nothing where there is none."""
        if path is None:
            return Parts({})
        if path not in self._parts:
            self._parts[path] = Parts.of(self.data(path))
        return self._parts[path]

    def line(self, path: str, number: int) -> str:
        """The text of a line, counted from 1; empty where there is none."""
        if path not in self._lines:
            self._lines[path] = self.data(path).splitlines()
        lines = self._lines[path]
        return lines[number - 1].decode(errors="replace") if 0 < number <= len(lines) else ""

    def whole(self, path: str) -> str:
        return os.path.join(self.root, path)


@dataclass(frozen=True)
class Change:
    """What somebody wants reviewed.

    Args:
        before: the project without it.
        after: the project with it.
        files: those that differ.
        base: what `before` is, for people.
        head: what `after` is, for people.
        worktree: the folder of the project as the user has it.
    """

    before: Side
    after: Side
    files: tuple[Touched, ...]
    base: str
    head: str
    worktree: str

    @property
    def renamed(self) -> dict[str, str]:
        """The paths of files that had others before, by those."""
        return {one.before: one.after for one in self.files if one.before and one.after and one.before != one.after}

    @property
    def former(self) -> dict[str, str]:
        """The paths that renamed files had before, by those that they have now."""
        return {after: before for before, after in self.renamed.items()}


@contextmanager
def change_since(folder: str, base: str, *, head: str | None = None, staged: bool = False) -> Iterator[Change]:
    """What has changed since a branch has parted from another, as long as the block lasts.

    Args:
        folder: the absolute path of one in a git repository.
        base: the name of a revision; where it has gone on since, that does not count.
        head: that of another, instead of the working tree with all that is not committed.
        staged: look at what is staged.

    Raises:
        UsageError: git knows no such revision, the clone does not reach back far enough, or has no files.
    """
    repository = Repository.around(folder)
    if not head and not repository.has_worktree:
        raise UsageError(f"{repository.root} is a bare repository, without files: name a revision, as in --head main.")
    end = repository.commit(head or "HEAD")
    start = repository.merge_base(repository.commit(base), end)
    files = repository.touched(start, end if head else None, staged=staged)
    with snapshots(repository, 2) as (before, after):
        before.hold(repository.tree(start), {one.before for one in files if one.before})
        root = repository.root
        if head or staged:
            now = repository.tree(end) if head else repository.index()
            after.hold(now, {one.after for one in files if one.after})
            root = after.folder
        told = f"{base} ({start[:12]})"
        what = head or ("what is staged" if staged else "the working tree")
        yield Change(Side(before.folder), Side(root), tuple(files), told, what, repository.root)


def change_of(commit: Commit, before: Snapshot, after: Snapshot) -> Change:
    """What a commit changes; it holds until the snapshots hold something else.

    Args:
        commit: one that has a parent.
        before: is made to hold what was before it.
        after: is made to hold what it has made of that.
    """
    repository = before.repository
    files = repository.touched(commit.parent, commit.sha)
    before.hold(repository.tree(commit.parent), {one.before for one in files if one.before})
    after.hold(repository.tree(commit.sha), {one.after for one in files if one.after})
    sides = Side(before.folder), Side(after.folder)
    return Change(*sides, tuple(files), commit.parent[:12], commit.sha[:12], repository.root)


def change_between(before: Path, after: Path) -> Change:
    """What two folders of one project differ in; there need not be any git."""
    old, new = _files(str(before)), _files(str(after))
    files = [Touched(path, None) for path in sorted(old - new)]
    files += [Touched(None, path) for path in sorted(new - old)]
    files += [Touched(path, path) for path in sorted(old & new) if not _is_same(path, before, after)]
    sides = Side(os.path.abspath(before)), Side(os.path.abspath(after))
    return Change(*sides, tuple(files), str(before), str(after), sides[1].root)


def _files(folder: str) -> set[str]:
    found: set[str] = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        found.update(os.path.relpath(os.path.join(place, name), folder) for name in names)
    return found


def _is_same(path: str, before: Path, after: Path) -> bool:
    links = [os.readlink(one / path) if os.path.islink(one / path) else None for one in (before, after)]
    if links != [None, None]:
        return links[0] == links[1]
    try:
        return filecmp.cmp(before / path, after / path, shallow=False)
    except OSError as error:
        raise UsageError(f"{path} cannot be read for the review: {error.strerror}.") from None
