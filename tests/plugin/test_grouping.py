"""A plan becomes marks: each planned group one group of pytest-xdist's, and that of a mark where a test has one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plan_file import Plan, PlannedGroup
from pytest_bulkhead.plugin.grouping import gone, missing_marks

from .conftest import RunSuite

IDS = [f"t.py::test_{number}" for number in range(8)]


@dataclass
class Item:
    """As much of a test as is asked."""

    nodeid: str
    marks: list[Any] = field(default_factory=list)

    @property
    def keywords(self) -> dict[str, object]:
        return {"xdist_group": True} if self.marks else {}

    def iter_markers(self, name: str) -> list[Any]:
        return self.marks

    @property
    def group(self) -> str:
        """As pytest-xdist has it."""
        return "_".join(sorted({str((*mark.args, mark.kwargs.get("name"))[0]) for mark in self.marks}))


def mark(*names: str) -> list[Any]:
    return [SimpleNamespace(args=(name,), kwargs={}) for name in names]


def plan(**groups: list[str]) -> Plan:
    return Plan(tuple(PlannedGroup(name, (), tuple(tests)) for name, tests in groups.items()))


def grouped(items: list[Item], wanted: Plan) -> dict[str, str]:
    for item, name in list(missing_marks(items, wanted)):
        item.marks += mark(name)
    return {item.nodeid: item.group for item in items}


def test_each_planned_group_is_one() -> None:
    found = grouped([Item(test) for test in IDS[:4]], plan(a=IDS[:2], b=[IDS[2]]))
    assert [*found.values()] == ["a", "a", "b", ""]


def test_a_function_without_brackets_means_all_its_parameters() -> None:
    items = [Item("t.py::test_a[1]"), Item("t.py::test_a[x::y]"), Item("t.py::test_ab"), Item("t.py::test_b[1]")]
    assert [*grouped(items, plan(a=["t.py::test_a", "t.py::test_b[1]"])).values()] == ["a", "a", "", "a"]


def test_the_group_of_a_mark_takes_in_what_is_planned_with_it() -> None:
    items = [Item(IDS[0]), Item(IDS[1], mark("db")), Item(IDS[2], [SimpleNamespace(args=(), kwargs={"name": "db"})])]
    assert set(grouped(items, plan(a=IDS[:2])).values()) == {"db"}


def test_a_mark_that_happens_to_bear_a_planned_name_is_another_group() -> None:
    items = [Item(IDS[0]), Item(IDS[1], mark("db")), Item(IDS[2], mark("net"))]
    found = grouped(items, plan(net=IDS[:2]))
    assert [*found.values()] == ["db", "db", "net"]


def test_marks_that_no_plan_speaks_of_stay() -> None:
    assert [*grouped([Item(IDS[0], mark("x", "y")), Item(IDS[1])], plan(a=[IDS[1]])).values()] == ["x_y", "a"]


names = st.lists(st.sampled_from(["db", "net", "z", "a_b"]), max_size=2, unique=True)


@given(
    st.lists(names, min_size=8, max_size=8),
    st.lists(st.sampled_from(["p", "q", "r", ""]), min_size=8, max_size=8),
)
def test_whatever_the_marks_are_nobody_of_a_group_is_left_behind(marks: list[list[str]], homes: list[str]) -> None:
    wanted = plan(**{home: [t for t, h in zip(IDS, homes, strict=True) if h == home] for home in set(homes) if home})
    before = {test: Item(test, mark(*some)).group for test, some in zip(IDS, marks, strict=True)}
    after = grouped([Item(test, mark(*some)) for test, some in zip(IDS, marks, strict=True)], wanted)
    for one, home in zip(IDS, homes, strict=True):
        for other, its in zip(IDS, homes, strict=True):
            if (home and home == its) or (before[one] and before[one] == before[other]):
                assert after[one] == after[other]


def test_tests_that_are_gone_are_told_apart_from_those_that_were_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "u.py").touch()
    wanted = plan(a=["t.py::test_0", "t.py::test_old", "t.py::test_p", "u.py::test_a", "v.py::test_a"])
    items = [Item("t.py::test_0"), Item("t.py::test_p[1]")]
    assert gone(items, wanted.tests, str(tmp_path), ["t.py"]) == ["t.py::test_old", "v.py::test_a"]
    (tmp_path / "t.py").touch()
    assert gone(items, wanted.tests, str(tmp_path), ["t.py::test_0"]) == ["v.py::test_a"]


SUITE = {
    "test_a.py": """
        import os, pathlib, time, pytest

        def hold():
            descriptor = os.open("held", os.O_CREAT | os.O_EXCL)
            time.sleep(0.3)
            os.close(descriptor)
            os.remove("held")

        @pytest.mark.parametrize("n", range(3))
        def test_held(n): hold()

        class TestHeld:
            def test_again(self): hold()

        def test_free(): pass
        """,
    "bulkhead-plan.json": plan(held=["test_a.py::test_held", "test_a.py::TestHeld::test_again"]).to_text(),
}
LOADGROUP = ("-n", "4", "--dist", "loadgroup", "--strict-markers", "-W", "error")


@pytest.mark.parametrize("mode", ["report", "off"])
def test_planned_tests_do_not_meet(run_suite: RunSuite, mode: str) -> None:
    ran = run_suite(SUITE, *LOADGROUP, f"--bulkhead={mode}")
    assert ran.verdict == "5 passed"
    assert "the plan " not in ran.output


def test_without_the_plan_they_do(run_suite: RunSuite) -> None:
    ran = run_suite({"test_a.py": SUITE["test_a.py"]}, *LOADGROUP)
    assert ran.status == 1


@pytest.mark.parametrize("mode", ["report", "off"])
def test_where_tests_are_dealt_out_otherwise_it_is_said_that_the_plan_does_nothing(
    run_suite: RunSuite, mode: str
) -> None:
    suite = {"test_a.py": "def test_a(): pass\n", "bulkhead-plan.json": SUITE["bulkhead-plan.json"]}
    ran = run_suite(suite, "-n", "2", f"--bulkhead={mode}")
    assert ran.output.count("the plan bulkhead-plan.json does nothing under `--dist load`") == 1
    assert ran.status == 0


def test_a_serial_run_needs_no_plan(run_suite: RunSuite) -> None:
    ran = run_suite({**SUITE, "bulkhead-plan.json": "broken"})
    assert ran.verdict == "5 passed"


def test_tests_that_are_gone_are_said_once(run_suite: RunSuite) -> None:
    suite = {"test_a.py": "def test_a(): pass\n\ndef test_b(): pass\n", "p.json": SUITE["bulkhead-plan.json"]}
    suite["bulkhead.toml"] = 'plan = "p.json"\n'
    ran = run_suite(suite, *LOADGROUP)
    assert ran.output.count("the plan p.json names tests that are gone: test_a.py::TestHeld::test_again, ") == 1
    assert ran.verdict == "2 passed"


def test_with_any_plan_the_groups_of_marks_hold_with_every_pytest(run_suite: RunSuite) -> None:
    mark = "        pytestmark = pytest.mark.xdist_group('x')\n"
    suite = SUITE["test_a.py"].replace("        class", f"{mark}\n        class")
    ran = run_suite({"test_a.py": suite, "bulkhead-plan.json": Plan(()).to_text()}, *LOADGROUP)
    assert ran.verdict == "5 passed"
    assert {result.test for result in ran.record.tests} >= {"test_a.py::test_held[0]", "test_a.py::test_free"}


def test_without_one_it_is_said_where_groups_do_not_hold(run_suite: RunSuite) -> None:
    suite = "import pytest\n@pytest.mark.xdist_group('x')\ndef test_a(): pass\n"
    ran = run_suite({"test_a.py": suite}, *LOADGROUP, "-v")
    holds = "test_a.py::test_a@x" in ran.output
    assert ran.output.count("keeps no group together") == (0 if holds else 1)
    assert ran.status == 0


@pytest.mark.parametrize(("text", "told"), [("{", "is broken"), ('{"version": 9}', "later bulkhead"), (None, "cannot")])
def test_a_plan_that_cannot_be_read_stops_the_run(run_suite: RunSuite, text: str | None, told: str) -> None:
    suite = {"test_a.py": "def test_a(): pass\n", "bulkhead.toml": 'plan = "p.json"\n'}
    ran = run_suite(suite if text is None else {**suite, "p.json": text}, "-n", "2")
    assert ran.status == pytest.ExitCode.USAGE_ERROR
    assert told in ran.output
    assert "Traceback" not in ran.output


def test_marks_that_a_conftest_makes_first_are_joined(run_suite: RunSuite) -> None:
    conftest = """
        import pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_collection_modifyitems(items):
            for item in items:
                if "again" in item.nodeid:
                    item.add_marker(pytest.mark.xdist_group("mine"))
        """
    ran = run_suite({**SUITE, "conftest.py": conftest}, *LOADGROUP, "-v")
    assert ran.verdict == "5 passed"
    assert "test_a.py::test_held[0]@mine" in ran.output
