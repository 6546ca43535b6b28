"""What runs around each test of a class or file ties all of them, where it speaks of what is raced for."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from pytest_bulkhead.planning.bonds import bonds
from pytest_bulkhead.planning.sites import Sites
from pytest_bulkhead.planning.surroundings import Surroundings

from ..plugin.races.touching import ran, touch

TESTS = ["t.py::Test::test_a", "t.py::Test::test_b", "t.py::Test::test_c", "t.py::test_d", "u.py::test_e"]


def company(root: Path, text: str, what: str = "file:out/x.txt") -> set[str]:
    (root / "t.py").write_text(dedent(text))
    kind, _, name = what.partition(":")
    return Surroundings(Sites(root), TESTS).company(kind, name, TESTS[:2])


@pytest.mark.parametrize("hook", ["setUp", "tearDown", "asyncTearDown", "setup_method", "teardown_method"])
def test_what_a_hook_of_the_class_names_ties_the_class(hook: str, tmp_path: Path) -> None:
    assert company(tmp_path, f"class Test:\n    def {hook}(self): remove('out/x.txt')\n") == set(TESTS[:3])


@pytest.mark.parametrize(
    "text",
    [
        "NAME = Path('out') / 'x.txt'\nclass Test:\n    def tearDown(self): remove(NAME)\n",
        "class Test:\n    name = 'x.txt'\n    def tearDown(self): remove(self.name)\n",
        "class Base:\n    def tearDown(self): remove('x.txt')\nclass Test(Base): pass\n",
        "class Test:\n    @fixture(autouse=True)\n    def clean(self):\n        yield\n        remove('x.txt')\n",
    ],
)
def test_it_may_be_named_elsewhere_and_inherited(text: str, tmp_path: Path) -> None:
    assert company(tmp_path, text) == set(TESTS[:3])


@pytest.mark.parametrize(
    "text",
    [
        "def teardown_function(): remove('x.txt')\n",
        "@pytest.fixture(autouse=True)\ndef clean():\n    yield\n    remove('x.txt')\n",
    ],
)
def test_what_runs_around_each_test_of_a_file_ties_the_file(text: str, tmp_path: Path) -> None:
    assert company(tmp_path, text) == set(TESTS[:4])


@pytest.mark.parametrize(
    "text",
    [
        "class Test:\n    def tearDown(self): remove('y.txt')\n    def test_a(self): open('x.txt')\n",
        "class Test:\n    def helper(self): remove('x.txt')\n",
        "class Other:\n    def tearDown(self): remove('x.txt')\n",
        "@pytest.fixture\ndef clean(): remove('x.txt')\n",
        "class Test(:",
    ],
)
def test_anything_else_ties_nobody(text: str, tmp_path: Path) -> None:
    assert company(tmp_path, text) == set()


def test_a_port_is_named_by_its_number(tmp_path: Path) -> None:
    text = "class Test:\n    def setUp(self): serve(18878)\n"
    assert company(tmp_path, text, "port:18878") == set(TESTS[:3])
    assert company(tmp_path, text, "port:18879") == set()
    assert company(tmp_path, text, "port:/run/x") == set()


def test_they_are_tied_with_those_that_race(tmp_path: Path) -> None:
    (tmp_path / "t.py").write_text("class Test:\n    def tearDown(self): remove('x.txt')\n")
    surroundings = Surroundings(Sites(tmp_path), TESTS)
    touched = [ran(test, touch("file:x.txt", "wd")) for test in (TESTS[0], TESTS[4])]
    (bond,) = bonds(touched, company=surroundings.company)
    assert set(bond.blocks[0]) == {*TESTS[:3], TESTS[4]}
