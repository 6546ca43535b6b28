"""Ports that nobody else on this host gets, from us or from the system."""

from __future__ import annotations

import socket

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.claims import Claim, claim

_TRIES = 200


def claim_port(host: str = "127.0.0.1") -> Claim:
    """A TCP port that is free on this host, and that no other caller gets until the claim is released.

    Args:
        host: the address that it will be bound to.

    Returns:
        A claim whose name is the port's number.

    Raises:
        WorkerError: none is free, or claims cannot be made.
    """
    for _ in range(_TRIES):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            try:
                probe.bind((host, 0))
            except OSError as error:
                raise WorkerError(
                    f"No port of {host} can be bound: {error.strerror}. Name an address of this machine."
                ) from None
            port = probe.getsockname()[1]
            # While it is still bound, so that the system gives it to nobody else.
            taken = claim("port", str(port))
        if taken is not None:
            return taken
    raise WorkerError(f"All of {_TRIES} free ports of {host} are claimed by other processes of this user.")
