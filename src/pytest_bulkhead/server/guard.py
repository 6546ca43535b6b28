"""Stands before every page: whom it answers, and what a browser may do with the answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pytest_bulkhead.server.answers import problem
from pytest_bulkhead.server.token import Token

_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
"""A page that runs scripts brings a policy of its own."""


class Guard:
    """Around the application."""

    def __init__(self, app: ASGIApp, names: Collection[str], token: Token | None) -> None:
        """Answer whoever may ask.

        Args:
            app: that answers.
            names: of this server. One that stands for it in somebody else's DNS is none of them: a page of theirs
                would read what we answer as its own. Addresses have no such owner.
            token: without which nothing is answered; None where everybody who reaches us may read.
        """
        self._app = app
        self._names = {name.lower().rstrip(".") for name in names} | {"localhost"}
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        headers, path = Headers(scope=scope), str(scope["path"])
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            answer: ASGIApp = problem(path, 421, "This server has another name. `bulkhead serve --name` gives it more.")
        elif self._token and not self._token.fits(headers.get("authorization", ""), basic=True):
            asks = {"www-authenticate": 'Basic realm="bulkhead", charset="UTF-8", Bearer'}
            answer = problem(path, 401, "This takes the token of the server, as a password or as a Bearer.", asks)
        else:
            answer = self._app
        await answer(scope, receive, send_guarded)

    def _is_ours(self, host: str) -> bool:
        name = host.lower()
        if name.startswith("["):
            name = name[1:].partition("]")[0]
        elif name.count(":") == 1:
            name = name.partition(":")[0]
        name = name.rstrip(".")
        return name in self._names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
