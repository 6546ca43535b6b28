"""The word that opens the door for new runs, and on a network the whole house."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

from pytest_bulkhead.errors import UsageError

VARIABLE = "BULKHEAD_SERVER_TOKEN"
_SHORTEST = 16
_LARGEST = 4096


class Token:
    """Compared in a time that does not depend on how much of it was guessed."""

    def __init__(self, text: str) -> None:
        self._digest = _digest(text.encode())

    def fits(self, header: str, *, basic: bool = False) -> bool:
        """Whether the header `Authorization` of a request holds it.

        Args:
            header: of the request; empty where there is none.
            basic: whether it may be the password that a browser asks for, with any name of a user.
        """
        scheme, _, word = header.partition(" ")
        given = word.strip().encode("utf-8", "surrogateescape")
        if basic and scheme.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).partition(b":")[2]
            except (binascii.Error, ValueError):
                return False
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(_digest(given), self._digest)


def token_of(environ: Mapping[str, str], file: str | None) -> Token | None:
    """The token that a server is started with; None without one.

    Args:
        environ: of this process.
        file: that holds it, named on the command line.

    Raises:
        UsageError: the file cannot be read, or the token is no good one.
    """
    if file is None:
        text, source = environ.get(VARIABLE, ""), VARIABLE
        if not text:
            return None
    else:
        text, source = _read(Path(file)).strip(), file
    if len(text) < _SHORTEST or not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError(
            f"The token in {source} is none: it takes {_SHORTEST} or more ASCII characters without spaces. "
            "`python -c 'import secrets; print(secrets.token_urlsafe())'` makes one."
        )
    return Token(text)


def _read(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(_LARGEST).decode()
    except OSError as error:
        raise UsageError(f"The file of the token, {path}, cannot be read: {error.strerror}.") from None
    except ValueError:
        raise UsageError(f"The file of the token, {path}, is no text.") from None


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()
