"""What becomes of cases of `nondeterministic-collection` when they are fixed."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "a set of a text and None": """\
import pytest

class TestPut:
    @pytest.mark.parametrize("nothing", [None, ""])  # <- here
    def test_put(self, nothing):
        assert not nothing
""",
    "two sets joined for a fixture": """\
import pytest

ONE = {"is", "is not"}
OTHER = {"==", "!="}

@pytest.fixture(params=sorted(ONE | OTHER))  # <- here
def comparison(request):
    return request.param
""",
    "a set of texts": """\
import pytest

@pytest.mark.parametrize("currency", ["EUR", "USD", "JPY"])  # <- here
def test_formats(currency):
    assert currency
""",
    "a set in a constant": """\
from pytest import mark

NAMES = frozenset(["a", "b", "c"])

@mark.parametrize("name", sorted(NAMES))  # <- here
def test_name(name):
    assert name
""",
    "a set behind a list": """\
import pytest

SUPPORTED = {"json": 1, "xml": 2, "csv": 3}

@pytest.mark.parametrize("name", sorted(SUPPORTED.keys() - {"csv"}))  # <- here
def test_name(name):
    assert name
""",
    "what a loop collects": """\
import os
import pytest

CASES = []
for folder in sorted(os.listdir("dialects")):
    for name in sorted(os.listdir(folder)):
        CASES.append((folder, name))

@pytest.mark.parametrize(("folder", "name"), CASES)  # <- here
def test_dialect(folder, name):
    assert name
""",
    "a folder's names": """\
import os
import pytest

DATA = os.path.join(os.path.dirname(__file__), "data")

@pytest.mark.parametrize("name", sorted(os.listdir(DATA)))  # <- here
def test_parses(name):
    assert name
""",
    "glob of a path": """\
from pathlib import Path
import pytest

here = Path(__file__).parent / "data"

@pytest.mark.parametrize("path", [pytest.param(one, id=one.stem) for one in sorted(here.glob("*.har"))])  # <- here
def test_reads(path):
    assert path
""",
}
