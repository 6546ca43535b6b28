"""Stores in OpenFGA, as the requests of its Python client name them."""

from __future__ import annotations

import re
import time
import urllib.parse
from types import FrameType, ModuleType
from typing import Any

from pytest_bulkhead.plugin.touching.clients.library import ClientKind, Library
from pytest_bulkhead.plugin.touching.clients.wraps import Wraps
from pytest_bulkhead.plugin.touching.server_names import ServerNames
from pytest_bulkhead.touch import Access

_KIND = "openfga"
_PORT = 8080
_STORE = re.compile(r".*?/stores/(?P<store>[0-9A-Za-z_-]+)(?:/(?P<what>[a-z-]+))?")
_ASKED_BY_POST = frozenset({"batch-check", "check", "expand", "list-objects", "list-users", "read"})
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MADE = 10
"""How many digits of a store's id say when it was made, in milliseconds."""

_SKEW = 2.0


class Stores(ClientKind):
    """Each store that is made gets an id of its own, so that only those made before the run are anybody else's."""

    what = "stores in OpenFGA"

    def __init__(self, taker: Any, paths: Any) -> None:
        super().__init__(taker, paths)
        self._names = ServerNames(paths.places, taker.worker)
        self._began = time.time()

    def libraries(self) -> tuple[Library, ...]:
        modules = ("openfga_sdk.rest", "openfga_sdk.sync.rest")
        return tuple(Library(module, frozenset("0"), self._install) for module in modules)

    def _install(self, module: ModuleType, wraps: Wraps) -> None:
        def requests(frame: FrameType, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            method, url = (*args[1:3], *(kwargs[name] for name in ("method", "url")[len(args) - 1 :]))
            self._request(method.upper(), url, frame)

        for name in ("request", "stream"):
            wraps.before(module.RESTClientObject, name, requests)

    def _request(self, method: str, url: str, frame: FrameType) -> None:
        parts = urllib.parse.urlsplit(url)
        found = _STORE.match(parts.path)
        if found is None or self._is_new(found["store"]):
            return
        port = parts.port or (443 if parts.scheme == "https" else 80)
        prefix = self._names.prefix(parts.hostname or "", port, _PORT)
        if prefix is not None and not self._names.is_own(found["store"]):
            self.taker.add(_KIND, prefix + found["store"], _access(method, found["what"] or ""), frame)

    def _is_new(self, store: str) -> bool:
        """Whether it was made in this run: in another worker, that would be another store."""
        if self._names.was_told(store):
            return False
        digits = [_DIGITS.find(digit) for digit in store[:_MADE].upper()]
        if len(store) <= _MADE or -1 in digits:
            return False
        made: float = sum(digit << 5 * power for power, digit in enumerate(reversed(digits))) / 1000
        return made > self._began - _SKEW


def _access(method: str, what: str) -> Access:
    if method == "DELETE":
        return Access.DELETE
    if method == "GET" or what in _ASKED_BY_POST or what.startswith("streamed-"):
        return Access.READ
    return Access.APPEND if what == "authorization-models" else Access.WRITE
