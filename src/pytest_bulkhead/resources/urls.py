"""URLs of servers, read so that no message holds a part of a password."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from pytest_bulkhead.errors import ServerError


def split_url(url: str, server: str) -> SplitResult:
    """The parts of a URL, whose port is a number if it is there.

    Args:
        url: as it was given.
        server: what it leads to, for the message.

    Raises:
        ServerError: it cannot be read.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - is read to be checked
    except ValueError:  # its words may hold what stands before a `/` or a `#` of the password
        raise ServerError(
            f"The URL of {server} cannot be read: after // comes user:password@host:port, where the port is a number "
            "and special characters of the password are percent-encoded (`/` as %2F, `#` as %23)."
        ) from None
    return parts
