"""The plan file: what is written is read again, and anything else is a clear error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import PlanError
from pytest_bulkhead.plan_file import Plan, PlannedGroup, plan_path, read_plan, write_plan

PLAN = Plan((PlannedGroup("file-x", ("file x",), ("t.py::test_a", "t.py::test_b[é]")),))
texts = st.text(st.characters(codec="utf-8"), min_size=1)


def group(**changes: object) -> dict[str, object]:
    return {"because": ["file x"], "tests": ["t.py::test_a"], **changes}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(PLAN, path)
    write_plan(PLAN, path)
    assert read_plan(path) == PLAN
    assert [one.name for one in tmp_path.iterdir()] == ["plan.json"]


@given(st.lists(texts, unique=True), st.lists(texts))
def test_any_names_of_tests_survive(tests: list[str], because: list[str]) -> None:
    plan = Plan((PlannedGroup("x", tuple(sorted(because)), tuple(sorted(tests))),))
    assert Plan.from_text(plan.to_text(), "plan.json") == plan


def test_the_text_does_not_depend_on_the_order(tmp_path: Path) -> None:
    a, b = PlannedGroup("a", ("2", "1"), ("y", "x")), PlannedGroup("b", (), ("z",))
    text = Plan((b, a)).to_text()
    assert text == Plan((a._replace(tests=("x", "y"), because=("1", "2")), b)).to_text()
    assert text.index('"x"') < text.index('"y"') < text.index('"z"')


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"version": True, "groups": {}},
        {"version": 1},
        {"version": 1, "groups": []},
        {"version": 1, "groups": {"x": []}},
        {"version": 1, "groups": {"x": group(tests="t.py::test_a")}},
        {"version": 1, "groups": {"x": group(tests=[1])}},
        {"version": 1, "groups": {"x": group(because=None)}},
        {"version": 1, "groups": {"x": group(), "y": group()}},
        {"version": 1, "groups": {"a@b": group()}},
        {"version": 1, "groups": {"": group()}},
        {"version": 1, "groups": {"a\nb": group()}},
    ],
)
def test_what_is_no_plan_is_refused(document: object, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document))
    with pytest.raises(PlanError, match=r"no plan|is broken"):
        read_plan(path)
    with pytest.raises(PlanError):
        write_plan(PLAN, path)
    assert json.loads(path.read_text()) == document


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"version": 1, "groups": ' + b"9" * 9999])
def test_what_is_no_json_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(data)
    with pytest.raises(PlanError, match="is broken"):
        read_plan(tmp_path / "plan.json")


def test_a_later_version_says_so(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text('{"version": 2, "groups": {}}')
    with pytest.raises(PlanError, match="later bulkhead"):
        read_plan(tmp_path / "plan.json")


def test_a_plan_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="bulkhead plan"):
        read_plan(tmp_path / "plan.json")


def test_a_folder_that_is_not_there_is_no_place_for_a_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be written"):
        write_plan(PLAN, tmp_path / "none" / "plan.json")


def test_a_plan_is_beside_the_settings_unless_they_say(tmp_path: Path) -> None:
    assert plan_path(None, tmp_path) == tmp_path / "bulkhead-plan.json"
    assert plan_path(tmp_path / "other.json", tmp_path) == tmp_path / "other.json"
