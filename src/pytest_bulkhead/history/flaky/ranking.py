"""The tests of a suite that are flaky or broken, the dearest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.history.flaky.cause import Cause, Places, causes, places
from pytest_bulkhead.history.flaky.cost import Cost, costs
from pytest_bulkhead.history.flaky.judging import Bar, State, Verdict, judge, suite_prior
from pytest_bulkhead.history.flaky.owners import Owners
from pytest_bulkhead.history.flaky.runs import Fit, Seen, left_out, seen, trunk
from pytest_bulkhead.history.flaky.signs import signs
from pytest_bulkhead.history.sightings import Sightings, thing_of
from pytest_bulkhead.history.values import RunsOfTest, RunTotals


@dataclass(frozen=True, slots=True)
class Judged:
    """A test of which there is something to tell.

    Args:
        test: its node id.
        environment: where it is so.
        owners: whose it is, by CODEOWNERS.
        seen: its runs there, without those that are left out.
    """

    test: str
    environment: str
    verdict: Verdict
    cost: Cost
    owners: tuple[str, ...]
    causes: tuple[Cause, ...]
    seen: tuple[Seen, ...]

    @property
    def state(self) -> State:
        """What it is."""
        return self.verdict.state


def rank(
    tests: Iterable[RunsOfTest],
    totals: Sequence[RunTotals],
    *,
    findings: Sequence[Finding] = (),
    sightings: Sightings | None = None,
    owners: Owners | None = None,
    bar: Bar | None = None,
    fit: Fit | None = None,
) -> list[Judged]:
    """All tests that are not just steady, by what they cost: machine time wasted, then runs blocked, then their rate.

    Args:
        tests: of all environments; those that never failed may be left out.
        totals: of all runs.
        findings: what is known of the tests beside their outcomes.
        sightings: since when that is known.
        owners: whose files are whose.
        bar: when a test is called what.
        fit: which runs say nothing.
    """
    by_environment: dict[str, list[RunsOfTest]] = defaultdict(list)
    for one in tests:
        by_environment[one.environment].append(one)
    bar, main = bar or Bar(), trunk(totals)
    judged = []
    for environment, some in sorted(by_environment.items()):
        here = [run for run in totals if run.environment == environment]
        out = left_out(here, fit or Fit())
        told = {one.test: seen(one, out) for one in some}
        judged += [
            Judged(test, environment, verdict, cost, owners.of(test) if owners else (), (), told[test])
            for test, verdict, cost in _worth_telling(told, main, bar, [run for run in here if run.run not in out])
        ]
    serial = _in_one_process(by_environment)
    leaking = _polluters(findings, by_environment)
    explained = [_with_causes(one, findings, leaking, serial) for one in judged]
    if sightings:
        explained = [replace(one, causes=tuple(_dated(one.causes, sightings))) for one in explained]
    return sorted(explained, key=_weight)


def _worth_telling(
    told: Mapping[str, tuple[Seen, ...]], main: str, bar: Bar, totals: Sequence[RunTotals]
) -> Iterator[tuple[str, Verdict, Cost]]:
    found = {test: signs(runs, main) for test, runs in told.items()}
    prior = suite_prior(sum(len(one.unexplained) for one in found.values()), sum(run.attempts for run in totals))
    durations = {run.run: run.wall for run in totals}
    cost = costs(told, {test: found[test].unexplained for test in told}, durations)
    for test, runs in told.items():
        if not (found[test].unexplained or found[test].broken):
            continue
        verdict = judge(runs, main, bar, prior)
        if verdict.state is not State.STEADY:
            yield test, verdict, cost[test]


def _with_causes(
    one: Judged,
    findings: Sequence[Finding],
    leaking: Mapping[str, Mapping[str, Places]],
    serial: Mapping[str, tuple[int, int]],
) -> Judged:
    if one.state is State.BROKEN:
        return one
    why = causes(
        one.test,
        one.seen,
        one.verdict.signs.unexplained,
        findings=findings,
        polluters=leaking.get(one.environment),
        serial=serial.get(one.test, (0, 0)),
    )
    return Judged(one.test, one.environment, one.verdict, one.cost, one.owners, why, one.seen)


def _dated(causes: Iterable[Cause], sightings: Sightings) -> Iterator[Cause]:
    for cause in causes:
        yield replace(cause, seen=sightings.get(thing_of(cause.finding))) if cause.finding else cause


def _polluters(
    findings: Sequence[Finding], by_environment: Mapping[str, Sequence[RunsOfTest]]
) -> dict[str, dict[str, Places]]:
    leaking = {one.test for one in findings if one.source is Source.RUNTIME and one.test}
    return {
        environment: {one.test: places(one.attempts) for one in some if one.test in leaking}
        for environment, some in by_environment.items()
    }


def _in_one_process(by_environment: Mapping[str, Sequence[RunsOfTest]]) -> dict[str, tuple[int, int]]:
    """How often each test failed and was good where there were no workers."""
    found: dict[str, tuple[int, int]] = {}
    for one in (one for some in by_environment.values() for one in some):
        alone = [attempt.outcome for attempt in one.attempts if attempt.worker == "main"]
        bad, good = sum(outcome.is_bad for outcome in alone), sum(outcome.is_good for outcome in alone)
        before = found.get(one.test, (0, 0))
        found[one.test] = (before[0] + bad, before[1] + good)
    return found


def _weight(one: Judged) -> tuple[int, int, float, str, str]:
    return (-one.cost.wasted, -one.cost.blocked, -one.verdict.rate.mean, one.test, one.environment)
