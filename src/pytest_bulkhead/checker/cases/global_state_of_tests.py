"""Cases of `global-state`: variables of the test file itself."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "data for several tests is changed in place": """\
PAYLOAD = {"name": "ada", "age": 36}

def test_rejects_age():
    PAYLOAD["age"] = -1  # <- here
    assert post(PAYLOAD) == 422

def test_accepts():
    assert post(PAYLOAD) == 200
""",
    "by another name": """\
VARIANTS = [{"type": "small"}]

def test_rejects_type():
    variants = VARIANTS
    variants[0]["type"] = "nothing"  # <- here
    assert create(variants) == 422

def test_creates():
    assert create(VARIANTS) == 200
""",
    "a test hands its result to the next": """\
token = None

def test_logs_in():
    global token
    token = post("/login")  # <- here
    assert token

def test_reads():
    assert get("/", token)
""",
    "read by a helper that others call": """\
DEFAULTS = {"size": 1}

def make(**more):
    return build(**DEFAULTS, **more)

def test_big():
    DEFAULTS.update(size=100)  # <- here
    assert make().size == 100

def test_small():
    assert make().size == 1
""",
    "a list that only grows": """\
SEEN = []

def test_first():
    SEEN.append(first())  # <- here
    assert SEEN == [1]

def test_second():
    assert SEEN == []
""",
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "nobody else reads it": """\
run_count = 0

def sad_task():
    global run_count
    run_count += 1

def test_retries():
    global run_count
    run_count = 0
    run(sad_task)
    assert run_count == 3

def test_other():
    assert other()
""",
    "whoever reads it sets it first": """\
RESULTS = []
counter = 0

def test_first():
    global counter
    counter = 0
    RESULTS.clear()
    RESULTS.append(first())
    counter += 1
    assert RESULTS == [1] and counter == 1

def test_second():
    global counter
    counter = 0
    RESULTS.clear()
    RESULTS.append(second())
    assert RESULTS == [2] and counter == 0
""",
    "a fixture sets it before each test": """\
import pytest

calls = []

@pytest.fixture(autouse=True)
def fresh():
    calls.clear()

def test_first():
    calls.append(1)
    assert calls == [1]

def test_second():
    assert calls == []
""",
    "set up once for all": """\
client = None

def setup_module():
    global client
    client = connect()

def test_first():
    assert client.get("/")

def test_second():
    assert client.get("/")
""",
    "another key is read": """\
PAYLOAD = {"name": "ada", "age": 36}

def test_rejects_age():
    PAYLOAD["age"] = -1
    assert post(PAYLOAD) == 422

def test_name():
    assert PAYLOAD["name"] == "ada"
""",
    "made when it is first asked for": """\
_server = None

def server():
    global _server
    if _server is None:
        _server = start()
    return _server

def test_first():
    assert server().get("/")

def test_second():
    assert server().get("/")
""",
    "a name shadows it": """\
PAYLOAD = {"age": 36}

def test_rejects_age():
    PAYLOAD = {"age": 1}
    PAYLOAD["age"] = -1
    assert post(PAYLOAD) == 422

def test_accepts():
    assert post(PAYLOAD) == 200
""",
}
