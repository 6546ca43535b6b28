from __future__ import annotations

import pytest

from pytest_bulkhead.errors import MalformedWorkerIdError, RedisNumbersExhaustedError, WorkerError
from pytest_bulkhead.worker import get_worker_port_offset, get_worker_redis_db, get_worker_slot


@pytest.mark.parametrize(("worker", "offset"), [("master", 0), ("gw0", 0), ("gw1", 100), ("gw2", 200), ("gw31", 3100)])
def test_each_worker_has_a_hundred_ports(monkeypatch, worker, offset):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert get_worker_port_offset() == offset


@pytest.mark.parametrize(("worker", "database"), [("master", 1), ("gw0", 1), ("gw1", 2), ("gw14", 15)])
def test_each_worker_has_a_redis_database_and_none_has_the_default_one(monkeypatch, worker, database):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    assert get_worker_redis_db() == database


def test_a_worker_that_has_leased_a_slot_counts_by_it(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw31")
    monkeypatch.setenv("BULKHEAD_SLOT", "1")
    assert (get_worker_slot(), get_worker_port_offset(), get_worker_redis_db()) == (1, 100, 2)


@pytest.mark.parametrize("given", ["", "-1", "01", "one", "1 "])
def test_a_malformed_slot_is_refused(monkeypatch, given):
    monkeypatch.setenv("BULKHEAD_SLOT", given)
    with pytest.raises(WorkerError, match="BULKHEAD_SLOT"):
        get_worker_slot()


@pytest.mark.parametrize("ask", [get_worker_port_offset, get_worker_redis_db])
def test_a_malformed_id_has_no_number(monkeypatch, ask):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw-1")
    with pytest.raises(MalformedWorkerIdError):
        ask()


@pytest.mark.parametrize("worker", ["gw15", "gw16", "gw400"])
def test_past_the_last_redis_database_there_is_no_wrapping_around(monkeypatch, worker):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
    with pytest.raises(RedisNumbersExhaustedError) as caught:
        get_worker_redis_db()
    for remedy in (worker, "last of 16", "`databases`", "scoped_name", "fewer workers", "replaces a crashed worker"):
        assert remedy in str(caught.value)


def test_a_server_with_more_databases_serves_more_workers(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw62")
    assert get_worker_redis_db(databases=64) == 63
    with pytest.raises(RedisNumbersExhaustedError, match="number 62"):
        get_worker_redis_db(databases=63)


def test_a_server_with_one_database_has_none_to_give():
    with pytest.raises(RedisNumbersExhaustedError):
        get_worker_redis_db(databases=1)
