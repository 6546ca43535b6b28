"""A revision as files on the disk, as far as the checker reads them."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping

from pytest_bulkhead.review.git import Entry, Repository

# What the checker reads besides Python: how pytest is set up, how CI runs it, what is depended on.
_READ = re.compile(
    r".*\.(?:py|pyi|toml|cfg|ini)|(?:.*/)?(?:[^/]*requirements[^/]*\.(?:txt|in)|(?:GNU)?[Mm]akefile|[Jj]ustfile|Pipfile)"
    # Deeper than this, such files are data of tests, and may be many and large.
    r"|(?:[^/]+/){0,2}[^/]*\.(?:ya?ml|sh|json)"
)
_LINK = "120000"


class Snapshot:
    """A folder that holds one revision after the other; going on to the next writes only what differs.

    Of files that nothing is read of, there is the name alone. Neither filters nor attributes of the repository count,
    which may leave tests out of an archive, or load large files from elsewhere.
    """

    def __init__(self, repository: Repository, folder: str) -> None:
        """Nothing is written yet.

        Args:
            repository: whose revisions they are.
            folder: empty; the checker takes it for that of a repository.
        """
        self.repository = repository
        self.folder = folder
        self._held: dict[str, Entry] = {}
        os.makedirs(os.path.join(folder, ".git"), exist_ok=True)

    def hold(self, entries: Mapping[str, Entry], whole: Collection[str] = ()) -> None:
        """Make the folder hold these files, and no others.

        Args:
            entries: the files of a revision.
            whole: the paths of those that are wanted with their contents, whatever they are.
        """
        for path in self._held.keys() - entries.keys():
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(self.folder, path))
                os.removedirs(os.path.join(self.folder, os.path.dirname(path)))  # as far as they are empty
        fresh = {path: entry for path, entry in entries.items() if self._held.get(path) != entry and _is_inside(path)}
        fresh.update({path: entries[path] for path in whole if path in entries and _is_inside(path)})
        wanted = [path for path in fresh if path in whole or _READ.fullmatch(path) or _is_link(fresh[path])]
        contents = self.repository.contents(fresh[path].blob for path in wanted)
        for path, data in (*zip(wanted, contents, strict=True), *((path, b"") for path in fresh.keys() - set(wanted))):
            self._write(path, data, fresh[path])
        self._held = dict(entries)

    def _write(self, path: str, data: bytes, entry: Entry) -> None:
        whole = os.path.join(self.folder, path)
        with contextlib.suppress(OSError):  # a name that this system cannot hold
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            above = os.path.join(os.path.realpath(self.folder), os.path.dirname(path))
            if os.path.realpath(os.path.dirname(whole)) != os.path.normpath(above):
                return  # behind a link: no tree that git makes holds such a path
            if os.path.lexists(whole):
                os.unlink(whole)
            if _is_link(entry):
                target = os.fsdecode(data)
                if _leads_inside(path, target):
                    os.symlink(target, whole)
                return
            with open(whole, "xb") as file:
                file.write(data)


@contextlib.contextmanager
def snapshots(repository: Repository, count: int) -> Iterator[tuple[Snapshot, ...]]:
    """Empty ones in a temporary folder, which is removed in the end."""
    folder = tempfile.mkdtemp(prefix="bulkhead-review-")
    try:
        yield tuple(Snapshot(repository, os.path.join(folder, f"side{number}", "project")) for number in range(count))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_link(entry: Entry) -> bool:
    return entry.mode == _LINK


def _leads_inside(path: str, target: str) -> bool:
    """Whether a link stays in the folder, whatever other links it leads through."""
    below = itertools.dropwhile(lambda part: part in ("", ".", ".."), target.split("/"))
    # Behind a name, which may be that of another link, `..` leads who knows where.
    return ".." not in below and _is_inside(os.path.normpath(os.path.join(os.path.dirname(path), target)))


def _is_inside(path: str) -> bool:
    parts: Iterable[str] = path.replace("\\", "/").split("/") if os.name == "nt" else path.split("/")
    return not os.path.isabs(path) and all(part not in ("", "..", ".git") for part in parts)
