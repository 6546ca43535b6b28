"""Slots are given out lowest free first, and one that was taken back twice is free once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plugin.slots import Slots

EVENTS = st.lists(st.tuples(st.sampled_from(["take", "give back"]), st.sampled_from([f"gw{n}" for n in range(6)])))


@given(EVENTS)
def test_whatever_comes_down_and_up_each_of_the_living_has_the_lowest_slot_of_its_own(events):
    slots, held = Slots(), {}
    for event, worker in events:
        if event == "take":
            free = min(set(range(7)) - (set(held.values()) - {held.get(worker)}))
            expected = held.get(worker, free)
            held[worker] = slots.take(worker)
            assert held[worker] == expected
        else:
            slots.give_back(worker)
            held.pop(worker, None)
        assert len(set(held.values())) == len(held)


def test_a_replacement_has_the_slot_of_the_dead():
    slots = Slots()
    assert [slots.take("gw0"), slots.take("gw1")] == [0, 1]
    slots.give_back("gw0")
    slots.give_back("gw0")
    assert [slots.take("gw2"), slots.take("gw3")] == [0, 2]
