"""How a server of our own is made: in memory alone, on loopback, with as many numbers as anybody wants."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.availability import MissingError
from pytest_bulkhead.resources.program import find_program, version_of
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.resources.redis.address import Address

NUMBERS = 256
_OLDEST = (6,)
_OWNER = "bulkhead"
_PROGRAMS = ("redis-server", "valkey-server")
_PLACES = ("/opt/homebrew/bin", "/usr/local/bin", "/usr/local/sbin", "/usr/sbin")
_INSTALL = (
    "Install Redis (Debian: `apt-get install redis-server`, macOS: `brew install redis`), or name a server that is "
    "there already: BULKHEAD_REDIS_URL, or `servers` in the settings."
)
# Not what reaches past the number that it is connected to, which would be another worker's, nor past the server: other
# users of the host can connect to it, too.
_REACHES_FURTHER = (
    "-flushall -swapdb -shutdown -debug -replicaof -slaveof -module +module|list -acl +acl|whoami -config +config|get"
)


def own_server() -> Recipe:
    """The recipe for a server of the run's own.

    Raises:
        MissingError: Redis is not installed.
        ServerError: it is too old.
    """
    program = _program()
    version = version_of(program)
    if version[:1] < _OLDEST:
        told = ".".join(map(str, version)) or "unknown"
        raise ServerError(f"{program} is of version {told}, but {_OLDEST[0]} is the oldest that will do. {_INSTALL}")
    channels = "&*" if version >= (6, 2) else ""
    password = secrets.token_hex(16)
    settings = f"""\
bind 127.0.0.1
port {{port}}
dir {{folder}}
databases {NUMBERS}
save ""
appendonly no
user default on nopass ~* {channels} +@all {_REACHES_FURTHER}
user {_OWNER} on >{password} ~* {channels} +@all
"""
    return Recipe(
        "Redis",
        (program, "{folder}/redis.conf"),
        "127.0.0.1:{port}",
        files={"redis.conf": settings},
        address={"port": "{port}", "password": password},
    )


def addresses(known: Mapping[str, Any]) -> tuple[Address, Address]:
    """Of such a server: for tests, and for us."""
    address = Address(urlsplit(f"redis://127.0.0.1:{int(known['port'])}"))
    return address, address.by(_OWNER, str(known["password"]))


def _program() -> str:
    for name in _PROGRAMS:
        try:
            return find_program(name, _PLACES)
        except ServerError:
            continue
    raise MissingError(f"Neither {' nor '.join(_PROGRAMS)} is on this machine. {_INSTALL}")
