from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.errors import MalformedWorkerIdError, WorkerError
from pytest_bulkhead.worker import get_worker_count, get_worker_id, get_worker_num, is_xdist_worker

MALFORMED = [
    "",
    " ",
    "gw",
    "gwx",
    "gw-1",
    "gw+1",
    "gw 1",
    "gw1 ",
    "gw1\n",
    "gw1.0",
    "gw1_0",
    "gw01",
    "gw00",
    "GW1",
    "1",
]
MALFORMED += ["worker1", "Master", "main", "gwgw1", "gw\u0663", "gw\u00b2", "gw\uff11", "gw" + "9" * 5000]
environment_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def test_without_xdist_it_is_the_first_of_one_worker():
    assert (get_worker_id(), get_worker_num(), get_worker_count(), is_xdist_worker()) == ("gw0", 0, 1, False)


def test_the_controller_counts_as_the_first_worker(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "master")
    assert (get_worker_id(), get_worker_num(), is_xdist_worker()) == ("gw0", 0, False)


@pytest.mark.parametrize("number", [0, 1, 9, 10, 117])
def test_a_worker_has_the_id_and_number_that_xdist_gave_it(monkeypatch, number):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{number}")
    assert (get_worker_id(), get_worker_num(), is_xdist_worker()) == (f"gw{number}", number, True)


def test_the_environment_is_read_at_each_call(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert get_worker_id() == "gw1"
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw2")
    assert get_worker_id() == "gw2"


@pytest.mark.parametrize("ask", [get_worker_id, get_worker_num, is_xdist_worker])
@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda text: ascii(text)[:16])
def test_a_malformed_id_is_an_error_and_never_the_first_worker(monkeypatch, malformed, ask):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", malformed)
    with pytest.raises(MalformedWorkerIdError, match="PYTEST_XDIST_WORKER is '"):
        ask()


@settings(deadline=None)
@given(st.one_of(environment_text, environment_text.map("gw".__add__), st.from_regex(r"gw\d+", fullmatch=True)))
def test_any_text_is_a_worker_of_its_own_or_an_error(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_XDIST_WORKER", text)
        if re.fullmatch("gw(0|[1-9][0-9]{0,8})", text):
            assert get_worker_id() == text
            assert get_worker_num() == int(text[2:])
        elif text != "master":
            with pytest.raises(MalformedWorkerIdError):
                get_worker_num()


def test_the_count_is_that_of_xdist(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "8")
    assert get_worker_count() == 8


@pytest.mark.parametrize("malformed", ["", "0", "-1", "two", "2.0", "02", "\u0662"])
def test_a_malformed_count_is_an_error(monkeypatch, malformed):
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", malformed)
    with pytest.raises(WorkerError, match=r"PYTEST_XDIST_WORKER_COUNT is '.*whole number from 1"):
        get_worker_count()
