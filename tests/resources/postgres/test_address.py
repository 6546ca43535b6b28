"""An address says the same to every library, whatever is in it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.postgres.address import Address

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)
hosts = st.sampled_from(["localhost", "127.0.0.1", "::1", "db.example.org", "/var/run/postgresql"])
addresses = st.builds(Address, hosts, st.integers(1, 65535), texts, texts, texts)


@given(addresses)
def test_what_is_written_is_read_again(address):
    assert Address.parse(address.url) == address


@given(addresses, texts)
def test_a_schema_is_part_of_it(address, schema):
    bound = address.within((schema,))
    assert dict(Address.parse(bound.url).query)["options"] == f"-csearch_path={schema}"
    assert Address.parse(bound.url).database == address.database


@example(" ")
@given(texts)
def test_a_schema_of_any_name_is_kept(schema):
    assert Address("h", 1, "u", "", "d").within((schema,)).query == (("options", f"-csearch_path={schema}"),)


@given(addresses)
def test_neither_its_place_nor_a_message_tells_the_password(address):
    secret = "never-told"
    told = Address(address.host, address.port, address.user, secret, address.database).place
    assert secret not in told


@given(texts)
def test_sqlalchemy_reads_the_same(password):
    sqlalchemy = pytest.importorskip("sqlalchemy")
    address = Address("::1", 5432, "me", password, 'a "name"', (("sslmode", "prefer"),))
    url = sqlalchemy.make_url(address.url_for("postgresql+psycopg"))
    assert (url.password, url.database, url.host) == (password, 'a "name"', "::1")


def test_what_is_not_said_is_the_usual():
    assert Address.parse("postgres://db") == Address("db", 5432, "postgres", "", "postgres")
    assert Address.parse("postgresql:///x?host=/tmp&port=9") == Address("/tmp", 9, "postgres", "", "x")
    assert Address.parse("postgresql+asyncpg://a:b@c/d?sslmode=require").query == (("sslmode", "require"),)


@pytest.mark.parametrize(
    "url", ["mysql://h/d", "postgresql://h:port/d", "h/d", "", "postgresql://[::1/d", "postgresql://h/d?port=x"]
)
def test_other_urls_are_refused(url):
    with pytest.raises(ServerError, match="URL"):
        Address.parse(url)


def test_asyncpg_gets_what_sqlalchemy_would_mistake_for_keywords():
    url = urlsplit(Address("h", 1, "u", "", "d").within(("s",)).url_for("postgresql+asyncpg"))
    assert url.query.startswith("dsn=postgresql%3A//%3Foptions")
