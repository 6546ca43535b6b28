"""A plan becomes marks in the tests: on their functions, where they stand, once."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from pytest_bulkhead.errors import RewriteError
from pytest_bulkhead.planning.bonds import Bond
from pytest_bulkhead.planning.marking import Marking, mark
from pytest_bulkhead.planning.plan import forecast
from pytest_bulkhead.planning.sites import Sites

X = '@pytest.mark.xdist_group("file-x")'


def marking(
    root: Path, text: str, *tests: str, marked: dict[str, str] | None = None, others: tuple[str, ...] = ()
) -> Marking:
    """What becomes of a file when these of its tests race over `x`."""
    (root / "t.py").write_text(dedent(text).lstrip("\n"))
    ids = [f"t.py::{test}" for test in tests]
    known = {f"t.py::{test}": group for test, group in (marked or {}).items()}
    sites, seconds = Sites(root), dict.fromkeys([*ids, *(f"t.py::{test}" for test in others)], 1.0)
    bond = Bond((("file", "x"),), (tuple(ids),))
    return mark(forecast([bond], seconds, known, alike=sites.alike(seconds)), known, sites)


def result(made: Marking) -> str:
    assert not made.refused
    (change,) = made.changes
    return change.texts[1]


def test_functions_methods_and_unittest_s_are_marked(tmp_path: Path) -> None:
    text = """
        import unittest

        import pytest

        def test_a(): pass

        class TestB:
            @pytest.mark.slow
            async def test_b(self): pass

        class C(unittest.TestCase):
            class Inner:
                def test_c(self): pass
        """
    assert result(marking(tmp_path, text, "test_a", "TestB::test_b", "C::Inner::test_c")) == dedent(
        f"""
        import unittest

        import pytest

        {X}
        def test_a(): pass

        class TestB:
            {X}
            @pytest.mark.slow
            async def test_b(self): pass

        class C(unittest.TestCase):
            class Inner:
                {X}
                def test_c(self): pass
        """
    ).lstrip("\n")


def test_pytest_is_imported_where_it_is_not(tmp_path: Path) -> None:
    made = result(marking(tmp_path, 'def test_a(): pass\n\n\ndef test_b(): "é"\n', "test_a", "test_b"))
    assert made.startswith(f"import pytest\n\n{X}\ndef test_a")


def test_another_name_of_pytest_is_used(tmp_path: Path) -> None:
    text = "import pytest as pt\n\ndef test_a(): pass\ndef test_b(): pass\n"
    assert result(marking(tmp_path, text, "test_a", "test_b")).count('@pt.mark.xdist_group("file-x")') == 2


def test_a_function_with_parameters_is_marked_once_and_brings_all_of_them(tmp_path: Path) -> None:
    text = """
        import pytest

        @pytest.mark.parametrize("n", [1, 2])
        def test_a(n): pass

        def test_b(): pass
        """
    made = marking(tmp_path, text, "test_a[1]", "test_b", others=("test_a[2]",))
    assert result(made).count(X) == 2
    assert made.functions == 2


def test_groups_that_parameters_of_one_function_are_in_become_one(tmp_path: Path) -> None:
    (tmp_path / "t.py").write_text("def test_a(n): pass\ndef test_b(): pass\ndef test_c(): pass\n")
    bonds = [
        Bond((("file", "x"),), (("t.py::test_a[1]", "t.py::test_b"),)),
        Bond((("file", "y"),), (("t.py::test_a[2]", "t.py::test_c"),)),
    ]
    tests = dict.fromkeys((test for bond in bonds for test in bond.blocks[0]), 1.0)
    sites = Sites(tmp_path)
    made = mark(forecast(bonds, tests, {}, alike=sites.alike(tests)), {}, sites)
    assert result(made).count(X) == 3


def test_an_inherited_test_is_marked_where_it_is_written(tmp_path: Path) -> None:
    text = """
        import pytest

        class Base:
            def test_a(self): pass

        class TestOne(Base): pass

        class TestTwo(TestOne): pass
        """
    made = result(marking(tmp_path, text, "TestOne::test_a", "TestTwo::test_a"))
    assert f"class Base:\n    {X}\n    def test_a" in made
    assert made.count(X) == 1


def test_marking_again_changes_nothing(tmp_path: Path) -> None:
    text = "def test_a(): pass\ndef test_b(): pass\n"
    made = marking(tmp_path, text, "test_a", "test_b")
    made.write()
    assert (tmp_path / "t.py").read_text() == result(made)
    again = marking(tmp_path, result(made), "test_a", "test_b")
    assert (again.changes, again.refused) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "import pytest\npytestmark = [pytest.mark.xdist_group(name='file-x')]\ndef test_a(): 1\ndef test_b(): 1\n",
        f"import pytest\n{X}\ndef test_a(): pass\n{X}\ndef test_b(): pass\n",
    ],
)
def test_what_is_marked_so_by_now_is_left_alone(text: str, tmp_path: Path) -> None:
    made = marking(tmp_path, text, "test_a", "test_b")
    assert (made.changes, made.refused) == ((), ())


def test_tests_take_the_name_that_one_of_them_is_marked_with(tmp_path: Path) -> None:
    text = """
        import pytest

        @pytest.mark.xdist_group("db")
        def test_a(): pass

        def test_b(): pass
        """
    made = result(marking(tmp_path, text, "test_a", "test_b", marked={"test_a": "db"}))
    assert made.count('@pytest.mark.xdist_group("db")') == 2


@pytest.mark.parametrize(
    ("text", "tests", "why"),
    [
        ("def test_a(): pass\n", ["test_a", "test_made_elsewhere"], "is not found in its file"),
        ("class TestA(Imported): pass\ndef test_a(): pass\n", ["TestA::test_x", "test_a"], "is not found"),
        ("import pytest\n@pytest.mark.xdist_group('y')\ndef test_a(): pass\n", ["test_a", "test_b"], "marked with y"),
        ("import pytest\n@pytest.mark.xdist_group(Y)\ndef test_a(): pass\n", ["test_a", "test_b"], "marked with None"),
        ("def pytest(): pass\ndef test_a(): pass\ndef test_b(): pass\n", ["test_a", "test_b"], "by hand"),
        ("if 1: pass; pass\ndef test_a(: pass\n", ["test_a", "test_b"], "is not found"),
    ],
)
def test_what_cannot_be_marked_is_said(text: str, tests: list[str], why: str, tmp_path: Path) -> None:
    assert any(why in reason for reason in marking(tmp_path, text, *tests).refused)


def test_groups_that_marks_make_are_not_joined_by_marks(tmp_path: Path) -> None:
    made = marking(
        tmp_path, "def test_a(): pass\ndef test_b(): pass\n", "test_a", "test_b", marked={"test_a": "x", "test_b": "y"}
    )
    assert made.changes == ()
    assert "joins groups" in made.refused[0]


def test_nothing_outside_of_the_project_is_touched(tmp_path: Path) -> None:
    outside = tmp_path / "t.py"
    outside.write_text("def test_a(): pass\ndef test_b(): pass\n")
    root = tmp_path / "root"
    root.mkdir()
    for path in ("../t.py", str(outside)):
        tests = (f"{path}::test_a", f"{path}::test_b")
        made = mark(forecast([Bond((("file", "x"),), (tests,))], dict.fromkeys(tests, 1.0), {}), {}, Sites(root))
        assert made.changes == ()
        assert len(made.refused) == 2


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    made = marking(tmp_path, "def test_a(): pass\ndef test_b(): pass\n", "test_a", "test_b")
    (tmp_path / "t.py").write_text("# mine\n")
    with pytest.raises(RewriteError, match="changed"):
        made.write()
    assert (tmp_path / "t.py").read_text() == "# mine\n"
