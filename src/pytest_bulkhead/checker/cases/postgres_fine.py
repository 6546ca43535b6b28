"""Good cases of `postgres`."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "own": """\
import psycopg
import pytest

@pytest.fixture(scope="session")
def database(worker_id):
    with psycopg.connect(f"postgresql://localhost/shop_{worker_id}", autocommit=True) as connection:
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, total numeric)")
        yield connection
""",
}
