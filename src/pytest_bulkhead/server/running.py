"""Runs the application until somebody stops it."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
from collections.abc import Iterator
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from pytest_bulkhead.errors import UsageError

_GRACE = 10
"""In seconds: so long, those who are being answered may take."""
_MOST_AT_ONCE = 200


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listen(host: str, port: int) -> socket.socket:
    """Take a place on the network.

    Raises:
        UsageError: it cannot be had.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be had: {error.strerror or error}. Name another port or host; --port 0 takes any."
        ) from None


def address_of(listening: socket.socket) -> str:
    """Where a browser finds it."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: ASGIApp, listening: socket.socket) -> None:
    """Answer until SIGINT or SIGTERM; who is being answered then is answered."""
    config = uvicorn.Config(
        app,
        access_log=False,
        http="h11",
        limit_concurrency=_MOST_AT_ONCE,
        lifespan="off",
        log_level="error",
        loop="asyncio",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        ws="none",
    )
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends as it was asked to, and not by the signal once more."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit  # asked twice
        self.should_exit = True
