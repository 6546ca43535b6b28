"""State that is held by functions, tuples and the standard library's classes for data."""

from __future__ import annotations

import pytest

from tests.plugin.running import KINDS, run, write

PRODUCT = """
import ssl
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
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
ROUTES = ([], {})
class Defaults:
    mode = "fast"
    def run(self): pass
DEFAULTS, OTHERS = Defaults(), Defaults()
def reroute():
    global ROUTES
    ROUTES = (["x" * 3], {})
"""
TESTS = """
import product, pytest, ssl
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

@pytest.fixture(scope="module")
def context(): return ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
def test_shared_context(context): context.verify_mode = ssl.CERT_REQUIRED
def test_context(): product.TLS.options |= ssl.OP_NO_TICKET

def test_instance(): product.DEFAULTS.mode = "slow"

# What does not.
def test_as_the_class_has_it():
    product.OTHERS.run = product.OTHERS.run
    product.OTHERS.mode = "fast"
def test_counts(): product.counted()
def test_fills(): product.wrapped()
def test_restores(monkeypatch):
    monkeypatch.setattr(product.plain, "__defaults__", ("none",))
    monkeypatch.setattr(product.plain, "other", 1, raising=False)
    monkeypatch.setitem(product.PAIRS[1][1], "x", 2)
    monkeypatch.setitem(product.SETTINGS, "debug", None)
    monkeypatch.setattr(product.TLS, "verify_mode", ssl.CERT_OPTIONAL)
def test_uses_contexts(context):
    context.set_ciphers("DEFAULT")
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_side=True)
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
    ("test_shared_context", "fixture", "context.verify_mode"),
    ("test_context", "global", "product.TLS.options"),
    ("test_instance", "global", "product.DEFAULTS.mode"),
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


CARRIED = {
    "product.py": 'class Config:\n    def __init__(self): self.mode = "a"\nOPTIONS = {"x": 1}\nCONFIG = Config()\n',
    "far.py": 'FAR = {"x": 1}\n',
    "conftest.py": """
        import pytest, product
        from importlib import import_module
        @pytest.fixture(scope="session")
        def options(): return product.OPTIONS
        @pytest.fixture(scope="session")
        def config(): return product.CONFIG
        @pytest.fixture(scope="session")
        def far(): return import_module("far").FAR
        @pytest.fixture(scope="session")
        def rows(): return [1]
    """,
    "test_it.py": """
        import product
        def test_options(options): options["x"] = 2
        def test_config(config): config.mode = "b"
        def test_far(far): far["x"] = 2
        def test_rows(rows): rows.append(2)
        def test_after(): pass
    """,
}


def test_a_fixtures_value_that_is_a_modules_too_is_told_once(tmp_path) -> None:
    done = run(write(tmp_path, CARRIED), "--bulkhead-depth=deep", "--bulkhead=heal")
    assert done.verdict == "5 passed", done.output
    assert {finding.message.removesuffix("; healed") for finding in done.findings} == {
        "test_config leaves global product.CONFIG.mode changed from 'a' to 'b', which fixture config hands out",
        "test_far leaves global far.FAR['x'] changed from 1 to 2, which fixture far hands out",
        "test_options leaves global product.OPTIONS['x'] changed from 1 to 2, which fixture options hands out",
        "test_rows leaves the value of fixture rows changed from [1] to [1, 2]",
    }
    assert len(done.findings) == 4
    assert all(finding.message.endswith("; healed") for finding in done.findings)
