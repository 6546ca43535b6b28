"""The gates say what looking for each text by itself would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.checker.work import gates
from pytest_bulkhead.checker.work.gates import Gates

TEXTS = st.text(alphabet="ab_.( é", max_size=5).map(str.encode)


@given(st.lists(st.lists(TEXTS, max_size=4), max_size=5), st.lists(st.text("ab_.( é\n", max_size=40), max_size=4))
def test_a_group_is_open_when_one_of_its_texts_occurs(groups, files):
    made = Gates(groups)
    for data in map(str.encode, files):
        expected = {number for number, texts in enumerate(groups) if any(text in data for text in texts)}
        assert made.open_for(data) == expected


def test_what_was_learned_stays_bounded(monkeypatch):
    monkeypatch.setattr(gates, "_REMEMBERED", 10)
    made = Gates([[b"environ"]])
    for number in range(40):
        assert made.open_for(b"word%d other%d" % (number, number)) == frozenset()
    assert len(made._met) <= 12
    assert made.open_for(b"os.environb") == {0}
