"""Names that no two workers have in common: what bears one of them is nobody else's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pytest_bulkhead.node_ids import parameters_of, scope_of
from pytest_bulkhead.plugin.races.conflict import Hand
from pytest_bulkhead.plugin.races.units import Life, life_of
from pytest_bulkhead.touch import LOOKS, Access, Spot, Touch, Touched

_MADE = frozenset({Access.WRITE, Access.CREATE, Access.APPEND, Access.PUT, Access.CLAIM})
_PATHS = ("file", "sqlite", "socket")
_DRAWN = re.compile(r"(?<![0-9a-z])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,}(?![0-9a-z])", re.IGNORECASE)
"""Eight or more hexadecimal digits, of which some are letters and some are not."""

_NO_WORKER = re.compile(r"[^\W_].*[\W_]+(master|main)|master[\W_]+[^\W_].*", re.IGNORECASE)
"""What people call the worker where there are none, beside other words."""

_Resource = tuple[str, str]
_ByWorker = dict[str, Counter[str]]


def without_own_names(touched: Sequence[Touched]) -> Sequence[Touched]:
    """Leave out what bears a name of its worker's own, as far as only that worker has touched it.

    It does where it looks drawn by lot, in a run with workers only where a wide fixture has done so. There, the same
    line may have named something else in each other worker; in a run without, a name may bear what people call the
    worker then.

    Args:
        touched: by all parties of a run.
    """
    workers: dict[_Resource, set[str]] = {}
    first: dict[_Resource, Hand] = {}
    for one in touched:
        for touch in one.touches:
            resource = _resource(touch)
            workers.setdefault(resource, set()).add(one.party.worker)
            if resource not in first or touch.first < first[resource].touch.first:
                first[resource] = Hand(one.party, touch)
    is_serial = {one.party.worker for one in touched} == {"main"}
    found = {name for name in first if _is_of_no_worker(*name)} if is_serial else set(_differing(touched))
    # What tests have made in one of several workers may be digests, to which another worker comes another time.
    found |= {name for name, hand in first.items() if (is_serial or hand.party.is_wide) and _is_drawn(hand.touch)}
    own = {resource for resource in found if len(workers[resource]) == 1}
    if not own:
        return touched
    return [one._replace(touches=tuple(touch for touch in one.touches if not _is_in(own, touch))) for one in touched]


def _resource(touch: Touch) -> _Resource:
    return "file" if touch.kind in _PATHS else touch.kind, touch.name


def _is_in(own: set[_Resource], touch: Touch) -> bool:
    kind, name = _resource(touch)
    while name:
        if (kind, name) in own:
            return True
        name = name.rpartition("/")[0] if kind == "file" else ""
    return False


def _is_drawn(touch: Touch) -> bool:
    """Whether it looks drawn, and was not there before; of a database that is not known."""
    is_new = touch.kind == "sqlite" or touch.accesses[0] not in LOOKS
    return is_new and _DRAWN.search(touch.name) is not None


def _is_of_no_worker(kind: str, name: str) -> bool:
    if kind == "table":  # of which only the database may bear it
        name = name.rpartition("/")[2].partition(".")[0]
    elif kind != "file":
        return False
    return any(_NO_WORKER.fullmatch(part.partition(".")[0]) for part in name.split("/"))


def _differing(touched: Sequence[Touched]) -> Iterator[_Resource]:
    """What a line has made that makes something else in each other worker."""
    lives: dict[tuple[str, Spot, Life], _ByWorker] = {}
    lines: dict[tuple[str, Spot], _ByWorker] = {}
    cases: dict[tuple[str, Spot], dict[str, set[str]]] = {}
    for one in touched:
        party = one.party
        for touch in one.touches:
            if party.varies or touch.wrote_at is None or _MADE.isdisjoint(touch.accesses):
                continue
            kind, name = _resource(touch)
            if party.is_wide:
                lives.setdefault((kind, touch.wrote_at, life_of(party)), {}).setdefault(party.worker, Counter())[
                    name
                ] += 1
            else:
                key = kind, touch.wrote_at
                lines.setdefault(key, {}).setdefault(party.worker, Counter())[name] += 1
                cases.setdefault(key, {}).setdefault(party.worker, set()).add(_case(party.test))
    for (kind, *_), by_worker in lives.items():
        yield from ((kind, name) for name in _of_one(by_worker))
    for key, by_worker in lines.items():
        # Of tests, one name may be one test's, and another another's: each worker is to have kept to its own.
        steady = all(len(names) == 1 and names.total() > 1 for names in by_worker.values())
        if steady and len(by_worker) > 1 and set.intersection(*cases[key].values()):
            yield from ((key[0], name) for name in _of_one(by_worker))


def _of_one(by_worker: _ByWorker) -> Iterator[str]:
    """The names that only one worker has, if there are others."""
    count = Counter(name for names in by_worker.values() for name in names)
    return (name for name, times in count.items() if times == 1 and len(by_worker) > 1)


def _case(test: str) -> str:
    """Where a test stands, and its parameters."""
    return scope_of(test) + parameters_of(test)
