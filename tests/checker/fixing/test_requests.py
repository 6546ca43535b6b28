from __future__ import annotations

import ast

import pytest

from pytest_bulkhead.checker.fixing.requests import request_fixture
from tests.checker.fixing.edited import edited, function_of, knowledge_of, module_of

ABLE = {
    "a test": "def test_it():\n    HERE\n",
    "an async test": "import pytest\n@pytest.mark.asyncio\nasync def test_it():\n    HERE\n",
    "a test in a class": "class TestIt:\n    def test_it(self):\n        HERE\n",
    "a fixture": "import pytest\n@pytest.fixture\ndef test_it():\n    HERE\n    yield\n",
    "a fixture of the class": (
        "import pytest, unittest\nclass TestIt(unittest.TestCase):\n"
        "    @pytest.fixture(autouse=True)\n    def test_it(self):\n        HERE\n"
    ),
    "a mark from a variable": "import pytest\nslow = pytest.mark.skipif(True)\n@slow\ndef test_it():\n    HERE\n",
    "mocks come first": "from unittest.mock import patch\n@patch('a.b')\ndef test_it(mock):\n    HERE\n",
    "it is there": "def test_it(monkeypatch):\n    HERE\n",
    "in a loop": "def test_it():\n    for x in y:\n        HERE\n",
}
UNABLE = {
    "a function inside": "def test_it():\n    def inner():\n        HERE\n    inner()\n",
    "a lambda": "def test_it():\n    x = lambda: HERE\n",
    "a helper": "def it():\n    HERE\ndef test_it():\n    it()\n",
    "a method of unittest": "import unittest\nclass TestIt(unittest.TestCase):\n    def test_it(self):\n        HERE\n",
    "a set-up": "class TestIt:\n    def setup_method(self):\n        HERE\n    def test_it(self): pass\n",
    "a base that is not known": "import other\nclass TestIt(other.Base):\n    def test_it(self):\n        HERE\n",
    "a wider fixture": "import pytest\n@pytest.fixture(scope='module')\ndef test_it():\n    HERE\n",
    "a computed scope": "import pytest\n@pytest.fixture(scope=wide())\ndef test_it():\n    HERE\n",
    "hypothesis": "from hypothesis import given\n@given(1)\ndef test_it(x):\n    HERE\n",
    "a decorator of the project": "def twice(f): return f\n@twice\ndef test_it():\n    HERE\n",
    "mocks that take all positions": "from unittest.mock import patch\n@patch('a.b')\ndef test_it(*m):\n    HERE\n",
    "it is called": "def test_it():\n    HERE\ndef test_all():\n    test_it()\n",
    "it is called by the script": "def test_it():\n    HERE\nif __name__ == '__main__':\n    test_it()\n",
    "the method is called": (
        "class TestIt:\n    def test_it(self):\n        HERE\n    def test_b(self): self.test_it()\n"
    ),
    "the name means something else": "def test_it():\n    monkeypatch = 1\n    HERE\n",
    "it comes from outside": "from x import monkeypatch\ndef test_it():\n    monkeypatch.set()\n    HERE\n",
    "a default": "def test_it(monkeypatch=None):\n    HERE\n",
    "a generator": "def test_it():\n    HERE\n    yield 1\n",
    "the project's own fixture": ("import pytest\n@pytest.fixture\ndef monkeypatch(): ...\ndef test_it():\n    HERE\n"),
}


def _requested(text):
    module = module_of(text)
    at = next(one for one in module.nodes if isinstance(one, ast.Name) and one.id == "HERE")
    function = function_of(module, "test_it")
    return module, request_fixture("monkeypatch", at, function, knowledge_of(module))


@pytest.mark.parametrize("case", ABLE)
def test_a_fixture_can_be_asked_for(case):
    module, edits = _requested(ABLE[case])
    after = edited(module, edits)
    assert after is not None
    assert "monkeypatch)" in after


@pytest.mark.parametrize("case", UNABLE)
def test_a_fixture_cannot_be_asked_for(case):
    _, edits = _requested(UNABLE[case])
    assert edits is None


def test_a_wide_fixture_may_ask_for_what_is_there_for_every_scope():
    text = "import pytest\n@pytest.fixture(scope='session')\ndef test_it():\n    HERE\n"
    module = module_of(text)
    at = next(one for one in module.nodes if isinstance(one, ast.Name) and one.id == "HERE")
    edits = request_fixture("worker_id", at, function_of(module, "test_it"), knowledge_of(module))
    assert "test_it(worker_id)" in edited(module, edits)


def test_what_was_worked_out_about_a_file_may_be_forgotten_meanwhile():
    module = module_of("def test_it(a):\n    HERE\n")
    at = next(one for one in module.nodes if isinstance(one, ast.Name) and one.id == "HERE")
    function = function_of(module, "test_it")
    assert function.scope.own
    module.forget()
    edits = request_fixture("monkeypatch", at, function, knowledge_of(module))
    assert edited(module, edits) == "def test_it(a, monkeypatch):\n    HERE\n"
