"""Files and folders as they are now, each looked at once."""

from __future__ import annotations

from pytest_bulkhead.checker.files.folders import LEFT_BY_TOOLS, Listing, names_in
from pytest_bulkhead.checker.files.stamps import digest, digest_of_names, stamp_at


class Disk:
    """Answers what cached answers are compared with.

    Args:
        since: when the run began.
    """

    def __init__(self, since: int) -> None:
        self.since = since
        self._stamps: dict[str, int] = {}
        self._names: dict[str, frozenset[str]] = {}

    def stamp(self, path: str) -> int:
        """The stamp of a file or folder, 0 when it does not tell enough."""
        stamp = self._stamps.get(path)
        if stamp is None:
            stamp = self._stamps[path] = stamp_at(path, self.since)
        return stamp

    def distrust(self, folder: str) -> None:
        """Have a folder looked into the next time, too."""
        self._stamps[folder] = 0

    def names(self, folder: str) -> frozenset[str]:
        """The names in a folder."""
        if folder not in self._names:
            self._names[folder] = names_in(folder)
        return self._names[folder]

    def digest_of_names(self, folder: str) -> str:
        """What stands for all names in a folder."""
        return digest_of_names(self.names(folder) - LEFT_BY_TOOLS)

    def shape(self, folder: str) -> str:
        """How a folder looks to whoever searches for tests, empty when it cannot be listed."""
        try:
            listing = Listing(folder)
        except OSError:
            return ""
        if listing.has_links:
            self.distrust(folder)
        return digest_of_names(listing.shape)

    def digest(self, path: str) -> str:
        """The digest of a file, empty when it cannot be read."""
        try:
            return digest(self.read(path))
        except OSError:
            return ""

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            OSError: it cannot be read.
        """
        from pytest_bulkhead.checker.source.source import UnreadableError, read_bytes  # not needed while stamps tell

        try:
            return read_bytes(path)
        except UnreadableError as error:
            raise OSError(error.reason) from None
