"""What the routes ask for."""

from harbour.cache import Cache, cache
from harbour.pilots import PilotOffice
from harbour.settings import get_settings
from harbour.store import Store

_store: Store | None = None


def get_store() -> Store:
    """The books, opened at the first request."""
    global _store
    if _store is None:
        _store = Store(get_settings().database)
    return _store


def get_cache() -> Cache:
    return cache


def get_pilot_office() -> PilotOffice:
    return PilotOffice()
