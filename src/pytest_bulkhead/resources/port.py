"""Ports, each claimed for as long as somebody of this session may use it."""

from __future__ import annotations

from types import TracebackType

from pytest_bulkhead.worker.claims import Claim
from pytest_bulkhead.worker.ports import claim_port


class PortFactory:
    """Gives ports that no other worker, run or process of this user on this host gets, until it is closed."""

    def __init__(self) -> None:
        self._claims: list[Claim] = []

    def __call__(self, host: str = "127.0.0.1") -> int:
        """A port that is free now, and nobody else's.

        Args:
            host: the address that it will be bound to.

        Raises:
            WorkerError: there is none, or claims cannot be made on this host.
        """
        claim = claim_port(host)
        self._claims.append(claim)
        return int(claim.name)

    def __enter__(self) -> PortFactory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        while self._claims:
            self._claims.pop().release()
