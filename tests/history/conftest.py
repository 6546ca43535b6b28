"""A store of one's own, and what stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "history.sqlite") as store:
        yield store


@pytest.fixture
def ingest(store: Store) -> Ingest:
    return Ingest(store)


@pytest.fixture
def asked(store: Store) -> Callable[[Callable[[Reader], Any]], Any]:
    """What the store answers now."""

    def ask(question: Callable[[Reader], Any]) -> Any:
        with store.reading() as connection:
            return question(Reader(connection))

    return ask
