"""What answers about files depend on, noted while files are checked: so answers can be kept as long as it holds.

Everything that is consulted is a node with a name: the path of a file, whose contents are meant, or something of
another kind. A link says that answers about one node go by another. Links are noted where a module leads to another
one, so what was worked out for one file and is used for the next is covered: where it led the first, it leads the next.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from pytest_bulkhead.checker.files.consulted_kinds import ASKED, MENTIONED, PLACE, SETTINGS, SHAPED
from pytest_bulkhead.checker.files.folders import Listing
from pytest_bulkhead.checker.files.stamps import digest, digest_of_names, stamp_at, stamp_of
from pytest_bulkhead.checker.source.source import UnreadableError, read_bytes, read_with_status


@dataclass(slots=True)
class News:
    """What was noted since the last time.

    Args:
        links: pairs of nodes, the second of which the first goes by.
        answers: what was found: of a file its digest, of a folder what was asked or listed, of a suite its files;
            None where that changed meanwhile.
        stamps: by paths of files and folders, as they were before they were read.
        helpers: files of the test tree that files import.
    """

    links: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    stamps: dict[str, int] = field(default_factory=dict)
    helpers: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Consulted:
    """Notes what is consulted.

    Args:
        since: when the run began; 0 when nobody wants to know, so that nothing is noted.
    """

    def __init__(self, since: int = 0) -> None:
        self.since = since
        self.current = ""
        self.news = News()
        self._links: dict[str, set[str]] = {}
        self._asked: dict[str, dict[str, bool]] = {}
        self._askers: set[tuple[str, str]] = set()
        self._digests: dict[str, str] = {}

    def link(self, node: str, other: str) -> None:
        """Answers about a node go by another one."""
        if not self.since:
            return
        known = self._links.get(node)
        if known is None:
            known = self._links[node] = set()
        if other not in known:
            known.add(other)
            self.news.links.append((node, other))

    def used(self, node: str) -> None:
        """Answers about the file that is being checked go by a node."""
        if self.current and node != self.current:
            self.link(self.current, node)

    def placed(self, path: str) -> None:
        """Answers about a file go by where its imports lead, and that by the project's settings."""
        if self.since:
            place = PLACE + os.path.dirname(path)
            self.link(path, place)
            self.link(place, SETTINGS)

    def asked(self, place: str, folder: str, name: str, *, found: bool) -> None:
        """Where the imports of the files in a place lead goes by whether a name is in a folder."""
        if self.since:
            self.asked_by(PLACE + place, folder, name, found=found)

    def asked_by(self, node: str, folder: str, name: str, *, found: bool) -> None:
        """Answers about a node go by whether a name is in a folder."""
        names = self._asked.setdefault(folder, {})
        if name not in names:
            names[name] = found
            self.news.answers[ASKED + folder] = names
        if (node, folder) not in self._askers:
            self._askers.add((node, folder))
            self.link(node, ASKED + folder)

    def shaped(self, folder: str, listing: Listing) -> None:
        """How a folder looks to whoever searches for tests."""
        if self.since:
            self.answer(SHAPED + folder, digest_of_names(listing.shape))
            if listing.has_links:  # whose targets can change without any trace here
                self.news.stamps[folder] = 0

    def answer(self, node: str, answer: object) -> None:
        """What was found for a node; another answer later on makes both worthless."""
        if self.since and self.news.answers.setdefault(node, answer) != answer:
            self.news.answers[node] = None

    def imports(self, path: str, helpers: tuple[str, ...]) -> None:
        """The files of the test tree that a file imports; answers about it go by them."""
        if self.since:
            self.news.helpers[path] = helpers
            for helper in helpers:
                self.link(path, helper)

    def read(self, path: str) -> bytes:
        """The bytes of a file, which are noted.

        Raises:
            UnreadableError: it cannot be read.
        """
        if not self.since:
            return read_bytes(path)
        try:
            data, status = read_with_status(path)
        except UnreadableError:
            self._note(path, "", 0)
            raise
        self._note(path, digest(data), stamp_of(status, self.since) if status else 0)
        return data

    def stamped(self, folder: str) -> None:
        """Note the state of a folder that is about to be listed."""
        if self.since:
            self._stamp(folder, stamp_at(folder, self.since))

    def take(self) -> News:
        """What was noted since this was asked before."""
        news, self.news = self.news, News()
        return news

    def _note(self, path: str, found: str, stamp: int) -> None:
        if self._digests.get(path) == found:
            return
        self._digests[path] = found
        self.answer(path, found)
        self._stamp(path, stamp)

    def _stamp(self, path: str, stamp: int) -> None:
        if self.news.stamps.setdefault(path, stamp) != stamp:
            self.news.stamps[path] = 0


def mention_node(root: str, texts: tuple[bytes, ...]) -> str:
    """The node of those files of a suite in which texts occur."""
    return "\n".join((MENTIONED + root, *(text.decode("latin-1") for text in texts)))
