"""BH503: test ids that come out differently in each worker."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH503",
    slug="nondeterministic-collection",
    title="test ids that differ between workers",
    family=Family.ORGANISATION,
    why="""\
Every worker collects the suite by itself, and pytest-xdist compares the lists before it runs anything: if the node ids
or their order differ, the run ends with "Different tests were collected". A set of strings is enough, as its order
changes with each process; so is a directory listing, or a random or time-dependent value that becomes part of an id.
Even without workers such an id cannot be selected, rerun or compared with yesterday's. Values for which pytest makes up
a positional id (UUIDs, dates, arrays, containers) are harmless.""",
    bad="""\
import pytest

@pytest.mark.parametrize("currency", {"EUR", "USD", "JPY"})
def test_formats_amounts(currency):
    assert currency in format_amount(10, currency)
""",
    good="""\
import pytest

@pytest.mark.parametrize("currency", ["EUR", "JPY", "USD"])
def test_formats_amounts(currency):
    assert currency in format_amount(10, currency)
""",
    remedy="Make what decides the ids the same in every process: sort it, write it out, or give each case an explicit "
    "id with `pytest.param(…, id=…)` or `ids=`.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
