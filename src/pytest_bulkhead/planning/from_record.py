"""From the record of a run to a plan for the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_bulkhead.errors import RecordError
from pytest_bulkhead.node_ids import file_of, function_of
from pytest_bulkhead.plan_file import Plan
from pytest_bulkhead.planning.bonds import Bond, bonds
from pytest_bulkhead.planning.plan import Forecast, forecast
from pytest_bulkhead.planning.sites import Sites
from pytest_bulkhead.planning.surroundings import Surroundings
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.settings import Harmless

_WORKERS = 4


class Seen(NamedTuple):
    """What of a record matters.

    Args:
        bonds: what ties tests together.
        seconds: that each test took, in the order of the run.
        marked: the group that a test has by a mark.
        workers: how many there were, or a usual number.
        notices: what the record does not know.
    """

    bonds: list[Bond]
    seconds: dict[str, float]
    marked: dict[str, str]
    workers: int
    notices: tuple[str, ...]

    @property
    def near(self) -> list[str]:
        """The tests of files in which some are tied: only their functions can matter."""
        tied = {test for bond in self.bonds for block in bond.blocks for test in block}
        files = {file_of(test) for test in (*tied, *self.marked)}
        return sorted(tied | {test for test in self.seconds if file_of(test) in files})

    def forecast(self, alike: Sequence[Sequence[str]] = ()) -> Forecast:
        """A plan for what was seen; `alike` are tests that can only have a group together."""
        return forecast(self.bonds, self.seconds, self.marked, self.workers, alike)


def seen(record: Record, name: str, sites: Sites, harmless: Iterable[Harmless] = (), known: Plan | None = None) -> Seen:
    """Gather it.

    Args:
        record: of a run in which it was followed who touches what.
        name: of the record, for messages.
        sites: where the tests stand, as their files are now.
        harmless: what the project calls harmless.
        known: the plan that the run may have been carried out by, whose groups are no marks.

    Raises:
        RecordError: it was not followed.
    """
    if not (record.is_followed or record.touched):
        raise RecordError(
            f"The run {name} did not follow who touches what. Run `bulkhead audit -n 0`, or pytest with "
            "--bulkhead-races, and plan from that."
        )
    planned = set(known.tests) if known else set[str]()
    parties = (one.party for one in record.touched)
    marked = {
        party.test: party.group
        for party in parties
        if party.group and not party.is_wide and planned.isdisjoint((party.test, function_of(party.test)))
    }
    surroundings = Surroundings(sites, (test.test for test in record.tests))
    return Seen(
        bonds=bonds(record.touched, harmless, surroundings.company),
        seconds={test.test: max(0.0, test.seconds) for test in record.tests},
        marked=marked,
        workers=len(record.workers) if len(record.workers) > 1 else _WORKERS,
        notices=tuple(_gaps(record, planned)),
    )


def _gaps(record: Record, planned: set[str]) -> Iterator[str]:
    ran = {test.test for test in record.tests}
    missing = planned - ran - {function_of(test) for test in ran}
    if missing:
        yield f"{_tests(len(missing))} of the plan that was there did not run, and are not in the new one"
    if record.end is None:
        yield "the run ended before its time, or goes on yet: what was not run is not planned"
    if record.failed:
        yield f"{_tests(record.failed)} failed: what they would have touched after that is not known"
    if full := sum(one.beyond > 0 for one in record.touched):
        yield f"{full} tests or fixtures touched more than is kept: some of what they share is not known"


def _tests(count: int) -> str:
    return f"{count} test{'s' * (count != 1)}"
