"""From a leak to the line that people can mend."""

from __future__ import annotations

import linecache
import os
from pathlib import Path

import pytest

from pytest_bulkhead.findings import Evidence, Finding
from pytest_bulkhead.plugin.blame import Subject, blame
from pytest_bulkhead.plugin.ground import Ground
from pytest_bulkhead.plugin.ledger import Leak, Owner, Scope
from pytest_bulkhead.plugin.sensor import ABSENT
from pytest_bulkhead.plugin.sensors.environment import Environment
from pytest_bulkhead.plugin.sensors.import_path import ImportPath
from pytest_bulkhead.plugin.trace import Place, Trace

HERE = Path(__file__)
GROUND = Ground(str(HERE.parents[2]))
TEST = Owner("t", "test", Scope.FUNCTION)
PATH = HERE.relative_to(HERE.parents[2]).as_posix()


def sample() -> None:
    """It is read, and never run."""
    os.environ["X"] = "x"


def tell(trace: Trace | None, function: object = None, owner: Owner = TEST, name: str = "X") -> Finding:
    sensor = ImportPath() if name.startswith("/") else Environment()
    leak = Leak(owner, sensor.kind, name, ABSENT, b"1", trace)
    return blame(leak, sensor, Subject("t.py::test_x", "test_x", function, str(HERE), 7), GROUND)


def test_the_line_of_the_test_comes_before_that_of_the_product() -> None:
    product = Place(str(HERE.parents[2] / "src" / "app.py"), 3, "configure")
    finding = tell((Place("/lib/os.py", 1, "set"), product, Place(str(HERE), 9, "helper.<locals>.inner")))
    assert (finding.location.path, finding.location.line, finding.symbol) == (PATH, 9, "helper.inner")
    assert finding.evidence == (Evidence("src/app.py", 3, "changed here, in configure"),)


def test_without_a_trace_the_line_that_mentions_such_a_state_is_shown() -> None:
    finding = tell(None, sample)
    text = linecache.getline(str(HERE), finding.location.line)
    assert text.strip().startswith("os.environ")
    assert finding.symbol == "sample"


def test_without_a_mention_the_function_itself_is_shown() -> None:
    finding = tell(None, test_without_a_trace_the_line_that_mentions_such_a_state_is_shown, name="/opt/x")
    assert "def test_without_a_trace" in linecache.getline(str(HERE), finding.location.line)


@pytest.mark.parametrize("function", [None, len, Path.exists, object()])
def test_without_any_code_of_the_project_the_item_says_where_it_stands(function: object) -> None:
    finding = tell(None, function)
    assert (finding.location.path, finding.location.line) == (PATH, 7)


@pytest.mark.parametrize(("scope", "words"), [(Scope.FUNCTION, "X set"), (Scope.SESSION, "X set after its teardown")])
def test_the_message_says_who_left_what(scope: Scope, words: str) -> None:
    finding = tell(None, owner=Owner("f", "fixture:db", scope))
    assert finding.message == f"test_x leaves environment variable {words}"
    assert (finding.owner, finding.test, finding.code) == ("fixture:db", "t.py::test_x", "BH101")
    assert finding.help


def test_a_path_of_the_project_is_told_relative_to_it() -> None:
    finding = tell(None, name=str(HERE.parents[2] / "lib"))
    assert finding.what.name == "lib"
    assert finding.message.endswith("lib on sys.path")
