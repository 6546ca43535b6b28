"""Hazards are found by code and slug, and nothing else comes of a wrong name than a hint."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.hazards.lookup import all_hazards, find_hazards

CODES = [hazard.code for hazard in all_hazards()]
SLUGS = sorted({hazard.slug for hazard in all_hazards()})


def test_all_hazards_come_in_the_order_of_the_codes() -> None:
    assert sorted(CODES) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_code_names_one_hazard(code: str) -> None:
    assert [hazard.code for hazard in find_hazards(code)] == [code]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_slug_names_all_hazards_that_bear_it(slug: str) -> None:
    assert find_hazards(slug) == tuple(hazard for hazard in all_hazards() if hazard.slug == slug)


def test_a_slug_may_name_several() -> None:
    assert [hazard.code for hazard in find_hazards("fixture-organisation")] == ["BH501", "BH502"]


@pytest.mark.parametrize("name", ["bh205", " BH205 ", "SHARED-FILE", "shared_file", "Shared_File"])
def test_case_blanks_and_underscores_do_not_matter(name: str) -> None:
    assert [hazard.code for hazard in find_hazards(name)] == ["BH205"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [("enviorn", "environ"), ("BH2O1", "BH201"), ("bh1011", "BH101"), ("shared-files", "shared-file")],
)
def test_a_near_miss_is_told_what_was_meant(name: str, meant: str) -> None:
    with pytest.raises(UnknownHazardError, match=rf"Did you mean .*\b{meant}\b"):
        find_hazards(name)


def test_a_far_miss_is_told_where_to_look() -> None:
    with pytest.raises(UnknownHazardError) as caught:
        find_hazards("zzz")
    assert "Did you mean" not in str(caught.value)
    assert "bulkhead matrix" in str(caught.value)


@given(st.text() | st.from_regex(r"[Bb][Hh]\d{3}", fullmatch=True) | st.sampled_from(SLUGS).map(str.title))
def test_nothing_but_an_unknown_hazard_is_ever_raised(name: str) -> None:
    with contextlib.suppress(UnknownHazardError):
        assert find_hazards(name)
