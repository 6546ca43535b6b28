"""Where a leak of first-party state ends and a cache that fills begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.plugin.running import KINDS, Run, run, write

PRODUCT = """
from collections import deque
CACHE = {}
REGISTRY = ["first"]
COUNT = 0
client = None
pool = None
MODE = "idle"

class Client:
    def __init__(self, url="http://x"):
        self.url = url

class Service:
    instance = None
    options = {"retries": 3}

class Late:
    def __init__(self, part):
        self.part, self.parts = part, None
    def get(self):
        if self.parts is None:
            self.parts = [self.part]
        return self.parts

class Slotted:
    __slots__ = ("items",)
    def __init__(self):
        self.items = []

slotted = Slotted()

class Page:
    def __init__(self, name):
        self.name = name

class Recent:
    def __init__(self):
        self.pages = {}
        self.order = deque()

recent = Recent()
for name in ("a", "b"):
    recent.pages[name] = Page(name)
    recent.order.append(name)

def page(name):
    if name in recent.pages:
        recent.order.remove(name)
    else:
        recent.pages[name] = Page(name)
    recent.order.append(name)
    return recent.pages[name]

def lookup(key):
    if key not in CACHE:
        CACHE[key] = len(key)
    return CACHE[key]

TOLERANCE = 0.001
def set_tolerance(value):
    global TOLERANCE
    TOLERANCE = value

DELAY = None
def delay():
    global DELAY
    DELAY = DELAY or 0.75
    return DELAY

SECONDS = 0.5
def measure():
    global SECONDS
    SECONDS *= 1.1

def complete(row):
    row["of"] = len(row)

def count():
    global COUNT
    COUNT += 1

def get_client():
    global client
    if client is None:
        client = Client()
    return client

def connect(url):
    global pool
    pool = Client(url)

def fetch(): return ("x" * 2, "y" * 2)
FETCHED = None
def get_fetched():
    global FETCHED
    if FETCHED is None:
        FETCHED = {"pair": fetch()}
    return FETCHED

def register(thing):
    REGISTRY.append(thing)

def busy():
    global MODE
    MODE = "busy"
"""

TESTS = """
import sys
import pytest, product
from tests import steps
from unittest.mock import Mock, MagicMock

SEEN = []
LOG = {"level": 1}

def note(what):
    SEEN.append(what)

LATE = product.Late(note)
ROWS = [({"a": 1}, "a"), ({"b": 1}, "b")]
FILLED, CLIENTS = {}, [product.Late(note)]
CLIENTS[0].known = {"a": 1}

# What fills by itself.
def test_fills_a_cache(): product.lookup("some key")
def test_lets_a_counter_go_on(): product.count()
def test_makes_a_singleton(): product.get_client()
def test_makes_it_again():
    product.client = None
    product.get_client()
def test_makes_parts_of_what_tests_define(): LATE.get()
def test_has_a_helper_that_counts(): steps.number()
def test_registers_a_word(): product.register("a" * 3)
def test_fills_a_cache_of_recent_things():
    product.page("a page of the test")
    product.page("a")
def test_restores(monkeypatch):
    monkeypatch.setattr(product, "MODE", "test")
    monkeypatch.setitem(product.Service.options, "retries", 0)
def test_undoes_by_hand():
    product.Service.options["retries"] = 5
    product.Service.options["retries"] = 3
def test_copies_back():
    before = dict(product.Service.options)
    product.Service.options["retries"] = 9
    product.Service.options = before

class TestShared:
    @classmethod
    def setup_class(cls): cls.helper = product.Client()
    def test_uses_it(self): assert self.helper

class TestEmptied:
    @classmethod
    def setup_class(cls): cls.helper = product.Client()
    @classmethod
    def teardown_class(cls): cls.helper = None
    def test_uses_it(self): assert self.helper

class TestRobbed:
    @classmethod
    def setup_class(cls): cls.helper = product.Client()
    def test_takes_it_away(self): TestRobbed.helper = None

def test_measures(): product.measure()
def test_knows_the_number_that_a_product_begins_with(): assert product.delay() == 0.75
def test_completes_what_was_empty(): product.complete(FILLED)
def test_completes_what_an_object_holds(): product.complete(CLIENTS[0].known)
def test_fetches_for_all(): assert product.get_fetched()["pair"] == ("xx", "yy")

# What leaks.
def test_sets_a_number(): product.set_tolerance(0.25)
@pytest.mark.parametrize("row, name", ROWS[:1])
def test_completes_a_parameter(row, name): product.complete(row)
def test_registers_a_pair_of_its_own(): product.register(("a", "b"))
def test_sets_an_attribute(): product.Service.instance = product.Client("of the test")
def test_replaces_a_value(): product.busy()
def test_edits_a_class(): product.Service.options["retries"] = 0
def test_has_a_class_edited_by_a_helper(): steps.give_up_late()
def test_registers_its_own_function(): product.register(test_fills_a_cache)
def test_registers_a_mock(): product.register(Mock())
def test_registers_its_data(): product.register("written in the test")
def test_fills_a_slot(): product.slotted.items.append(MagicMock())
def test_connects_here(): product.connect("http://" + "a")
def test_connects_there(): product.connect("http://" + "b")
def test_notes(): note("x")
def test_edits_its_module(): LOG["level"] += 1
def test_adds_to_another_s_class(): Mock.ok = True

@pytest.fixture(scope="module")
def rows(): return [1, 2]
def test_changes_what_the_next_one_gets(rows): rows.append(3)
"""

STEPS = """
from product import Service

NUMBER = 0

def number():
    global NUMBER
    NUMBER += 1

def give_up_late():
    Policy().retry(8)

class Policy:
    def retry(self, times):
        Service.options["retries"] = times
"""

LEAKS = {
    ("test_has_a_class_edited_by_a_helper", "class", "product.Service.options"),
    ("test_sets_a_number", "global", "product.TOLERANCE"),
    ("test_completes_a_parameter", "global", "test_state.ROWS"),
    ("test_registers_a_pair_of_its_own", "global", "product.REGISTRY"),
    ("test_sets_an_attribute", "class", "product.Service.instance"),
    ("test_replaces_a_value", "global", "product.MODE"),
    ("test_edits_a_class", "class", "product.Service.options"),
    ("test_registers_its_own_function", "global", "product.REGISTRY"),
    ("test_registers_a_mock", "global", "product.REGISTRY"),
    ("test_registers_its_data", "global", "product.REGISTRY"),
    ("test_fills_a_slot", "global", "product.slotted.items"),
    ("test_connects_here", "global", "product.pool"),
    ("test_connects_there", "global", "product.pool"),
    ("test_notes", "global", "test_state.SEEN"),
    ("test_edits_its_module", "global", "test_state.LOG"),
    ("TestRobbed.test_takes_it_away", "class", "test_state.TestRobbed.helper"),
    ("test_adds_to_another_s_class", "attribute", "unittest.mock.Mock.ok"),
    ("test_changes_what_the_next_one_gets", "fixture", "rows"),
}


@pytest.fixture(scope="module", params=["serial", "two workers"])
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    files = {"product.py": PRODUCT, "tests/__init__.py": "", "tests/steps.py": STEPS, "test_state.py": TESTS}
    folder = write(tmp_path_factory.mktemp("suite"), files)
    # By file, so that both tests of the pool run in one worker.
    distribution = ("--dist", "loadfile") if request.param != "serial" else ()
    return run(folder, "--bulkhead-depth=deep", *KINDS[request.param], *distribution)


def test_the_suite_passes(done: Run) -> None:
    assert done.status == 0


def test_what_leaks_is_named_and_what_fills_is_not(done: Run) -> None:
    said = {(finding.symbol, finding.what.kind, finding.what.name) for finding in done.findings if finding.what}
    assert said == LEAKS


def test_first_uses_stand_in_the_record(done: Run) -> None:
    lines = map(json.loads, done.records[0].read_text().splitlines())
    uses = {(line["test"], line["kind"], line["name"]) for line in lines if line["event"] == "first-use"}
    assert ("test_state.py::test_fills_a_cache", "global", "product.CACHE") in uses


def test_the_line_is_the_one_that_touches_it(done: Run) -> None:
    lines = (done.folder / "test_state.py").read_text().splitlines()
    (finding,) = [finding for finding in done.findings if finding.symbol == "test_edits_a_class"]
    assert 'options["retries"] = 0' in lines[finding.location.line - 1]
    assert finding.message == (
        "test_edits_a_class leaves class attribute product.Service.options['retries'] changed from 3 to 0"
    )


def test_each_of_several_that_replace_one_another_is_told(tmp_path: Path) -> None:
    tests = """
import product

class Failing:
    def __init__(self, case): self.case, self.of = case, product.Service

def test_first(): product.Service.instance = Failing(test_first)
def test_second(): product.Service.instance = Failing(test_second)
def test_third(): product.Service.instance = Failing(test_third)
def test_nothing(): pass
"""
    done = run(write(tmp_path, {"product.py": PRODUCT, "test_again.py": tests}), "--bulkhead-depth=deep")
    assert {finding.symbol for finding in done.findings} == {"test_first", "test_second", "test_third"}


def test_quick_looks_at_none_of_it(tmp_path: Path) -> None:
    files = {"product.py": PRODUCT, "tests/__init__.py": "", "tests/steps.py": STEPS, "test_state.py": TESTS}
    done = run(write(tmp_path, files))
    assert done.findings == []


def test_a_reload_is_told_once(tmp_path: Path) -> None:
    tests = """
import importlib, product
def test_reloads(): importlib.reload(product)
"""
    done = run(write(tmp_path, {"product.py": PRODUCT, "test_reload.py": tests}), "--bulkhead-depth=deep")
    (finding,) = done.findings
    assert finding.what
    assert (finding.what.kind, finding.what.name) == ("global", "product")
    assert "executed once more" in finding.message


def test_a_fixture_owns_what_it_changes(tmp_path: Path) -> None:
    tests = """
import pytest, product

@pytest.fixture(scope="module")
def busy():
    product.MODE = "busy"
    yield
    product.MODE = "idle"

@pytest.fixture(scope="module")
def forgetful():
    product.Service.options["retries"] = 7
    yield

@pytest.fixture(scope="module", params=["x", "y"])
def emptied(request):
    rows = {"of": request.param}
    yield rows
    rows.clear()

def test_uses(emptied): assert emptied
def test_with(busy, forgetful): pass
def test_again(busy, forgetful): pass
"""
    done = run(write(tmp_path, {"product.py": PRODUCT, "test_owner.py": tests}), "--bulkhead-depth=deep")
    assert done.leaks == {("fixture:forgetful", "product.Service.options")}


def test_what_is_far_from_the_test_is_seen_by_the_end_of_its_module(tmp_path: Path) -> None:
    files = {f"far/m{n}.py": "X = dict.fromkeys(range(2000), 0)\nY = {n: {} for n in range(300)}\n" for n in range(60)}
    tests = """
import importlib
def test_loads():
    for n in range(60):
        importlib.import_module(f"far.m{n}")
def test_changes():
    importlib.import_module("far.m37").X[3] = "changed"
def test_nothing(): pass
"""
    done = run(write(tmp_path, {**files, "far/__init__.py": "", "test_far.py": tests}), "--bulkhead-depth=deep")
    assert {finding.what.name for finding in done.findings if finding.what} == {"far.m37.X"}


def test_lazy_objects_stay_asleep(tmp_path: Path) -> None:
    product = """
class Lazy:
    def __getattribute__(self, name): raise RuntimeError("not configured")
    def __eq__(self, other): raise RuntimeError("not configured")
    __hash__ = None

settings = Lazy()
everything = [settings, {"of": settings}]

class Service:
    options = settings

class Proxy:
    def __getattr__(self, name): raise RuntimeError("not configured")
"""
    tests = """
import product
from product import settings

class Api:
    client = product.Proxy()

def test_looks(): assert product.everything
def test_replaces(): product.everything.append(product.settings)
"""
    done = run(write(tmp_path, {"product.py": product, "test_lazy.py": tests}), "--bulkhead-depth=deep")
    assert done.record.notices == []
    assert {finding.symbol for finding in done.findings} == {"test_replaces"}


def test_what_may_be_a_secret_is_not_shown(tmp_path: Path) -> None:
    product = """
DB_PASSWORD = "before"
TOKENS = {"x": "before"}
AUTH = ("me", "before")
SIGNING_KEY = b"before"
CLIENT = {"auth": ("me", "before"), "token": b"before"}
class Client:
    api_key = None
"""
    tests = """
import product
def test_changes():
    product.DB_PASSWORD = "hunter2-a"
    product.TOKENS["x"] = "hunter2-b"
    product.Client.api_key = "hunter2-c"
    product.AUTH = ("me", "hunter2-d")
    product.SIGNING_KEY = b"hunter2-e"
    product.CLIENT = {"auth": ("me", "hunter2-f"), "token": b"hunter2-g"}
"""
    done = run(write(tmp_path, {"product.py": product, "test_secret.py": tests}), "--bulkhead-depth=deep")
    assert len(done.findings) == 6
    assert "before" not in done.output
    assert "hunter2" not in done.output + done.records[0].read_text()
