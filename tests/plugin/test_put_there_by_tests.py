"""What is a first use when the product does it, and a leak when the test's own code does."""

from __future__ import annotations

import pytest

from .conftest import RunSuite
from .running import KINDS

PRODUCT = """
import asyncio, logging, sys
class Lazy: pass
def configure(): logging.getLogger("product.own").setLevel(10)
def lazily(): sys.modules["product.lazy"] = Lazy()
def loop(): asyncio.set_event_loop(asyncio.new_event_loop())
"""
LEAKS = """
import asyncio, logging, sys, types
import product

class Fake: pass
class FakeModule(types.ModuleType): pass

def test_namespace(): sys.modules["a_namespace"] = types.SimpleNamespace(debug=True)
def test_blocked(): sys.modules["is_blocked"] = None
def test_fake(): sys.modules["a_fake"] = Fake()
def test_class(): sys.modules["a_class"] = Fake
def test_module(): sys.modules["a_module"] = FakeModule("a_module")
def test_level(): logging.getLogger("product").setLevel(10)
def test_handler(): logging.getLogger("product.part").addHandler(logging.NullHandler())
def test_library(): logging.getLogger("pytest.part").propagate = False
def test_loop(): asyncio.set_event_loop(asyncio.new_event_loop())
"""
FINE = """
import asyncio, logging, sys, types
import product, pytest

@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()

def test_own_loop(loop): pass
def test_products_loop(): product.loop()
def test_own_logger():
    logging.getLogger("mine").setLevel(10)
    logging.getLogger(__name__).addHandler(logging.NullHandler())
def test_products_logger(): product.configure()
def test_caplog(caplog): caplog.set_level(10, logger="product.captured")
def test_new_logger_of_the_product():
    logging.getLogger("product.new")
    logging.getLogger("mine.too").setLevel(10)
def test_for_a_while(monkeypatch): monkeypatch.setitem(sys.modules, "for_a_while", types.SimpleNamespace())
def test_taken_back():
    sys.modules["briefly"] = None
    del sys.modules["briefly"]
def test_lazy(): product.lazily()
"""


@pytest.mark.parametrize("kind", KINDS)
def test_what_test_code_puts_there_is_told(kind: str, run_suite: RunSuite) -> None:
    suite = {"product.py": PRODUCT, "test_leaks.py": LEAKS, "test_fine.py": FINE}
    done = run_suite(suite, *KINDS[kind], "--dist=loadfile", "--bulkhead-depth=deep")
    assert done.verdict.startswith("18 passed"), done.output
    told = {(finding.test.partition("::")[2], finding.what.name) for finding in done.findings}
    assert told == {
        ("test_namespace", "a_namespace"),
        ("test_blocked", "is_blocked"),
        ("test_fake", "a_fake"),
        ("test_class", "a_class"),
        ("test_module", "a_module"),
        ("test_level", "product"),
        ("test_handler", "product.part"),
        ("test_library", "pytest.part"),
        ("test_loop", "current event loop"),
    }
