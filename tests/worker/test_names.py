from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.errors import NameTooLongError, WorkerError
from pytest_bulkhead.worker import (
    MARK,
    get_worker_openfga_store,
    get_worker_postgres_schema,
    is_scoped_name,
    scoped_name,
)
from pytest_bulkhead.worker.names import is_name_of_this_run

NAME = re.compile("[a-z][a-z0-9_]*")
stems = st.from_regex("[a-z][a-z0-9_]{0,200}", fullmatch=True)
runs = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).filter(str.strip)
numbers = st.integers(0, 999_999_999)
identities = st.tuples(stems, runs, numbers, numbers)


def name_of(identity: tuple[str, str, int, int], max_length: int = 63) -> str:
    stem, run, shard, worker = identity
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BULKHEAD_RUN_ID", run)
        patch.setenv("BULKHEAD_SHARD", str(shard))
        patch.setenv("PYTEST_XDIST_WORKER", f"gw{worker}")
        return scoped_name(stem, max_length=max_length)


def test_schema_and_store_carry_the_worker(monkeypatch):
    assert (get_worker_postgres_schema(), get_worker_openfga_store()) == ("test_worker_gw0", "test_store_gw0")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw12")
    assert (get_worker_postgres_schema(), get_worker_openfga_store()) == ("test_worker_gw12", "test_store_gw12")


def test_a_name_says_what_it_is_for_and_whose_it_is(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw3")
    assert re.fullmatch("bh_orders_gw3_[0-9a-f]{16}", scoped_name("orders"))


def test_a_name_stays_the_same_between_releases():
    # Processes of one run may have different releases of us: the hash is a contract.
    assert name_of(("orders", "r1", 2, 3)) == "bh_orders_gw3_9cfd39c8e1d23666"


def test_the_same_call_gives_the_same_name():
    assert scoped_name("orders") == scoped_name("orders")


@settings(deadline=None)
@given(identities, st.integers(35, 300))
def test_any_identity_gives_a_name_that_every_server_takes(identity, max_length):
    name = name_of(identity, max_length)
    assert NAME.fullmatch(name)
    assert len(name) <= max_length
    assert name.startswith(MARK)
    assert is_scoped_name(name)


@settings(deadline=None)
@given(st.sets(identities, min_size=2, max_size=40), st.integers(35, 100))
def test_different_identities_have_different_names(these, max_length):
    assert len({name_of(identity, max_length) for identity in these}) == len(these)


def test_a_large_crowd_has_no_name_twice():
    stems_alike_for_long = ["a" * 80, "a" * 81, "a" * 80 + "_", "a", "b"]
    crowd = list(itertools.product(stems_alike_for_long, (f"run{n}" for n in range(10)), range(10), range(40)))
    assert len({name_of(identity, 30) for identity in crowd}) == len(crowd) == 20_000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("a", "r", 1, 12), ("a", "r", 11, 2), id="shard and worker"),
        pytest.param(("a", "r1", 1, 0), ("a", "r", 11, 0), id="run and shard"),
        pytest.param(("a", "r', 1, 'gw0", 1, 0), ("a", "r", 1, 0), id="a run that looks like more"),
        pytest.param(("a_gw1", "r", 0, 1), ("a", "r", 0, 1), id="a stem that looks like more"),
        pytest.param(("a", "r", 0, 0), ("a", "R", 0, 0), id="case of the run"),
    ],
)
def test_parts_never_run_into_each_other(one, other):
    assert name_of(one) != name_of(other)


def test_a_long_stem_is_cut_and_still_tells(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw10")
    one, other = scoped_name("x" * 100), scoped_name("x" * 100 + "y")
    assert len(one) == len(other) == 63
    assert one != other
    assert one[:-16] == other[:-16] == "bh_" + "x" * 38 + "_gw10_"


def test_a_cut_leaves_no_underscore_dangling():
    assert scoped_name("ab_cdef", max_length=27).startswith("bh_ab_gw0_")


def test_names_for_all_workers_differ_from_those_of_each(monkeypatch):
    monkeypatch.setenv("BULKHEAD_RUN_ID", "r1")
    shared = scoped_name("template", per_worker=False)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert scoped_name("template", per_worker=False) == shared != scoped_name("template")
    assert re.fullmatch("bh_template_all_[0-9a-f]{16}", shared)
    monkeypatch.setenv("BULKHEAD_SHARD", "1")
    assert scoped_name("template", per_worker=False) != shared


@pytest.mark.parametrize(
    "stem",
    ["", "1st", "_x", "Orders", "a-b", "a.b", "a b", 'a"; drop', "a\n", "\u00e4", "\u0430", "a\u0663", "a" * 99 + "!"],
)
def test_a_stem_that_servers_disagree_on_is_refused(stem):
    with pytest.raises(WorkerError, match=r"cannot be the stem of a name.*lower-case letters"):
        scoped_name(stem)


@pytest.mark.parametrize("max_length", [-1, 0, 16, 24])
def test_an_identity_is_never_cut(max_length):
    with pytest.raises(NameTooLongError, match="25 are needed"):
        scoped_name("orders", max_length=max_length)


def test_the_shortest_name_holds_the_whole_identity():
    assert re.fullmatch("bh_o_gw0_[0-9a-f]{16}", scoped_name("orders", max_length=25))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "bh_",
        "bh_accounting",
        "orders",
        "test_worker_gw0",
        "bh_gw0_0123456789abcdef",
        "bh_orders_0123456789abcdef",
        "bh_orders_gw_0123456789abcdef",
        "bh_orders_gw01_0123456789abcdef",
        "bh_orders_gw0_0123456789abcde",
        "bh_orders_gw0_0123456789ABCDEF",
        "bh_Orders_gw0_0123456789abcdef",
        "bh_9_gw0_0123456789abcdef",
        "xbh_orders_gw0_0123456789abcdef",
        "bh_orders_gw0_0123456789abcdef\n",
        'bh_"_gw0_0123456789abcdef',
    ],
)
def test_a_name_of_anybody_else_is_not_ours(name):
    assert not is_scoped_name(name)


@given(st.from_regex("[a-z][a-z0-9]{0,20}", fullmatch=True), runs, st.integers(0, 9999), st.integers(0, 9999))
def test_a_run_knows_its_names_and_no_others(stem, run, shard, worker):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BULKHEAD_RUN_ID", run)
        patch.setenv("BULKHEAD_SHARD", str(shard))
        patch.setenv("PYTEST_XDIST_WORKER", f"gw{worker}")
        mine = {scoped_name(stem), scoped_name(stem, per_worker=False)}
        patch.setenv("PYTEST_XDIST_WORKER", f"gw{worker + 1}")
        assert all(map(is_name_of_this_run, mine))  # whichever of its workers asks
        patch.setenv("BULKHEAD_SHARD", str(shard + 1))
        assert not any(map(is_name_of_this_run, mine))
        patch.setenv("BULKHEAD_SHARD", str(shard))
        patch.setenv("BULKHEAD_RUN_ID", f"{run}x")
        assert not any(map(is_name_of_this_run, mine))
    assert not is_name_of_this_run(stem)
