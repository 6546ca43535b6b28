"""What one user of a server has there: a number of it, or a prefix."""

from __future__ import annotations

from typing import Protocol

from pytest_bulkhead.resources.redis.address import Address


class Space(Protocol):
    """A part of a server that is ours until it is given back.

    Attributes:
        address: for whoever uses it.
        number: of the database.
        prefix: how all keys begin; empty where any key will do.
    """

    address: Address
    number: int
    prefix: str

    def check(self) -> None:
        """See that it is still ours.

        Raises:
            ServerError: it is not.
        """

    def wipe(self) -> None:
        """Remove all that is in it, and nothing else."""

    def give_back(self) -> None:
        """Wipe it, and let others have it."""
