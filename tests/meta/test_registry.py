"""The checks as a whole: found by where they stand, and each of them in the file that projects are given."""

from __future__ import annotations

import ast
from importlib.resources import files

import pytest

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.meta.registry import all_checks, find_check

TEMPLATE = files("pytest_bulkhead") / "scaffold" / "templates" / "test_isolation_meta.py"


def named_tests() -> dict[str, tuple[str, str]]:
    """Of the template: by a test's name, its docstring and the name of the check that it holds."""
    tests = [node for node in ast.parse(TEMPLATE.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    return {test.name: (str(ast.get_docstring(test)), ast.unparse(test.body[1])) for test in tests[:-1]}


def test_there_are_as_many_as_were_promised():
    assert len(all_checks()) >= 16


def test_each_check_has_a_test_of_its_own_that_tells_why():
    assert named_tests() == {
        f"test_{check.name}": (check.why, f"hold('{check.name}', pytestconfig)") for check in all_checks()
    }


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.name)
def test_why_is_one_sentence_on_one_line(check):
    assert check.why[0].isupper()
    assert check.why.endswith(".")
    assert len(check.why) <= 108


def test_an_unknown_name_is_told_with_a_near_one():
    with pytest.raises(UsageError, match=r"no check 'plugin_activ'\. Did you mean 'plugin_active'"):
        find_check("plugin_activ")
