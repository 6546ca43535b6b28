"""A finding is the same one as long as it is about the same thing, whatever is said of it."""

from __future__ import annotations

from dataclasses import replace

from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.history.sightings import Sighting, together

DAY = 86_400_000_000
ENVIRON = What("environ", "X")
LEAK = Finding("BH101", "environ", Source.RUNTIME, Severity.ERROR, Location("a.py", 3), "left", test="a", what=ENVIRON)


def seen(first: int, last: int, revision: str = "", times: int = 1) -> Sighting:
    return Sighting(first, last, revision, times)


def test_edits_and_new_wordings_do_not_make_another_finding():
    moved = replace(LEAK, location=Location("b.py", 9), message="left behind", symbol="set_up")
    found = together([(moved, seen(5, 9, "new", 3)), (LEAK, seen(2, 4, "old", 2))])
    assert list(found.values()) == [Sighting(2, 9, "old", 5)]


def test_other_tests_owners_things_and_hazards_are_other_findings():
    others = [
        LEAK,
        replace(LEAK, test="b"),
        replace(LEAK, owner="module"),
        replace(LEAK, what=What("environ", "Y")),
        replace(LEAK, what=None),
        replace(LEAK, code="BH102"),
    ]
    assert len(together((one, seen(1, 1)) for one in others)) == len(others)


def test_a_race_is_the_same_whoever_comes_first():
    race = replace(LEAK, source=Source.RACE, owner="test")
    found = together([(race, seen(3, 3)), (replace(race, test="b", owner=None), seen(1, 1, "abc"))])
    assert list(found.values()) == [Sighting(1, 3, "abc", 2)]


def test_sightings_in_words():
    assert seen(DAY, DAY, "0123456789abcdef").told == "on 1970-01-02 at 0123456789 for the first time"
    assert seen(DAY, 3 * DAY, times=4).told == "4 times since 1970-01-02, last on 1970-01-04"
    assert seen(2**62, 2**62).told == "on 9987-04-02 for the first time"
