"""A format is found by the name of its file."""

from __future__ import annotations

import pytest

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.outputs.format import Group, Report, find_format, format_names
from pytest_bulkhead.outputs.style import Style

from .samples import finding, leak, report


def test_the_formats_that_people_need_are_there():
    assert {"concise", "full", "json"} <= set(format_names())
    assert format_names() == sorted(format_names())


@pytest.mark.parametrize("name", format_names())
@pytest.mark.parametrize(
    "told", [report(), report(finding(), leak("t"), heading="Seen", notices=("n",), closing=("c",))]
)
def test_every_format_renders_any_report(name, told):
    assert isinstance(find_format(name)(told, Style()), str)


@pytest.mark.parametrize("name", format_names())
def test_every_format_ends_its_last_line(name):
    assert find_format(name)(report(finding()), Style()).endswith("\n")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("jsno", "Did you mean json?"), ("Full", "Did you mean full?"), ("", "Known are"), ("../x", "Known")],
)
def test_an_unknown_format_is_refused_with_a_hint(name, hint):
    with pytest.raises(UsageError) as caught:
        find_format(name)
    assert hint in str(caught.value)
    assert "Known are concise, full" in str(caught.value)


def test_a_report_gives_all_findings_in_the_order_of_its_groups():
    one, two, three = finding(line=1), finding(line=2), finding(line=3)
    assert Report((Group("b", (three, one)), Group("a", ()), Group("c", (two,))), {}).findings == (three, one, two)
