"""Cases of `nondeterministic-collection` that are fine."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "a list of texts": """\
import pytest

@pytest.mark.parametrize("currency", ["EUR", "JPY", "USD"])
def test_formats(currency):
    assert currency in {"EUR", "JPY", "USD"}
""",
    "a set of numbers": """\
import pytest

@pytest.mark.parametrize("number", {1, 2, 3} | set(range(9)))
def test_number(number):
    assert number

@pytest.mark.parametrize("number", {0.5, 1j, True, -1})
def test_other(number):
    assert number
""",
    "a set of numbered members": """\
import enum, pytest
from http import HTTPStatus

class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2

@pytest.mark.parametrize("level", {Level.LOW, Level.HIGH})
def test_level(level):
    assert level

@pytest.mark.parametrize("status", {HTTPStatus.OK, HTTPStatus.CREATED})
def test_status(status):
    assert status
""",
    "a set of numbers computed": """\
import pytest

QUATERNIONS = set(tuple(norm([w, x])) for w in range(-2, 3) for x in range(-2, 3))

@pytest.mark.parametrize("quaternion", QUATERNIONS)
def test_quaternion(quaternion):
    assert quaternion
""",
    "a set of one": """\
import pytest

@pytest.mark.parametrize("name", {"only"})
def test_name(name):
    assert name
""",
    "sets as values": """\
import pytest

@pytest.mark.parametrize("names", [{"a", "b"}, frozenset({"c", "d"}), set("set")])
def test_names(names):
    assert names

@pytest.mark.parametrize(("given", "wanted"), [(set(), {"a", "b"}), ({"b", "a"}, {"a"})])
def test_more(given, wanted):
    assert True

@pytest.mark.parametrize("given,wanted", [(one, one) for one in [set(), {"my", "pipeline"}]])
def test_pairs(given, wanted):
    assert True
""",
    "sorted": """\
import glob, os
from pathlib import Path
import pytest

NAMES = {"a", "b"}
FILES = os.listdir("data")
FILES.sort()

@pytest.mark.parametrize("name", sorted(NAMES | {"c"}))
def test_name(name):
    assert name

@pytest.mark.parametrize("path", FILES)
def test_file(path):
    assert path

@pytest.mark.parametrize("path", [one.name for one in sorted(Path("data").glob("*")) if one.is_dir()])
def test_path(path):
    assert path

@pytest.mark.parametrize("path", sorted(set(glob.glob("a/*") + glob.glob("b/*")), key=str))
def test_other(path):
    assert path
""",
    "sorted by the helper": """\
import os
import pytest

def files():
    found = []
    for folder, folders, names in os.walk("data"):
        folders.sort()
        for name in sorted(names):
            found.append(os.path.join(folder, name))
    return found

def distinct():
    seen = set()
    for path in files():
        seen.add(path)
    result = list(seen)
    result.sort()
    return result

def others():
    paths = os.listdir("other")
    paths = sorted(paths)
    return paths

@pytest.mark.parametrize("path", files())
def test_file(path):
    assert path

@pytest.mark.parametrize("path", distinct())
def test_distinct(path):
    assert path

@pytest.mark.parametrize("path", others())
def test_other(path):
    assert path
""",
    "a dict": """\
import pytest

CASES = {"one": 1, "two": 2}

@pytest.mark.parametrize("name", CASES.keys())
def test_name(name):
    assert CASES[name]

@pytest.mark.parametrize(("name", "number"), CASES.items(), ids=CASES)
def test_pair(name, number):
    assert number
""",
    "a set that only filters": """\
import pytest

SKIPPED = {"b", "c"}
NAMES = ["a", "b", "c", "d"]

@pytest.mark.parametrize("name", [one for one in NAMES if one not in SKIPPED])
def test_name(name):
    assert name
""",
    "a set comprehension of an enum's values, sorted": """\
import enum, pytest

class State(enum.Enum):
    ON = "on"
    OFF = "off"

@pytest.mark.parametrize("state", list(State))
def test_state(state):
    assert state

@pytest.mark.parametrize("state", sorted({one.value for one in State}))
def test_value(state):
    assert state
""",
    "objects get ids by their position": """\
import uuid
from datetime import datetime, timezone
import numpy as np
import pytest

NOW = datetime.now(timezone.utc)

@pytest.mark.parametrize("value", [uuid.uuid4(), NOW, [uuid.uuid4().hex], {"at": NOW.isoformat()}])
def test_value(value):
    assert value

@pytest.mark.parametrize("value", [np.random.rand(3), np.random.randint(0, 9, size=(2, 2))])
def test_array(value):
    assert len(value)

@pytest.mark.parametrize("model", [Model(id=str(uuid.uuid4())), Model(at=NOW.timestamp())])
def test_model(model):
    assert model
""",
    "objects made of random numbers": """\
import numpy as np
import random
import pytest

@pytest.mark.parametrize("gate", [Gate(x, y) for x, y in np.random.uniform(-3, 3, (100, 2))])
def test_gate(gate):
    assert gate

@pytest.mark.parametrize("angles", 2 * np.pi * np.random.random((10, 10)))
def test_angles(angles):
    assert len(angles) == 10

@pytest.mark.parametrize(["x", "y"], np.random.uniform(-3, 3, (100, 2)), ids=range(100))
def test_pair(x, y):
    assert x != y

@pytest.mark.parametrize("example", random.sample(EXAMPLES, 3))
def test_example(example):
    assert example
""",
    "a set of tuples of numbers": """\
import pytest

DIAGRAMS = {("plain", (1,) * 3, (3,)): 1, ("lined", (1, 1), (2,)): 2}

@pytest.mark.parametrize(("left", "right"), {key[1:] for key in DIAGRAMS})
def test_diagram(left, right):
    assert left
""",
    "a branch that the call never gets to": """\
import pytest

def configurations(plain=False, buckets=False):
    found = []
    if plain:
        found += ["one", "two"]
    if buckets or not plain:
        for bucket in {"s3", "gs", "az"}:
            found += [bucket]
    return found

@pytest.mark.parametrize("configuration", configurations(plain=True))
def test_configuration(configuration):
    assert configuration
""",
    "a set of one, for what the call wants": """\
import pytest

def configurations(everywhere=False):
    found = []
    if everywhere:
        buckets = set(ALL)
    else:
        buckets = {LOCAL}
    for bucket in buckets - {"az"}:
        found += [bucket]
    return found

@pytest.mark.parametrize("configuration", configurations())
def test_configuration(configuration):
    assert configuration
""",
    "entries of a dict that are replaced": """\
import pytest

NAMES = {"a", "b"}
INFOS = {name: 1 for name in ["a", "b", "c"]}
for name in NAMES:
    INFOS[name] = 2

@pytest.mark.parametrize("name", [name for name, info in INFOS.items() if info])
def test_name(name):
    assert name
""",
    "explicit ids": """\
import random, uuid
import pytest

@pytest.mark.parametrize("name", [str(uuid.uuid4())[:6], "fixed"], ids=["random", "fixed"])
def test_name(name):
    assert name

@pytest.mark.parametrize("number", [pytest.param(random.random(), id="any"), 3])
def test_number(number):
    assert number

@pytest.mark.parametrize("key", [uuid.uuid4().hex], ids=lambda one: "key")
def test_key(key):
    assert key
""",
    "seeded": """\
import random
import numpy as np
import pytest
from faker import Faker

random.seed(17)
Faker.seed(3)
fake = Faker()

@pytest.mark.parametrize("number", [random.randint(1, 9), random.random()])
def test_number(number):
    assert number

@pytest.mark.parametrize("number", random.sample(range(100), 5))
def test_sample(number):
    assert number < 100

@pytest.mark.parametrize("email", [fake.email()])
def test_email(email):
    assert email
""",
    "a generator with a seed": """\
import random
import numpy as np
import pytest

own = random.Random(42)
rng = np.random.default_rng(7)

@pytest.mark.parametrize("number", [own.random(), rng.integers(9)])
def test_number(number):
    assert number
""",
    "seeded by the conftest": {
        "conftest.py": """\
import random

def pytest_configure(config):
    random.seed(1)
""",
        "test_case.py": """\
import random
import pytest

@pytest.mark.parametrize("number", [random.random()])
def test_number(number):
    assert number
""",
    },
    "a comparison of times": """\
from datetime import datetime
import pytest

@pytest.mark.parametrize("is_late", [datetime.now() > datetime(2024, 1, 1)])
def test_late(is_late):
    assert is_late
""",
    "random inside the test": """\
import random, uuid
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_number(number):
    name = f"{uuid.uuid4()}-{random.random()}"
    assert {name, "b"}
""",
    "functions are named after themselves": """\
import random, uuid
import pytest

@pytest.mark.parametrize("make", [uuid.uuid4, random.random, lambda: random.random()])
def test_make(make):
    assert make()
""",
    "the tests sorted": {
        "conftest.py": """\
import random

def pytest_collection_modifyitems(config, items):
    items.sort(key=lambda item: item.name)
    items[:] = [item for item in items if item.name not in {"a", "b"}]

def pytest_collection_finish(session):
    random.Random(7).shuffle(session.extra)
""",
        "test_case.py": "def test_a(): ...\n",
    },
    "the tests shuffled by a seed": {
        "conftest.py": """\
import random

def pytest_collection_modifyitems(config, items):
    random.seed(config.getoption("order"))
    random.shuffle(items)
""",
        "test_case.py": "def test_a(): ...\n",
    },
    "something else that is called parametrize": """\
def test_grid(grid):
    grid.parametrize("x", {"a", "b"})
    optimizer.parametrize("x", {"a", "b"})
""",
    "a module's own glob": """\
import pytest

@pytest.mark.parametrize("key", [store.glob("*"), registry.walk("x")])
def test_key(key):
    assert key
""",
    "one kind of items of a list, of which others come from a set": """\
import pytest

def berths():
    some = [Berth("quay", "north")]
    for side in {"east", "west"}:
        some += [Berth("pier", side)]
    return some

@pytest.mark.parametrize("berth", [one for one in berths() if one.kind == "quay" and one.depth], ids=str)
def test_is_deep(berth): ...
""",
}
