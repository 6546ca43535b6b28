"""Cases of `nondeterministic-collection` that are bad."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "a set of texts": """\
import pytest

@pytest.mark.parametrize("currency", {"EUR", "USD", "JPY"})  # <- here
def test_formats(currency):
    assert currency
""",
    "a set of a text and None": """\
import pytest

class TestPut:
    @pytest.mark.parametrize("nothing", {None, ""})  # <- here
    def test_put(self, nothing):
        assert not nothing
""",
    "a set of enum members": """\
import enum, pytest

class Color(enum.Enum):
    RED = 1
    BLUE = 2

@pytest.mark.parametrize("color", set(Color) - {Color.RED})  # <- here
def test_color(color):
    assert color
""",
    "a set of classes": """\
import pytest

class One: ...
class Two: ...

@pytest.mark.parametrize("kind", {One, Two})  # <- here
def test_kind(kind):
    assert kind()
""",
    "a set of pairs with a text": """\
import pytest

@pytest.mark.parametrize(("unit", "factor"), {("km", 1000), ("m", 1)})  # <- here
def test_unit(unit, factor):
    assert factor
""",
    "a set in a constant": """\
from pytest import mark

NAMES = frozenset(["a", "b", "c"])

@mark.parametrize("name", NAMES)  # <- here
def test_name(name):
    assert name
""",
    "a set behind a list": """\
import pytest

SUPPORTED = {"json": 1, "xml": 2, "csv": 3}

@pytest.mark.parametrize("name", list(SUPPORTED.keys() - {"csv"}))  # <- here
def test_name(name):
    assert name
""",
    "a set behind a comprehension, with ids": """\
import pytest

EXTENSIONS = {".png", ".jpg"}

@pytest.mark.parametrize("path", [f"image{one}" for one in EXTENSIONS], ids=str)  # <- here
def test_path(path):
    assert path
""",
    "a set of another file": {
        "tests/known.py": """\
KNOWN = {"activate", "clean", "compare"}
""",
        "tests/test_case.py": """\
import pytest
from known import KNOWN

@pytest.mark.parametrize("command", KNOWN)  # <- here
def test_command(command):
    assert set(command)
""",
    },
    "two sets joined for a fixture": """\
import pytest

ONE = {"is", "is not"}
OTHER = {"==", "!="}

@pytest.fixture(params=ONE | OTHER)  # <- here
def comparison(request):
    return request.param
""",
    "a union of methods": """\
import pytest

@pytest.mark.parametrize("name", {"a"}.union(["b", "c"]))  # <- here
def test_name(name):
    assert name
""",
    "what a helper returns": """\
import pytest

def each_command():
    choices = tuple(set(subparsers.choices) - {"help"})
    assert choices
    return choices

@pytest.mark.parametrize("command", each_command())  # <- here
def test_help(command):
    assert command
""",
    "what a helper yields": """\
import itertools
import pytest

def cases():
    kinds: set[str] = {"file", "path"}
    for kind, prefix in itertools.product(kinds, ["a", "b"]):
        yield pytest.param(kind, prefix, id=f"{kind}-{prefix}")

@pytest.mark.parametrize(("kind", "prefix"), cases())  # <- here
def test_kind(kind, prefix):
    assert kind
""",
    "what a loop collects": """\
import os
import pytest

CASES = []
for folder in os.listdir("dialects"):
    for name in sorted(os.listdir(folder)):
        CASES.append((folder, name))

@pytest.mark.parametrize(("folder", "name"), CASES)  # <- here
def test_dialect(folder, name):
    assert name
""",
    "pytest_generate_tests": """\
import pytest

def pytest_generate_tests(metafunc):
    if "name" in metafunc.fixturenames:
        names = {one.name for one in load_all()}
        metafunc.parametrize("name", names)  # <- here
""",
    "a folder's names": """\
import os
import pytest

DATA = os.path.join(os.path.dirname(__file__), "data")

@pytest.mark.parametrize("name", os.listdir(DATA))  # <- here
def test_parses(name):
    assert name
""",
    "glob, with ids made from the paths": """\
import glob
import pytest

FILES = glob.glob("data/*.json")

@pytest.mark.parametrize("path", FILES, ids=[one.rsplit("/")[-1] for one in FILES])  # <- here
def test_parses(path):
    assert path
""",
    "glob of a path": """\
from pathlib import Path
import pytest

here = Path(__file__).parent / "data"

@pytest.mark.parametrize("path", [pytest.param(one, id=one.stem) for one in here.glob("*.har")])  # <- here
def test_reads(path):
    assert path
""",
    "the files of a list, filtered": """\
from pathlib import Path
import pytest

ROOTS = [one for one in (Path(__file__).parent / "roots").iterdir() if one.is_dir()]

@pytest.mark.parametrize("root", list(ROOTS), ids=lambda one: one.name)  # <- here
def test_root(root):
    assert root
""",
    "a walk through folders": """\
import os
import pytest

def all_files():
    for folder, _, names in os.walk("product"):
        for name in names:
            yield os.path.join(folder, name)

@pytest.mark.parametrize("path", all_files())  # <- here
def test_lints(path):
    assert path
""",
    "a helper that is handed a folder": """\
from pathlib import Path
import pytest

def collect(folder: Path):
    found = []
    for path in folder.glob("*"):
        if path.is_file():
            found.append(path)
    return found

@pytest.mark.parametrize("path", collect(Path("data")))  # <- here
def test_reads(path):
    assert path
""",
    "random number": """\
import random
import pytest

@pytest.mark.parametrize("amount", [0, random.randint(1, 99)])  # <- here
def test_amount(amount):
    assert amount >= 0
""",
    "text of a UUID": """\
import uuid
import pytest

@pytest.mark.parametrize("workflow", [None, str(uuid.uuid4())])  # <- here
def test_workflow(workflow):
    assert True
""",
    "hex of a UUID in a constant, in one of several parameters": """\
from uuid import uuid4
import pytest

NAME = f"user-{uuid4().hex[:8]}"

@pytest.mark.parametrize("kind,name", [
    ("plain", "jo"),
    ("fresh", NAME),  # <- here
])
def test_name(kind, name):
    assert name
""",
    "the time as number and text": """\
import time
from datetime import datetime, timedelta
import pytest

@pytest.mark.parametrize("moment", [
    int(time.time()),  # <- here
    (datetime.now() + timedelta(days=1)).isoformat(),  # <- here
])
def test_moment(moment):
    assert moment
""",
    "random text of a helper": """\
import random, string
import pytest

def random_string(length=10):
    return "".join(random.choice(string.ascii_lowercase) for _ in range(length)).strip()

@pytest.mark.parametrize("name", ["fixed", random_string()])  # <- here
def test_name(name):
    assert name
""",
    "secret of a fixture": """\
import secrets
import pytest

SECRET = secrets.token_urlsafe(32)

@pytest.fixture(params=[SECRET, object()])  # <- here
def secret(request):
    return request.param
""",
    "random numbers of a comprehension": """\
import random
import pytest

@pytest.mark.parametrize("number", [random.random() for _ in range(5)])  # <- here
def test_number(number):
    assert number < 1
""",
    "random selection": """\
import random
import pytest

@pytest.mark.parametrize("number", random.sample(range(100), 5))  # <- here
def test_number(number):
    assert number < 100
""",
    "a random number of cases": """\
import random
import pytest

@pytest.mark.parametrize("number", range(random.randint(2, 9)))  # <- here
def test_number(number):
    assert number < 100
""",
    "a generator without a seed": """\
import numpy as np
import pytest

rng = np.random.default_rng()

@pytest.mark.parametrize("number", [rng.integers(9), 3])  # <- here
def test_number(number):
    assert number < 100
""",
    "a random member": """\
import enum, random
import pytest

class Color(enum.Enum):
    RED = 1
    BLUE = 2

@pytest.mark.parametrize("color", [random.choice(list(Color))])  # <- here
def test_color(color):
    assert color
""",
    "made-up data": """\
import pytest
from faker import Faker

fake = Faker()

@pytest.mark.parametrize("email", [fake.email(), "a@b.c"])  # <- here
def test_email(email):
    assert "@" in email
""",
    "random numbers of an array, taken on": """\
import numpy as np
import pytest

@pytest.mark.parametrize("number", np.random.rand(5))  # <- here
def test_number(number):
    assert number < 1

@pytest.mark.parametrize(("x", "y"), np.random.uniform(-3, 3, (100, 2)))  # <- here
def test_pair(x, y):
    assert x != y

@pytest.mark.parametrize(("m", "n"), [(int(m), n) for n in (1, 2) for m in np.random.randint(9, size=3)])  # <- here
def test_both(m, n):
    assert m
""",
    "a branch that the call gets to": """\
import pytest

def configurations(plain=False, buckets=False):
    found = []
    if plain:
        found += ["one", "two"]
    if buckets or not plain:
        for bucket in {"s3", "gs"} - {"gs"}:
            found += [bucket]
    return found

@pytest.mark.parametrize("configuration", configurations(plain=True, buckets=True))  # <- here
def test_configuration(configuration):
    assert configuration
""",
    "an address": """\
import pytest

@pytest.mark.parametrize("key", [id(object), 3])  # <- here
def test_key(key):
    assert key
""",
    "ids that are random": """\
import uuid
import pytest

@pytest.mark.parametrize("value", [1, 2], ids=[f"case-{uuid.uuid4()}", "two"])  # <- here
def test_value(value):
    assert value

@pytest.mark.parametrize("value", [1, pytest.param(2, id=uuid.uuid4().hex)])  # <- here
def test_other(value):
    assert value
""",
    "ids that make a text of everything": """\
import uuid
import pytest

@pytest.mark.parametrize("value", [uuid.uuid4(), None], ids=str)  # <- here
def test_value(value):
    assert True
""",
    "tests put in a random order": {
        "conftest.py": """\
import random

def pytest_collection_modifyitems(config, items):
    random.shuffle(items)  # <- here
""",
        "test_case.py": "def test_a(): ...\n",
    },
    "tests without doubles": {
        "conftest.py": """\
def pytest_collection_modifyitems(items):
    items[:] = list(set(items))  # <- here
""",
        "test_case.py": "def test_a(): ...\n",
    },
    "parameterized": """\
import unittest
from parameterized import parameterized

class TestRuntime(unittest.TestCase):
    @parameterized.expand([(one,) for one in set(RUNTIMES)])  # <- here
    def test_runtime(self, runtime):
        assert runtime
""",
    "a set in which an item stands twice": """\
import pytest

@pytest.mark.parametrize("currency", {"EUR", "USD", "EUR"}, ids=["one", "other"])  # <- here
def test_formats(currency):
    assert currency
""",
    "a set with another one in it": """\
import pytest

MORE = {"JPY", "CHF"}

@pytest.mark.parametrize("currency", {"EUR", *MORE})  # <- here
def test_formats(currency):
    assert currency
""",
    "items of a set among others, and a folder's of one kind": """\
import os
import pytest

def places():
    found = []
    found += [Place("shelf", "tea")]
    for goods in {"tea", "salt", "rum"}:
        found.append(Place("hold", goods))
    return found

def folders():
    found = []
    for name in os.listdir("places"):
        found.append(Place("hold", name))
    return found

@pytest.mark.parametrize("place", [place for place in places() if place], ids=str)  # <- here
def test_has_room(place): ...

@pytest.mark.parametrize("place", [place for place in folders() if place.kind == "hold"], ids=str)  # <- here
def test_is_there(place): ...
""",
}
