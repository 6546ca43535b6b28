"""A plan with what it costs and what would make it cheaper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pytest_bulkhead.plan_file import Plan
from pytest_bulkhead.planning.bonds import Bond
from pytest_bulkhead.planning.dealing import load_seconds, loadgroup_seconds
from pytest_bulkhead.planning.groups import Grouping, grouped, joined

WORKERS = (2, 4, 8, 16)
_CANDIDATES = 20
_TOLD = 5
_WORTH = 0.01
"""What part of the run mending must free to be told."""
_SUFFERS = 1.1
"""How many times longer a run becomes that a group slows."""


class Makespan(NamedTuple):
    """How long the run takes with so many workers.

    Args:
        before: in seconds, under `--dist load`, where the tests race.
        after: in seconds, under `--dist loadgroup` with the plan.
    """

    workers: int
    before: float
    after: float


class Longest(NamedTuple):
    """What no number of workers makes shorter: the group, or the test without one, that takes longest.

    Args:
        name: of the group, or the node id.
        tests: how many there are in it.
        seconds: of all of them.
    """

    name: str
    tests: int
    seconds: float


class Gain(NamedTuple):
    """What it brings to mend what some tests share.

    Args:
        resources: in words; what ties the same tests is mended together.
        tests: how many tests it ties.
        seconds: by which the run gets shorter.
    """

    resources: tuple[str, ...]
    tests: int
    seconds: float


class Forecast(NamedTuple):
    """What a plan means for the run.

    Args:
        plan: the groups.
        tests: how many there are.
        serial: the seconds of all of them.
        makespans: for several numbers of workers.
        longest: the critical path; None without tests.
        workers: the number for which gains are told.
        gains: the resources worth mending, best first.
        slowed: the group that makes the run slower than the tests by themselves would be, if one does.
        grouped: of each test in a planned group, its name.
        grouped_seconds: of each of these.
    """

    plan: Plan
    tests: int
    serial: float
    makespans: tuple[Makespan, ...]
    longest: Longest | None
    workers: int
    gains: tuple[Gain, ...]
    slowed: str
    grouped: Mapping[str, str]
    grouped_seconds: Mapping[str, float]


def forecast(
    bonds: Sequence[Bond],
    seconds: Mapping[str, float],
    marked: Mapping[str, str],
    workers: int = 4,
    alike: Sequence[Sequence[str]] = (),
) -> Forecast:
    """Plan the groups, and play the run through with and without them.

    Args:
        bonds: what ties tests together.
        seconds: that each test took, in the order of the suite.
        marked: the group that a test has by a mark.
        workers: the project's own number.
        alike: tests that can only have a group together.
    """
    tests = list(seconds)
    grouping = grouped(bonds, tests, marked, alike)
    units = _units(grouping.group.get, seconds)
    times = list(seconds.values())
    after = {count: loadgroup_seconds(list(units.values()), count) for count in {*WORKERS, workers}}
    before = {count: load_seconds(times, count) for count in after}
    made = tuple(Makespan(count, before[count], after[count]) for count in sorted(after))
    longest = max((Longest(name, len(some), sum(some)) for name, some in units.items()), key=_by_time, default=None)
    planned = {group.name for group in grouping.plan.groups}
    suffers = longest is not None and after[workers] > _SUFFERS * before[workers] and longest.name in planned
    return Forecast(
        plan=grouping.plan,
        tests=len(tests),
        serial=sum(times),
        makespans=made,
        longest=longest,
        workers=workers,
        gains=_gains(bonds, seconds, marked, after[workers], workers, grouping),
        slowed=longest.name if longest and suffers else "",
        grouped={test: name for test, name in grouping.group.items() if name in planned},
        grouped_seconds={test: seconds.get(test, 0.0) for test, name in grouping.group.items() if name in planned},
    )


def _by_time(unit: Longest) -> tuple[float, int, str]:
    return unit.seconds, unit.tests, unit.name


def _units(group_of: Callable[[str], str | None], seconds: Mapping[str, float]) -> dict[str, list[float]]:
    units: dict[str, list[float]] = {}
    for test, took in seconds.items():
        units.setdefault(group_of(test) or test, []).append(took)
    return units


def _gains(
    bonds: Sequence[Bond],
    seconds: Mapping[str, float],
    marked: Mapping[str, str],
    now: float,
    workers: int,
    grouping: Grouping,
) -> tuple[Gain, ...]:
    """What each of the bonds of the longest groups costs, the dearest first."""
    weights: dict[str, float] = {}
    for test, took in seconds.items():
        if name := grouping.group.get(test):
            weights[name] = weights.get(name, 0.0) + took

    def weight(position: int) -> float:
        return max(weights.get(grouping.group[block[0]], 0.0) for block in bonds[position].blocks)

    candidates = sorted(range(len(bonds)), key=lambda position: (-weight(position), position))[:_CANDIDATES]
    gains = []
    for position in candidates:
        without = [bond for number, bond in enumerate(bonds) if number != position]
        units = _units(joined(without, marked).find, seconds)
        freed = now - loadgroup_seconds(list(units.values()), workers)
        if freed >= _WORTH * now:
            gains.append(Gain(bonds[position].told, bonds[position].size, freed))
    return tuple(sorted(gains, key=lambda gain: (-gain.seconds, gain.resources))[:_TOLD])
