"""The trace begins at the change and ends where pytest called the suite."""

from __future__ import annotations

import sys

from pytest_bulkhead.plugin.trace import Place, caller_trace, importing_module, trace_of


def test_the_innermost_line_comes_first_and_the_trace_ends_at_this_test() -> None:
    def inner() -> tuple[Place, ...]:
        return caller_trace(0)

    first, second, *_ = trace = inner()
    assert first.function.endswith("inner")
    assert second.function == "test_the_innermost_line_comes_first_and_the_trace_ends_at_this_test"
    assert first.path == __file__
    assert trace[-1].function.rpartition(".")[2].startswith("pytest_")


def test_a_suites_own_use_of_pluggy_is_no_boundary() -> None:
    def _multicall() -> tuple[Place, ...]:
        return trace_of(sys._getframe())

    functions = [place.function.rpartition(".")[2] for place in _multicall()]
    assert functions[:2] == ["_multicall", "test_a_suites_own_use_of_pluggy_is_no_boundary"]


def test_deep_recursion_is_cut_short() -> None:
    def dive(depth: int) -> tuple[Place, ...]:
        return dive(depth - 1) if depth else trace_of(sys._getframe())

    assert len(dive(400)) < 400


MODULE, LOADER = Place("lib.py", 3, "<module>"), Place("<frozen importlib>", 1, "_call_with_frames_removed")
TEST = Place("test_x.py", 9, "test_x")


def test_the_innermost_import_is_the_one_at_work() -> None:
    outer = Place("outer.py", 1, "<module>")
    assert importing_module((MODULE, LOADER, outer, LOADER, TEST)) == "lib.py"
    assert importing_module((Place("lib.py", 7, "set_up"), MODULE, LOADER, TEST)) == "lib.py"
    assert importing_module((MODULE, Place("rewrite.py", 1, "AssertionRewritingHook.exec_module"))) == "lib.py"


def test_code_at_module_level_that_no_import_runs_is_none() -> None:
    doctest = Place("<doctest x[0]>", 1, "<module>")
    assert importing_module((doctest, Place("doctest.py", 1, "DocTestRunner.__run"))) is None
    assert importing_module((MODULE, Place("runpy.py", 1, "_run_code"))) is None
    assert importing_module((TEST,)) is None
    assert importing_module(()) is None
