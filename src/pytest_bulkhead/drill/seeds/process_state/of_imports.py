"""BH102: where modules come from, and which."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

SEEDS = (
    Seed(
        code="BH102",
        name="module search path",
        bad={
            "test_plugin_folder.py": """\
import sys


def test_finds_the_plugin(tmp_path):
    (tmp_path / "crane_plugin.py").write_text("LIFTS = 40")
    sys.path.insert(0, str(tmp_path))
    from importlib.util import find_spec

    assert find_spec("crane_plugin")
""",
        },
        good={
            "test_plugin_folder.py": """\
def test_finds_the_plugin(tmp_path, monkeypatch):
    (tmp_path / "crane_plugin.py").write_text("LIFTS = 40")
    monkeypatch.syspath_prepend(tmp_path)
    from importlib.util import find_spec

    assert find_spec("crane_plugin")
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="import machinery",
        bad={
            "test_chart_finder.py": """\
import importlib.util
import sys


class ChartFinder:
    asked = []

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.startswith("chart_of_"):
            cls.asked.append(name)


def test_asks_for_the_chart():
    sys.meta_path.insert(0, ChartFinder)
    assert importlib.util.find_spec("chart_of_biscay") is None
""",
        },
        good={
            "test_chart_finder.py": """\
import importlib.util
import sys


class ChartFinder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None


def test_asks_for_the_chart(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [ChartFinder, *sys.meta_path])
    assert importlib.util.find_spec("chart_of_biscay") is None
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="module put in place of another",
        bad={
            "test_missing_sonar.py": """\
import sys
from types import ModuleType


def test_works_with_a_sonar():
    sonar = ModuleType("sonar_driver")
    sonar.depth = lambda: 12
    sys.modules["sonar_driver"] = sonar
    import sonar_driver

    assert sonar_driver.depth() == 12
""",
        },
        good={
            "test_missing_sonar.py": """\
import sys
from types import ModuleType


def test_works_with_a_sonar(monkeypatch):
    sonar = ModuleType("sonar_driver")
    sonar.depth = lambda: 12
    monkeypatch.setitem(sys.modules, "sonar_driver", sonar)
    import sonar_driver

    assert sonar_driver.depth() == 12
""",
        },
        caught_by=READING | RUNNING,
    ),
)
