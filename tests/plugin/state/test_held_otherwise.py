"""State that is held by functions, tuples and the standard library's classes for data."""

from __future__ import annotations

import pytest

from tests.plugin.running import KINDS, run, write

PRODUCT = """
from collections import UserDict, UserList
from functools import wraps
from types import SimpleNamespace

def plain(x, mode="fast", *, retries=3): return x
def counted(): counted.calls += 1
counted.calls = 0
def listed(): listed.names.append("x" * 3)
listed.names = ["first"]
def collects(x, into=[], *, seen={}):
    into.append(x)
    seen[x] = x
class Service:
    def method(self, rows=[]): rows.append("a test's own text")
def traced(function):
    @wraps(function)
    def inner(): inner.last = "x" * 3
    return inner
@traced
def wrapped(): pass

PAIRS = (("a", []), ("b", {"x": 1}))
SETTINGS = UserDict(debug=False)
ROWS = UserList([1])
OPTIONS = SimpleNamespace(debug=False)
ROUTES = ([], {})
def reroute():
    global ROUTES
    ROUTES = (["x" * 3], {})
"""
TESTS = """
import product, pytest
from product import plain

# What leaks.
def test_attribute(): plain.cache = {}
def test_defaults(): product.plain.__defaults__ = ("slow",)
def test_keywords(): product.plain.__kwdefaults__ = {"retries": 0}
def test_collects(): product.collects("what the test has written")
def test_list_of_function(): product.listed.names[:] = []
def test_tuple(): product.PAIRS[0][1].append("added by the test")
def test_mapping(): product.SETTINGS["debug"] = True
def test_elements(): product.ROWS.pop()
def test_namespace(): product.OPTIONS.debug = True

@pytest.fixture(scope="module")
def pair(): return [], {"x": 1}
def test_shared_tuple(pair): pair[1]["x"] = 2

# What does not.
def test_counts(): product.counted()
def test_fills(): product.wrapped()
def test_restores(monkeypatch):
    monkeypatch.setattr(product.plain, "__defaults__", ("none",))
    monkeypatch.setattr(product.plain, "other", 1, raising=False)
    monkeypatch.setitem(product.PAIRS[1][1], "x", 2)
    monkeypatch.setitem(product.SETTINGS, "debug", None)
def test_for_a_while():
    before = product.plain.__kwdefaults__
    product.plain.__kwdefaults__ = None
    product.plain.__kwdefaults__ = before
"""
LEAKS = {
    ("test_attribute", "attribute", "product.plain.cache"),
    ("test_defaults", "attribute", "product.plain.__defaults__"),
    ("test_keywords", "attribute", "product.plain.__kwdefaults__"),
    ("test_collects", "global", "product.collects.into"),
    ("test_collects", "global", "product.collects.seen"),
    ("test_list_of_function", "global", "product.listed.names"),
    ("test_tuple", "global", "product.PAIRS"),
    ("test_mapping", "global", "product.SETTINGS.data"),
    ("test_elements", "global", "product.ROWS.data"),
    ("test_namespace", "global", "product.OPTIONS.debug"),
    ("test_shared_tuple", "fixture", "pair"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_leaks_is_named_and_what_fills_is_not(kind: str, tmp_path) -> None:
    folder = write(tmp_path, {"product.py": PRODUCT, "test_state.py": TESTS})
    done = run(folder, *KINDS[kind], "--dist=loadfile", "--bulkhead-depth=deep")
    assert done.status == 0, done.output
    assert {(finding.symbol, finding.what.kind, finding.what.name) for finding in done.findings} == LEAKS


def test_they_are_healed(tmp_path) -> None:
    folder = write(tmp_path, {"product.py": PRODUCT, "test_state.py": TESTS})
    done = run(folder, "--bulkhead-depth=deep", "--bulkhead=heal")
    assert done.status == 0, done.output
    assert {finding.symbol for finding in done.findings if not finding.message.endswith("; healed")} == set()


def test_what_a_tuple_held_that_has_gone_is_nobodys(tmp_path) -> None:
    tests = """
import product, sys
def test_replaces():
    sys.old = product.ROUTES
    product.reroute()
def test_goes_on(): sys.old[0].append("of nobody")
"""
    done = run(write(tmp_path, {"product.py": PRODUCT, "test_gone.py": tests}), "--bulkhead-depth=deep")
    assert done.status == 0, done.output
    assert {(finding.symbol, finding.what.name) for finding in done.findings} == {("test_replaces", "product.ROUTES")}
