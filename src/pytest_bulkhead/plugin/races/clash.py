"""Which two things done to one resource at the same time do harm."""

from __future__ import annotations

from collections.abc import Set

from pytest_bulkhead.touch import LOOKS, Access, Touch

_CLASHES = {
    Access.READ: {Access.APPEND, Access.WRITE, Access.DELETE, Access.CLAIM},
    Access.LIST: {Access.DELETE},
    Access.APPEND: {Access.READ, Access.WRITE, Access.PUT, Access.DELETE},
    Access.WRITE: {Access.READ, Access.APPEND, Access.WRITE, Access.CREATE, Access.PUT, Access.DELETE},
    Access.CREATE: {Access.WRITE, Access.DELETE},
    Access.PUT: {Access.APPEND, Access.WRITE, Access.DELETE},
    Access.DELETE: {Access.READ, Access.LIST, Access.APPEND, Access.WRITE, Access.CREATE, Access.PUT, Access.CLAIM},
    Access.CLAIM: {Access.READ, Access.CLAIM, Access.DELETE},
}
"""What is not here passes well side by side: lines that are added, folders that are made where they are missing, files
that are put in place in one step, the removal of what somebody else has removed. To make what is there is a look."""

ROLLED_BACK = "rolled back"


def effects(touch: Touch) -> frozenset[Access]:
    """What others can see of a touch: of a transaction that was rolled back, only that it looked."""
    if touch.fate == ROLLED_BACK:
        return (LOOKS & frozenset(touch.accesses)) | {Access.READ}
    return frozenset(touch.accesses)


def clash(some: Set[Access], others: Set[Access]) -> bool:
    """Whether harm is done when two parties do these at the same time."""
    return any(not others.isdisjoint(_CLASHES[access]) for access in some)
