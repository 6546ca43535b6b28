"""Which servers are looked at, and who looks at each."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.resources.left_over import Finder, LeftOver
from pytest_bulkhead.settings import SERVERS

_SCHEMES = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "redis": "redis",
    "rediss": "redis",
    "unix": "redis",
    "http": "openfga",
    "https": "openfga",
}


def known_servers(settings: Iterable[tuple[str, str]], environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """The kinds and URLs of the servers that tests are told to use.

    Args:
        settings: those that they name.
        environment: its variables come before the settings.
    """
    found = dict(settings)
    for kind in SERVERS:
        given = environment.get(f"BULKHEAD_{kind.upper()}_URL")
        if given:
            found[kind] = given
    return sorted(found.items())


def kind_of(url: str) -> str:
    """What sort of server a URL leads to.

    Raises:
        UsageError: none that we know.
    """
    scheme = url.partition(":")[0].partition("+")[0].lower()
    if scheme not in _SCHEMES:
        raise UsageError(f"A URL of a server begins with one of {', '.join(f'{one}://' for one in _SCHEMES)}.")
    return _SCHEMES[scheme]


def left_on_server(kind: str, url: str) -> Iterator[LeftOver]:
    """What dead runs have left there.

    Raises:
        ServerError: it cannot be asked.
    """
    module = importlib.import_module(f"pytest_bulkhead.resources.{kind}.cleaning")
    finder: Finder = module.left_overs
    yield from finder(url)
