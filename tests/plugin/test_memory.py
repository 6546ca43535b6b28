"""Sizes, what tests keep, and what is done about memory."""

from __future__ import annotations

import gc
import json
import re
import sys
from array import array
from collections import deque
from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec

import pytest

from pytest_bulkhead.plugin.memory_hooks import live_mocks
from pytest_bulkhead.plugin.weighing import weigh_one

from .conftest import RunSuite
from .running import KINDS, PARALLEL, Run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the size of a process is read from /proc")
ROOMY = ("-o", "bulkhead_memory_limit=1 GB")  # of which a share is 8 MB


def told_of(done: Run) -> list[dict[str, object]]:
    (path,) = done.records
    events = map(json.loads, path.read_text().splitlines())
    return [event for event in events if event["event"] == "test"]


CACHING = {
    "product.py": """
        import functools
        CACHE = {}
        @functools.lru_cache
        def table(name): return bytearray(24 << 20)
        def fill(name): return CACHE.setdefault(name, bytearray(24 << 20))
    """,
    "test_caching.py": """
        import functools, product, pytest
        @functools.lru_cache
        def picture(): return bytearray(24 << 20)
        @pytest.fixture(scope="session")
        def model(): return bytearray(24 << 20)
        def test_cache(): product.fill("a")
        def test_cache_again(): product.fill("a")
        def test_cached_function(): product.table("a")
        def test_cached_picture(): picture()
        def test_model(model): pass
        def test_garbage(): bytearray(24 << 20)
        def test_later(): pass
    """,
}


@pytest.mark.parametrize("kind", KINDS)
def test_caches_that_fill_once_are_no_finding(kind: str, run_suite: RunSuite) -> None:
    done = run_suite(CACHING, *KINDS[kind], *ROOMY)
    assert done.verdict == "7 passed"
    assert done.findings == []


def test_a_cache_without_bounds_is_one(run_suite: RunSuite) -> None:
    more = "\ndef test_{0}(): product.fill('{0}')\n"
    suite = {"product.py": CACHING["product.py"], "test_more.py": "import product" + "".join(map(more.format, "abcd"))}
    done = run_suite(suite, *ROOMY)
    assert {finding.what.name for finding in done.findings if finding.what} == {"product.CACHE"}
    assert done.findings[0].message == "test_c leaves 24 MB more in product.CACHE"


def test_what_a_shared_fixtures_value_takes_in_is_the_tests(run_suite: RunSuite) -> None:
    suite = {
        "test_taking.py": """
            import pytest
            @pytest.fixture(scope="module")
            def answers(): return [bytearray(24 << 20)]
            def test_first(answers): pass
            def test_takes(answers): answers.append(bytearray(30 << 20))
        """
    }
    done = run_suite(suite, *ROOMY)
    (finding,) = done.findings
    assert (finding.code, finding.what and finding.what.name) == ("BH406", "fixture answers")
    assert finding.message.startswith("test_takes leaves 30 MB more in fixture answers")
    assert finding.location.line == 5


GROWING = {
    "test_growing.py": """
        class Held: loaded = bytearray(12 << 20)
        def test_small(): Held.small = bytearray(3 << 20)
        def test_large(): Held.large = [bytearray(1 << 20) for _ in range(50)]
        def test_after(): pass
    """
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_process_over_its_limit_is_told_once_with_who_keeps_it(kind: str, run_suite: RunSuite) -> None:
    arguments = ("-n", "1") if KINDS[kind] else ()
    done = run_suite(GROWING, *arguments, "-o", "bulkhead_memory_limit=80 MB")
    (finding,) = [finding for finding in done.findings if finding.what and finding.what.name == "worker"]
    assert (finding.code, finding.test) == ("BH406", "test_growing.py::test_large")
    # How much a test seems to keep is a matter of what the interpreter needs beside it.
    assert re.search(r"over the limit of 80 MB; .*kept by test_growing.py::test_small \([34] MB\)$", finding.message)
    assert ("test", "test_growing.Held.large") in done.leaks


def test_sizes_stand_in_the_record(run_suite: RunSuite) -> None:
    suite = {"test_x.py": "from unittest.mock import Mock\nKEPT = []\ndef test_x():\n    KEPT.append(Mock())\n"}
    done = run_suite(suite, *PARALLEL, "-v", "--bulkhead-depth=deep")
    (test,) = told_of(done)
    assert int(str(test["resident_kb"])) > 1000
    assert test["mocks"] == 1
    assert "memory at most: gw" in done.output


def test_every_mock_is_counted() -> None:
    before = live_mocks()
    kept = [Mock(), MagicMock(), AsyncMock(), create_autospec(int)]
    assert live_mocks() >= before + len(kept)
    del kept
    gc.collect()
    assert live_mocks() == before


def test_weighing_a_mock_asks_it_nothing() -> None:
    mock, before = MagicMock(), live_mocks()
    assert weigh_one([mock])
    assert mock.mock_calls == []
    assert live_mocks() == before


class Telling(list[int]):
    """Tells a size of its own making."""

    def __sizeof__(self) -> int:
        raise AssertionError("it was asked")


@pytest.mark.parametrize("value", [b"abc", [], set(), bytearray(99), array("d", [1.0]), deque(), range(3), 1 << 99])
def test_what_is_made_in_c_weighs_what_it_says(value: object) -> None:
    assert weigh_one(value) == sys.getsizeof(value)


def test_a_class_of_the_suite_weighs_what_it_is_made_of() -> None:
    told = weigh_one(Telling(range(1000, 1100)))
    assert told is not None
    assert told >= sys.getsizeof(list(range(1000, 1100)))


CARED_FOR = {
    "conftest.py": "import gc\ngc.disable()\nFROZEN = gc.get_freeze_count()\n",
    "test_care.py": """
        import conftest, gc, weakref
        class Node: pass
        def test_frozen(): assert (gc.get_freeze_count() > conftest.FROZEN) == {frozen}
        def test_litters():
            global seen
            one = Node()
            one.itself, one.load = one, bytearray(36 << 20)
            seen = weakref.ref(one)
        def test_collected(): assert (seen() is None) == {collected}
    """,
}


@pytest.mark.parametrize("care", ["", "freeze", "collect-on-growth", "freeze,collect-on-growth"])
def test_memory_is_cared_for_as_asked(care: str, run_suite: RunSuite) -> None:
    text = CARED_FOR["test_care.py"].format(frozen="freeze" in care, collected="growth" in care)
    done = run_suite({**CARED_FOR, "test_care.py": text}, "-n", "1", f"--bulkhead-memory={care}")
    assert done.verdict == "3 passed", done.output


def test_the_ini_file_and_the_settings_ask_for_it_too(run_suite: RunSuite) -> None:
    text = CARED_FOR["test_care.py"].format(frozen=True, collected=True)
    settings = {"bulkhead.toml": 'memory = ["freeze", "collect-on-growth"]\nmemory-limit = "2.5 GB"\n'}
    assert run_suite({**CARED_FOR, **settings, "test_care.py": text}).verdict == "3 passed"
    wrong = run_suite({"pytest.ini": "[pytest]\nbulkhead_memory = frieze\n"})
    assert "'frieze' is no way to care for memory" in wrong.output
    wrong = run_suite({"pytest.ini": "[pytest]\nbulkhead_memory_limit = much\n"})
    assert "must be a size such as" in wrong.output
