"""What a dead run has left, as everything that can be left is told and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol


class LeftOver(NamedTuple):
    """One thing that nobody needs any more.

    Args:
        kind: what sort of thing: `database`, `number`, `store`, `folder`, `claim`, `process`.
        name: which one.
        place: on which server or in which folder.
        owner: whose it was, as far as that is known.
        remove: removes it, unless it is in use after all; whether that was done.
    """

    kind: str
    name: str
    place: str
    owner: str
    remove: Callable[[], bool]

    def as_json(self) -> dict[str, Any]:
        """What can be told of it."""
        return {"kind": self.kind, "name": self.name, "place": self.place, "owner": self.owner}


class Finder(Protocol):
    """Finds what dead runs have left on a server. The module `cleaning` of a server's room has one, `left_overs`."""

    def __call__(self, url: str) -> Iterator[LeftOver]:
        """Nothing of a living run, and nothing without our mark.

        Args:
            url: of the server.

        Raises:
            ServerError: it cannot be asked.
        """
