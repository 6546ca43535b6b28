"""What a leak has replaced is recognised when it is back, and kept alive by nobody."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from pytest_bulkhead.plugin.fading import faded
from pytest_bulkhead.plugin.sensor import ABSENT, Same
from pytest_bulkhead.plugin.state.values import value_of

from .running import KINDS, run, write


class Thing:
    pass


class Bare:
    __slots__ = ()


THING, BARE = Thing(), Bare()
VALUES: dict[str, Any] = {
    "none": None,
    "absent": ABSENT,
    "text": "a",
    "long text": "a" * 1000,
    "bytes": b"a" * 1000,
    "pair": ("level", 10),
    "list": [1],
    "object": THING,
    "wrapped": Same(THING),
    "wrapped, without weak references": Same(BARE),
    "plain value": value_of([1, {"a": "b" * 1000}]),
    "value": value_of([1, THING, {THING: 2}]),
    "other value": value_of([1, Thing(), {THING: 2}]),
    "set": value_of({1, THING}),
    "opaque": value_of(BARE),
}


ALIKE = ({"object", "wrapped"}, {"opaque", "wrapped, without weak references"})


@pytest.mark.parametrize("name", VALUES)
def test_it_equals_what_it_stands_for_and_nothing_else(name: str) -> None:
    for other, value in VALUES.items():
        is_same = other == name or {other, name} in ALIKE
        assert (faded(VALUES[name]) == value) == is_same, other
        assert (value == faded(VALUES[name])) == is_same, other
        assert (faded(value) == faded(VALUES[name])) == is_same, other
    if name != "list":
        assert hash(faded(VALUES[name])) == hash(faded(VALUES[name]))


def test_it_equals_nothing_any_more_when_that_is_gone() -> None:
    thing = Thing()
    left = [faded(Same(thing)), faded(value_of([thing]))]
    again = [faded(Same(thing)), faded(value_of([thing]))]
    assert left == again
    del thing
    gc.collect()
    assert [one == other for one, other in zip(left, again, strict=True)] == [False, False]


SUITE = {
    "product.py": """
        class Client: pass
        class Key: pass
        client = Client()
        clients = [Client()]
        named = {"one": Client()}
        by_key = {}
    """,
    "test_it.py": """
        import gc, weakref
        import product, pytest

        @pytest.fixture(scope="session", autouse=True)
        def who_sees_it_all(): pass

        GONE = []

        def test_leaks():
            GONE.extend(map(weakref.ref, (product.client, product.clients[0], product.named["one"])))
            product.client = None
            product.clients = []
            product.named["one"] = None
            key = product.Key()
            product.by_key[key] = 1
            GONE.append(weakref.ref(key))

        def test_takes_it_away():
            product.by_key.clear()

        def test_what_was_replaced_is_gone():
            gc.collect()
            assert [one() for one in GONE] == [None] * 4
    """,
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_leak_has_replaced_may_go(kind: str, tmp_path) -> None:
    done = run(write(tmp_path, SUITE), *KINDS[kind], "--dist=loadfile", "--bulkhead-depth=deep")
    assert done.verdict == "3 passed", done.output
    assert {name for _, name in done.leaks} >= {"product.client", "product.clients", "product.named"}
