"""Named good and bad cases of BH403."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

_IN_WORKERS = "[pytest]\naddopts = -n auto\n"
_MARKED = """\
import pytest

@pytest.mark.{name}
def test_sorts_in_a_second(orders):{mark}
    assert seconds(sort, orders) < 1
"""

BAD: Mapping[str, Case] = {
    "a performance mark": {
        "pytest.ini": _IN_WORKERS,
        "test_speed.py": _MARKED.format(name="performance", mark="  # <- here"),
    },
    "a benchmark mark of the project's own": {
        "pytest.ini": _IN_WORKERS,
        "test_speed.py": _MARKED.format(name="benchmark", mark="  # <- here"),
    },
    "a mark of the module": {
        "Makefile": "test:\n\tpytest -n 4 tests\n",
        "tests/test_speed.py": """\
import pytest

pytestmark = pytest.mark.performance

def test_sorts_in_a_second(orders):  # <- here
    assert seconds(sort, orders) < 1
""",
    },
    "a benchmark fixture of the project's own": {
        "pytest.ini": _IN_WORKERS,
        "conftest.py": "import pytest\n\n@pytest.fixture\ndef benchmark():\n    return Stopwatch()\n",
        "test_speed.py": "def test_sorts(benchmark):  # <- here\n    assert benchmark(sort) < 1\n",
    },
}

GOOD: Mapping[str, Case] = {
    "skipped in workers": {
        "pytest.ini": _IN_WORKERS,
        "test_speed.py": """\
import os

import pytest

alone = pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="measures alone")

@alone
@pytest.mark.performance
def test_sorts_in_a_second(orders):
    assert seconds(sort, orders) < 1
""",
    },
    "skipped always": {
        "pytest.ini": _IN_WORKERS,
        "test_speed.py": """\
import pytest

@pytest.mark.skip(reason="by hand")
class TestSpeed:
    @pytest.mark.benchmark
    def test_sorts(self, orders):
        assert seconds(sort, orders) < 1
""",
    },
    "deselected by the settings": {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-n", "auto", "-m", "not performance"]\n',
        "test_speed.py": _MARKED.format(name="performance", mark=""),
    },
    "deselected with others": {
        "pytest.ini": '[pytest]\naddopts = -n 2 -m "not (slow or performance)"\n',
        "test_speed.py": _MARKED.format(name="performance", mark=""),
    },
    "skipped by the conftest": {
        "pytest.ini": _IN_WORKERS,
        "conftest.py": """\
import pytest

def pytest_collection_modifyitems(config, items):
    for item in items:
        if hasattr(config, "workerinput") and item.get_closest_marker("performance"):
            item.add_marker(pytest.mark.skip(reason="measures alone"))
""",
        "test_speed.py": _MARKED.format(name="performance", mark=""),
    },
    "the fixture of a plugin that disables itself": {
        "pytest.ini": _IN_WORKERS,
        "test_speed.py": "def test_sorts(benchmark):\n    benchmark(sort)\n",
    },
    "the mark of an installed plugin": {
        "pytest.ini": _IN_WORKERS,
        "requirements-dev.txt": "pytest-codspeed\n",
        "test_speed.py": _MARKED.format(name="benchmark", mark=""),
    },
    "a suite that is never run in workers": {
        "pytest.ini": "[pytest]\naddopts = -ra\n",
        "test_speed.py": _MARKED.format(name="performance", mark=""),
    },
    "a test that asks by itself": {
        "pytest.ini": _IN_WORKERS,
        "test_speed.py": """\
import os

import pytest

@pytest.mark.performance
def test_sorts(orders):
    if os.getenv("PYTEST_XDIST_WORKER"):
        pytest.skip("measures alone")
    assert seconds(sort, orders) < 1
""",
    },
}

FIXED: Mapping[str, Case] = {
    "a performance mark": {
        "test_speed.py": """\
import os

import pytest

@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="measures alone, in a run without workers")
@pytest.mark.performance
def test_sorts_in_a_second(orders):
    assert seconds(sort, orders) < 1
""",
    },
}
