"""Asks an OpenFGA server by HTTP, with nothing but the standard library."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.urls import split_url

TOKEN = "BULKHEAD_OPENFGA_TOKEN"  # noqa: S105 - the name of a variable
_PATIENCE = 20.0
_NOT_FOUND = 404


class RequestError(ServerError):
    """The server has answered, and refuses.

    Args:
        message: one paragraph.
        status: of HTTP.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def is_not_found(self) -> bool:
        """Whether there is no such thing."""
        return self.status == _NOT_FOUND


class Connection:
    """To one server; nothing is kept open.

    Args:
        url: of its HTTP API.
        token: a preshared key, where it wants one.
        is_ours: whether it runs on this host, where no proxy is asked.
    """

    def __init__(self, url: str, token: str | None = None, *, is_ours: bool = False) -> None:
        parts = split_url(url, "OpenFGA")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServerError("The URL of OpenFGA has to begin with http:// or https:// and name a host.")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ServerError(
                f"The URL of OpenFGA at {parts.hostname} holds more than a place. A token goes into the variable "
                f"{TOKEN}."
            )
        self.url = url.rstrip("/")
        self.token = token
        handlers = [urllib.request.ProxyHandler({})] if is_ours else []
        self._opener = urllib.request.build_opener(*handlers)

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """One request.

        Args:
            method: of HTTP.
            path: from `/` on.
            body: sent as JSON, unless it is None.

        Raises:
            RequestError: the server refuses.
            ServerError: it does not answer, or with something else than JSON.
        """
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data, headers, method=method)  # noqa: S310 - see above
        try:
            with self._opener.open(request, timeout=_PATIENCE) as answer:
                text = answer.read()
            found = json.loads(text) if text else {}
        except urllib.error.HTTPError as error:
            with error:
                raise RequestError(f"OpenFGA at {self.url}: {_said(error)}", error.code) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise ServerError(f"OpenFGA at {self.url} does not answer as it should: {reason}.") from None
        if not isinstance(found, dict):
            raise ServerError(f"OpenFGA at {self.url} does not answer as it should: {found!r:.100}.")
        return found


def _said(error: urllib.error.HTTPError) -> str:
    try:
        data = json.loads(error.read())
        return f"{data['message']} ({data['code']}, status {error.code})"
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return f"it answers with status {error.code}."
