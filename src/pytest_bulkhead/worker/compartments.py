"""What this process has taken for itself on a server: whoever looks for what workers share has nothing to see there."""

from __future__ import annotations

OUR_NAME = "pytest-bulkhead"
"""What the connections are called by which we see to compartments ourselves."""

_TAKEN: set[tuple[str, str]] = set()


def take(kind: str, name: str) -> None:
    """Note that something is this process's own from now on.

    Args:
        kind: of server.
        name: of its part, with the place: `localhost:6379/3`.
    """
    _TAKEN.add((kind, name))


def give_back(kind: str, name: str) -> None:
    """Note that it is not any more."""
    _TAKEN.discard((kind, name))


def is_taken(kind: str, name: str) -> bool:
    """Whether it is this process's own."""
    return (kind, name) in _TAKEN
