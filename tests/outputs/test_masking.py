"""What looks like a secret is masked, whatever stands around it; words, names and numbers stay."""

from __future__ import annotations

import base64
import random
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_bulkhead.outputs.masking import MASK, masked, masked_test

KEYS = ("password", "db_password", "PASSWD", "pwd", "client-secret", "API_TOKEN", "apiKey", "api-key", "access_key")
PLAIN = st.text(st.sampled_from(" ,;[]()'"), max_size=5)


@st.composite
def drawn(draw: st.DrawFn) -> str:
    """A secret, as generators of secrets make them."""
    source = random.Random(draw(st.integers(0, 2**64)))
    value = source.randbytes(draw(st.integers(16, 48)))
    encode = draw(st.sampled_from([bytes.hex, lambda value: base64.urlsafe_b64encode(value).decode().rstrip("=")]))
    text = encode(value)
    assume(len(re.findall("[a-zA-Z][0-9]", text)) > 3)  # by chance alone there may be none
    return text


@given(PLAIN, drawn(), PLAIN)
def test_what_was_drawn_at_random_is_masked(before: str, secret: str, after: str) -> None:
    text = masked(f"{before}{secret}{after}")
    assert text == f"{before}{MASK}{after}"
    assert masked_test(f"test_x.py::test_x[{before}{secret}{after}]") == f"test_x.py::test_x[{text}]"


@given(
    st.sampled_from(KEYS),
    st.sampled_from(["=", ": ", " = ", "=>"]),
    st.text(st.characters(blacklist_categories=["Cs", "Z", "C"], blacklist_characters=",;&\"'])}*"), min_size=1),
)
def test_what_is_called_a_secret_is_masked(key: str, sign: str, secret: str) -> None:
    assume(not f"{sign}{secret}".startswith("=>") or sign == "=>")  # which is a sign itself
    assert masked(f"with {key}{sign}{secret} and") == f"with {key}{sign}{MASK} and"


@given(st.text() | st.text("abc019=:_-/@ *Bearsk[]'\"", max_size=60))
def test_masking_again_changes_nothing_and_nothing_fails(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("postgres://app:hunter2@db/x", "postgres://app:***@db/x"),
        ('{"password": "hunter 2", "user": "me"}', '{"password": ***, "user": "me"}'),
        ("{'password': b'hunter 2', 'user': 'me'}", "{'password': ***, 'user': 'me'}"),
        ("{'token': 'it\\'s hunter2', 'x': 1}", "{'token': ***, 'x': 1}"),
        ("{'auth': ('me', 'hunter (2)'), 'x': 1}", "{'auth': ***, 'x': 1}"),
        ("get(auth=['me', 'hunter2'])", "get(auth=***)"),
        ("signing_key=b'hunter2'", "signing_key=***"),
        ("Authorization: Bearer abcdef1234567", "Authorization: *** ***"),
        ("the header Bearer abcdef1234567 is sent", "the header Bearer *** is sent"),
        ("key AKIAABCDEFGHIJKLMNOP here", "key *** here"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "***"),
        ("ghp_abcdefghijklmnopqrst", "***"),
    ],
)
def test_known_forms_are_masked(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "test_leaks leaves global app.auth: 1 instead of 2",
        "test_leaks leaves environment variable API_TOKEN set",
        "session fixture client leaves the override of app.auth.get_access_token in place after its teardown",
        "tests/test_token.py::TestPassword::test_secret",
        "test_login.py::test_reads_the_password_of_a_user_that_nobody_has_ever_seen",
        "SomeVeryLongClassNameOfWordsAlone",
        "2024-01-02T03:04:05+00:00-2024-02-03T04:05:06+00:00",
        "12345678901234567890123456789",
        "3f0e8a3c-1d7b-4c6e-9f0a-2b4d6e8f0a1c",
        "tests/data/v1_2/fixture_0001_utf8_latin1.json",
        "--bulkhead=strict",
        "http://localhost:8000/path",
        "bearer authentication is optional",
        "the token of the documentation",
    ],
)
def test_words_names_and_numbers_stay(text: str) -> None:
    assert masked(text) == text
    assert masked_test(text) == text


def test_names_in_the_code_stay_whatever_they_look_like() -> None:
    test = "test_a1b2c3d4e5f6a1b2c3d4e5f6.py::test_password=x"
    assert masked_test(test) == test
