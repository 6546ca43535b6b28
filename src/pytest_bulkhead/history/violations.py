"""How many violations came and went in each week, by what checks have left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pytest_bulkhead.record.check_log import Check

WEEK = 7 * 24 * 3600
_MONDAY = 4 * 24 * 3600
"""The first one, in seconds since 1970."""
_Place = tuple[str, str]


@dataclass(slots=True)
class Week:
    """What a week brought, by code of the hazard.

    Args:
        start: its Monday, in seconds since 1970, in UTC.
        introduced: findings where there was none before.
        mended: findings that are gone.
        standing: all that are known at its end.
        checks: how many there were, hooks not counted.
        hooks: how often a hook looked.
        hooks_stopped: how often one let nothing pass.
        stopped: what hooks kept out.
    """

    start: int
    introduced: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    standing: Counter[str] = field(default_factory=Counter)
    checks: int = 0
    hooks: int = 0
    hooks_stopped: int = 0
    stopped: Counter[str] = field(default_factory=Counter)


def weeks(checks: Iterable[Check]) -> list[Week]:
    """Each week in which something was checked, the earliest first.

    The first look at a file says what stands there, and not that it is new; so does the first look for a hazard. What a
    hook has stopped never came in, and is counted apart.

    Args:
        checks: the earliest first.
    """
    known: dict[_Place, int] = {}
    looked: dict[str, set[str]] = {}
    told: dict[int, Week] = {}
    for check in checks:
        start = int((check.time - _MONDAY) // WEEK * WEEK + _MONDAY)
        week = told.setdefault(start, Week(start))
        if check.is_hook and check.stopped:
            week.hooks += 1
            week.hooks_stopped += 1
            for counts in check.found.values():
                week.stopped.update(counts)
            continue
        week.hooks += check.is_hook
        week.checks += not check.is_hook
        _compare(check, known, looked, week)
        week.standing = Counter()
        for (_, code), count in known.items():
            week.standing[code] += count
    return [told[start] for start in sorted(told)]


def _compare(check: Check, known: dict[_Place, int], looked: dict[str, set[str]], week: Week) -> None:
    """Note what one check has changed in what is known."""
    codes = set(check.codes)
    now = {(path, code): count for path, counts in check.found.items() for code, count in counts.items()}
    gone = {place for place in known if place not in now and place[1] in codes and _covers(check.scope, place[0])}
    for path, code in (*now, *gone):
        before, after = known.pop((path, code), 0), now.get((path, code), 0)
        if after:
            known[path, code] = after
        if after > before and _was_looked_at(path, code, looked):
            week.introduced[code] += after - before
        if after < before:
            week.mended[code] += before - after
    for place in check.scope or check.found:
        looked.setdefault(place, set()).update(codes)


def _covers(scope: tuple[str, ...] | None, path: str) -> bool:
    return scope is not None and not set(scope).isdisjoint(_around(path))


def _was_looked_at(path: str, code: str, looked: dict[str, set[str]]) -> bool:
    return any(code in looked.get(place, ()) for place in _around(path))


def _around(path: str) -> Iterator[str]:
    """A path, and each folder that it lies in."""
    yield "."
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])
