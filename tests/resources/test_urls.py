"""URLs of servers that cannot be read."""

from __future__ import annotations

import pytest

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.openfga.connection import Connection
from pytest_bulkhead.resources.postgres.address import Address as PostgresAddress
from pytest_bulkhead.resources.redis.address import Address as RedisAddress
from pytest_bulkhead.resources.urls import split_url

READERS = {"postgresql": PostgresAddress.parse, "redis": RedisAddress.parse, "http": Connection}


@pytest.mark.parametrize("scheme", READERS)
@pytest.mark.parametrize("mark", "/#?")
def test_a_password_that_is_not_encoded_is_not_told(scheme, mark):
    with pytest.raises(ServerError, match="percent-encoded") as caught:
        READERS[scheme](f"{scheme}://me:tops{mark}ecret@host/x")
    assert "tops" not in str(caught.value)
    assert "ecret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://[::1", "http://h:99999", "http://h:one"])
def test_what_is_no_url_is_refused(url):
    with pytest.raises(ServerError, match="The URL of it cannot be read"):
        split_url(url, "it")
