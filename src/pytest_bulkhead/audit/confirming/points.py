"""At which moments of a test another one may do it most harm, and what these are called."""

from __future__ import annotations

from pytest_bulkhead.plugin.touching.pause import COMMIT, STATEMENT, TURN_ENDS
from pytest_bulkhead.touch import LOOKS, Access

_MOST = 5
_DONE = {
    Access.READ: "read",
    Access.LIST: "listed",
    Access.APPEND: "added to",
    Access.WRITE: "opened for writing",
    Access.CREATE: "made",
    Access.PUT: "replaced",
    Access.DELETE: "removed",
    Access.CLAIM: "bound",
}
_BETWEEN = {
    "": "while it was at {}",
    TURN_ENDS: "while it was at {}",
    STATEMENT: "between two statements to {}",
    COMMIT: "once it had committed to {}",
}
_SERVERS = frozenset({"port", "socket", "server"})
_IN_SERVERS = frozenset({"table", "redis", "openfga"})
"""What is done there, is announced before it is sent."""

_ABOUT_TO = {Access.DELETE: "remove", Access.READ: "read", Access.LIST: "list"}


def points_to_try(points: str) -> list[int]:
    """The numbers of the points to pause at, counted from 1, the most telling first.

    Args:
        points: as a run without a pause went through them: accesses, and ends of turns.
    """
    changed = [number for number, point in enumerate(points, 1) if _changes(point)]
    held = [
        number
        for number, point in enumerate(points, 1)
        if point == TURN_ENDS and any(_changes(before) for before in points[: number - 1])
    ]
    looks = [number for number, point in enumerate(points, 1) if number not in changed and point != TURN_ENDS]
    # The last end of all is that of the test itself: nothing follows that could go wrong.
    held = [number for number in held if number < len(points)]
    first_of_each = [number for number in changed if points[number - 1] not in points[: number - 1]]
    # Until it is committed, a change is kept from others by the database itself.
    first_of_each.sort(key=lambda number: points[number - 1] != COMMIT)
    likely = [*first_of_each[:2], *held[:1], *looks[:1], *first_of_each[2:], *held[-1:], *changed[-1:], *looks[-1:]]
    return list(dict.fromkeys(likely))[:_MOST]


def moment(points: str, number: int, kind: str, name: str) -> str:
    """When a test paused, in words: `once it had removed data.json`."""
    point = points[number - 1 : number]
    name = name if kind == "file" else f"{kind} {name}"
    if point == Access.READ and kind in _SERVERS:
        return f"once it had asked for {name}"
    if point in _BETWEEN:
        return _BETWEEN[point].format(name)
    if kind in _IN_SERVERS:
        return f"as it was about to {_ABOUT_TO.get(Access(point), 'change')} {name}"
    return f"once it had {_DONE[Access(point)]} {name}"


def _changes(point: str) -> bool:
    return point in (STATEMENT, COMMIT) or (point != TURN_ENDS and Access(point) not in LOOKS)
