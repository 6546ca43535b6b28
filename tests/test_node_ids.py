"""The parts of a node id, with brackets in its path and anything in its parameters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.node_ids import (
    argument_for,
    file_of,
    function_of,
    loadscope_of,
    name_of,
    names_of,
    parameters_of,
    scope_of,
)

FOLDERS = st.text(st.sampled_from("ab[]:@ ."), min_size=1, max_size=5).filter(lambda name: "::" not in f"/{name}/")
PATHS = st.lists(FOLDERS, max_size=3).map(lambda folders: "/".join([*folders, "test_a.py"]))
NAMES = st.lists(st.sampled_from(["TestA", "TestB", "test_it", "naïve"]), min_size=1, max_size=3)
PARAMETERS = st.just("") | st.text(st.sampled_from("ab[]:@/-"), max_size=8).map(lambda text: f"[{text}]")


@given(PATHS, NAMES, PARAMETERS)
def test_the_parts_of_an_id_are_those_that_it_was_made_of(path: str, names: list[str], parameters: str) -> None:
    function = "::".join([path, *names])
    test = function + parameters
    assert (file_of(test), names_of(test), parameters_of(test)) == (path, names, parameters)
    assert (function_of(test), name_of(test)) == (function, names[-1] + parameters)
    assert scope_of(test) == "::".join([path, *names[:-1]])
    assert file_of(path) == path


@given(st.text(st.sampled_from("a[]:/"), max_size=12))
def test_of_any_text_nothing_is_lost(text: str) -> None:
    assert function_of(text) + parameters_of(text) == text
    assert text.startswith(file_of(text))
    assert text.startswith(scope_of(text))


@given(PATHS, NAMES, PARAMETERS)
def test_pytest_is_told_of_nothing_with_a_bracket_in_its_path(path: str, names: list[str], parameters: str) -> None:
    test = "::".join([path, *names]) + parameters
    told = argument_for(test)
    assert told == test if "[" not in path else "[" not in told and (told == "." or path.startswith(f"{told}/"))


def test_what_has_no_colons_is_a_name() -> None:
    assert (function_of("test_a[x]"), parameters_of("test_a[x]"), names_of("test_a[x]")) == ("test_a", "[x]", [])


def test_pytest_xdist_cuts_at_the_last_colons_also_in_parameters() -> None:
    assert loadscope_of("a.py::TestA::test_b") == "a.py::TestA"
    assert loadscope_of("a.py::test_b[x::y]") == "a.py::test_b[x"
