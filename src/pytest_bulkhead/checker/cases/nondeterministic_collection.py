"""Cases of `nondeterministic-collection`."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a set of texts": """\
import pytest

@pytest.mark.parametrize("currency", {"EUR", "USD", "JPY"})  # <- here
def test_formats(currency):
    assert currency
""",
}
GOOD: Mapping[str, str | Mapping[str, str]] = {
    "a list of texts": """\
import pytest

@pytest.mark.parametrize("currency", ["EUR", "JPY", "USD"])
def test_formats(currency):
    assert currency
""",
}
