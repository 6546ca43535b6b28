"""Groups: which ways of dealing out keep them together, and which do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_bulkhead.regression.children import run_suite
from pytest_bulkhead.regression.needs import missing

GROUPED = {
    f"test_{file}.py": f"""
        import pytest

        @pytest.mark.xdist_group("printer")
        @pytest.mark.parametrize("turn", range(3))
        def test_{file}(turn):
            pass
        """
    for file in ("a", "b", "c", "d")
}


def test_group_means_nothing_to_most_ways_of_dealing_out(tmp_path: Path) -> None:
    """`xdist_group` is read by `--dist loadgroup` alone: under `load` two tests of a group run at the same time.

    What the group protects has to be each worker's own; or `loadfile` keeps the tests of one file together.
    """
    suite = """
        import pytest
        from pytest_bulkhead.regression.meeting import meet

        MEETS, met = {meets}, []

        @pytest.mark.xdist_group("printer")
        @pytest.mark.parametrize("turn", range(4))
        def test_grouped(turn):
            if MEETS and not met:
                met.append(turn)
                meet("in one group, at the same time")
        """
    apart = run_suite(tmp_path, suite.format(meets=True), "-n", "2", "--dist", "load")
    assert apart.status == 0, apart.output
    assert apart.workers("test_grouped[0]") | apart.workers("test_grouped[3]") == {"gw0", "gw1"}
    together = run_suite(tmp_path, suite.format(meets=False), "-n", "2", "--dist", "loadfile")
    assert together.status == 0, together.output
    assert len({one.worker for one in together.told}) == 1


def test_group_holds_under_loadgroup(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Some versions of pytest and pytest-xdist do not fit: `--dist loadgroup` then keeps no group together.

    Here it does. Where it does not, a plan (`bulkhead plan`) holds groups together with any versions.
    """
    done = run_suite(tmp_path, GROUPED, "-n", "2", "--dist", "loadgroup")
    assert done.status == 0, done.output
    if len({one.worker for one in done.told}) == 1:
        return
    reason = (
        f"With pytest {pytest.__version__} and this pytest-xdist, `--dist loadgroup` keeps no group together: upgrade "
        "pytest-xdist, use a pytest before 9.2, or have the groups in a plan (`bulkhead plan`)."
    )
    # In a worker pytest-xdist remembers it so.
    if getattr(pytestconfig.option, "loadgroup", pytestconfig.getoption("dist", "no") == "loadgroup"):
        pytest.fail(f"{reason} This project counts on them.")
    missing("loadgroup", reason)


def test_group_of_a_plan_holds(tmp_path: Path) -> None:
    """A mark on a test is easily lost, and means nothing where versions do not fit.

    The groups of a plan that is committed hold under `--dist loadgroup`, whatever the versions.
    """
    planned = [f"test_{file}.py::test_{file}" for file in ("a", "b", "c", "d")]
    plan = {"version": 1, "groups": {"printer": {"because": ["the printer"], "tests": planned}}}
    unmarked = {name: text.replace('@pytest.mark.xdist_group("printer")', "") for name, text in GROUPED.items()}
    done = run_suite(tmp_path, {**unmarked, "bulkhead-plan.json": json.dumps(plan)}, "-n", "2", "--dist", "loadgroup")
    assert done.status == 0, done.output
    assert len({one.worker for one in done.told}) == 1
