"""Where a Redis is, and how each of its numbers is reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.urls import split_url

_SCHEMES = ("redis", "rediss", "unix")
_PORT = 6379


@dataclass(frozen=True, slots=True)
class Address:
    """A server, without a number.

    Args:
        parts: of its URL.
    """

    parts: SplitResult

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read a URL as redis-py takes it: `redis://`, `rediss://` or `unix://`.

        Raises:
            ServerError: it is none, or names a number, which is for us to choose.
        """
        parts = split_url(url, "Redis")
        if parts.scheme not in _SCHEMES:
            raise ServerError(
                f"The URL of Redis begins with {parts.scheme + '://' if parts.scheme else 'no scheme'}: redis://, "
                "rediss:// and unix:// are known."
            )
        rest = dict(parse_qsl(parts.query))
        number = rest.pop("db", "") or (parts.path.strip("/") if parts.scheme != "unix" else "")
        address = cls(parts._replace(query=urlencode(rest)))
        if number not in ("", "0"):
            raise ServerError(
                f"The URL of Redis at {address.place} names number {number}, but each worker takes a number that "
                "nobody uses. Leave it out."
            )
        return address

    @property
    def host(self) -> str:
        """The host's name, or the path of the socket."""
        return self.parts.path if self.parts.scheme == "unix" else self.parts.hostname or "localhost"

    @property
    def port(self) -> int:
        """Of the server; 0 for a socket."""
        return 0 if self.parts.scheme == "unix" else self.parts.port or _PORT

    @property
    def place(self) -> str:
        """What may be told: without who and with which password."""
        return f"{self.host}:{self.port}" if self.port else self.host

    @property
    def username(self) -> str | None:
        return unquote(self.parts.username) if self.parts.username else None

    @property
    def password(self) -> str | None:
        return unquote(self.parts.password) if self.parts.password else None

    def url(self, number: int) -> str:
        """Of one of its numbers."""
        if self.parts.scheme == "unix":
            query = urlencode({**dict(parse_qsl(self.parts.query)), "db": str(number)})
            return self.parts._replace(query=query).geturl()
        return self.parts._replace(path=f"/{number}").geturl()

    def by(self, user: str, password: str) -> Address:
        """The same server, as another user."""
        place = self.parts.netloc.rpartition("@")[2]
        return replace(self, parts=self.parts._replace(netloc=f"{quote(user)}:{quote(password)}@{place}"))
