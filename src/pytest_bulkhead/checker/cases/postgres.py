"""Bad cases of `postgres`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "tables of a fixture": """\
import psycopg
import pytest

@pytest.fixture(scope="session")
def database():
    with psycopg.connect("postgresql://localhost/shop_test", autocommit=True) as connection:  # <- here
        connection.execute("CREATE TABLE orders (id serial PRIMARY KEY, total numeric)")
        yield connection
        connection.execute("DROP TABLE orders")
""",
}
