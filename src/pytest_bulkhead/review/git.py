"""What is asked of git, as plain values; nothing in a repository is changed."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.project.git import run_git

_SHALLOW = (
    "This is a shallow clone, which has not the commits that are needed. With GitHub's actions/checkout, set "
    "`fetch-depth: 0`; with GitLab, `GIT_DEPTH: 0`; elsewhere, run `git fetch --unshallow`."
)
_FILE_KINDS = ("100", "120")


class Entry(NamedTuple):
    """A file of a revision.

    Args:
        mode: as git writes it: 100644, 100755, 120000 for a symbolic link.
        blob: the identity of its contents.
    """

    mode: str
    blob: str


class Touched(NamedTuple):
    """A file that differs between two sides, its paths relative to the repository.

    Args:
        before: its path, None when it is new.
        after: its path, None when it is gone.
    """

    before: str | None
    after: str | None


class Commit(NamedTuple):
    """A commit of a branch.

    Args:
        parent: the one before it on the branch; empty where it is the first, or the clone does not reach back to it.
        date: of the day, as ISO 8601 has it.
    """

    sha: str
    parent: str
    author: str
    date: str
    subject: str


class Repository:
    """A repository of git, as it is read.

    Args:
        root: the absolute path of its folder; for a bare one, that of the repository itself.
    """

    def __init__(self, root: str) -> None:
        self.root = root

    @classmethod
    def around(cls, folder: str) -> Repository:
        """The repository that a folder is part of.

        Raises:
            UsageError: it is part of none, or there is no git.
        """
        up = _run(folder, "rev-parse", "--show-cdup")
        if up is None:
            raise UsageError(
                f"{os.path.relpath(folder)} is in no git repository that can be read, so there is nothing to compare "
                "it with. Run this in a clone of the project; where the clone belongs to another user, as in a "
                "container, allow it by `git config --global --add safe.directory`."
            )
        # Not resolved: findings are told by the path that the user wrote.
        return cls(os.path.normpath(os.path.join(folder, os.fsdecode(up).strip())))

    def commit(self, name: str) -> str:
        """The identity of the commit that a name stands for, here or else in the remote `origin`.

        Raises:
            UsageError: it stands for none.
        """
        for one in (name, f"refs/remotes/origin/{name}"):
            found = None if one.startswith("-") else self._ask("rev-parse", "--verify", "--quiet", f"{one}^{{commit}}")
            if found:
                return found
        told = "Name a branch, a tag or a commit that `git rev-parse` knows."
        if self.is_shallow:
            told = _SHALLOW
        elif not self._ask("rev-list", "--max-count=1", "--all"):
            told = "Nothing is committed there yet."
        raise UsageError(f"There is no revision {name!r} in {self.root}. {told}")

    def merge_base(self, base: str, head: str) -> str:
        """The commit from which two have parted.

        Raises:
            UsageError: there is none, or the clone does not reach back to it.
        """
        found = self._ask("merge-base", base, head)
        if not found:
            told = _SHALLOW if self.is_shallow else "Their histories have nothing in common."
            raise UsageError(f"No commit is known from which {base[:12]} and {head[:12]} have parted. {told}")
        return found

    @property
    def is_shallow(self) -> bool:
        return self._ask("rev-parse", "--is-shallow-repository") == "true"

    @property
    def has_worktree(self) -> bool:
        return self._ask("rev-parse", "--is-inside-work-tree") == "true"

    def commits(self, head: str, since: str, most: int) -> list[Commit]:
        """The commits of a branch, its merges in the place of what they merge, the latest first.

        Args:
            head: the identity of a commit.
            since: a date or a time ago, as git reads it.
            most: how many at most.
        """
        told = "--format=%H%x00%P%x00%an%x00%as%x00%s"
        chosen = ("--first-parent", f"--since={since}", f"--max-count={most}")
        read = self._read("log", "-z", "--no-show-signature", *chosen, told, head, "--")
        parts = [os.fsdecode(part) for part in read.split(b"\0")]
        rows = (parts[at : at + 5] for at in range(0, len(parts) - 4, 5))
        return [
            Commit(sha, parents.split(" ")[0], author, date, subject) for sha, parents, author, date, subject in rows
        ]

    def tree(self, revision: str) -> dict[str, Entry]:
        """The files of a revision, by their paths; submodules are left out."""
        return dict(_entries(self._read("ls-tree", "-r", "-z", "--full-tree", revision), staged=False))

    def index(self) -> dict[str, Entry]:
        """The files as they are staged, by their paths; those in conflict are left out."""
        return dict(_entries(self._read("ls-files", "-s", "-z", "--full-name", ":/"), staged=True))

    def touched(self, base: str, head: str | None = None, *, staged: bool = False) -> list[Touched]:
        """The files that differ between a revision and another, the index, or else the working tree.

        Args:
            base: the identity of a commit.
            head: that of the other.
            staged: compare with the index.
        """
        what = ["--cached"] if staged else []
        revisions = [base, head] if head else [base]
        raw = self._read("diff", "--raw", "-z", "-M", "--no-abbrev", "--ignore-submodules=all", *what, *revisions, "--")
        found = list(_differences(raw))
        if not head and not staged:
            untracked = self._read("ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/")
            known = {one.after for one in found}
            found.extend(Touched(None, path) for path in _paths(untracked) if path not in known)
        return found

    def contents(self, blobs: Iterable[str]) -> Iterator[bytes]:
        """The contents of blobs, one after the other; those that a partial clone lacks are empty."""
        wanted = "".join(f"{blob}\n" for blob in blobs)
        if not wanted:
            return
        answer = memoryview(self._read("cat-file", "--batch", given=wanted.encode()))
        at = 0
        for _ in range(wanted.count("\n")):
            end = at + bytes(answer[at : at + 200]).index(b"\n")
            kind = bytes(answer[at:end]).split()
            size = int(kind[2]) if len(kind) == 3 else -1
            yield bytes(answer[end + 1 : end + 1 + max(size, 0)])
            at = end + 1 + (size + 1 if size >= 0 else 0)

    @functools.cached_property
    def _index(self) -> str:
        """The index of the commit that a hook of this repository looks at; empty for the usual one."""
        named = os.path.join(self.root, os.environ.get("GIT_INDEX_FILE", ""))
        own = os.fsdecode(_run(self.root, "rev-parse", "--absolute-git-dir") or b"").rstrip("\n")
        return named if os.path.isfile(named) and os.path.samefile(os.path.dirname(named), own) else ""

    def _ask(self, *arguments: str) -> str:
        answer = _run(self.root, *arguments, index=self._index)
        return os.fsdecode(answer).strip() if answer else ""

    def _read(self, *arguments: str, given: bytes = b"") -> bytes:
        answer = _run(self.root, *arguments, given=given, index=self._index)
        if answer is None:
            raise UsageError(f"git {arguments[0]} fails in {self.root}. Run `git fsck` there; the clone may be broken.")
        return answer


def _run(folder: str, *words: str, given: bytes = b"", index: str = "") -> bytes | None:
    """What git prints, None when it fails."""
    try:
        return run_git(folder, *words, given=given, index=index)
    except FileNotFoundError:
        raise UsageError("git is not installed, or not in PATH; a review compares by it.") from None


def _entries(listed: bytes, *, staged: bool) -> Iterator[tuple[str, Entry]]:
    for line in listed.split(b"\0"):
        head, tab, name = line.partition(b"\t")
        words = head.decode().split()
        if not tab or not words[0].startswith(_FILE_KINDS) or (staged and words[2] != "0"):
            continue
        yield os.fsdecode(name), Entry(words[0], words[1 if staged else 2])


def _paths(listed: bytes) -> list[str]:
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _differences(raw: bytes) -> Iterator[Touched]:
    parts = iter(_paths(raw))
    for head in parts:
        modes, status = head.lstrip(":").split()[:2], head.split()[-1]
        path = next(parts)
        other = next(parts) if status[0] in "RC" else path
        if not any(mode.startswith(_FILE_KINDS) for mode in modes):
            continue
        before = None if status[0] in "AC" else path
        yield Touched(before, None if status[0] == "D" else other)
