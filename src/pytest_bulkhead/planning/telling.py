"""A plan as it is told: for people, for machines, for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.plan_file import PlannedGroup
from pytest_bulkhead.planning.plan import Forecast

_SHOWN = 20


class Told(NamedTuple):
    """What there is to tell.

    Args:
        forecast: the plan and what it means.
        run: the record that it was made from.
        written: what was done with it, in words.
        notices: what is not known.
    """

    forecast: Forecast
    run: str
    written: str
    notices: tuple[str, ...]


def full(told: Told) -> str:
    """For a terminal."""
    forecast = told.forecast
    lines = [_summary(forecast)]
    lines += (f"  {line}" for line in _aligned(_groups(forecast)))
    if len(forecast.plan.groups) > _SHOWN:
        lines.append(f"  and {len(forecast.plan.groups) - _SHOWN} more groups")
    lines += ["", f"Expected time of a run, {_seconds(forecast.serial)} one test after the other:"]
    lines += (f"  {line}" for line in _aligned([_HEAD, *_makespans(forecast)], right=True))
    lines += _remarks(forecast)
    if forecast.gains:
        lines += ["", f"What frees most time once it is mended, with {forecast.workers} workers:"]
        lines += (f"  {line}" for line in _aligned(list(_gains(forecast))))
    lines += ["", *(f"note: {notice}" for notice in told.notices), told.written]
    return "".join(f"{harmless(line)}\n" for line in lines)


def markdown(told: Told) -> str:
    """For a comment."""
    forecast = told.forecast
    parts = ["## Plan of groups", _summary(forecast)]
    if forecast.plan.groups:
        parts.append(_table([["group", "tests", "time", "they share"], *_groups(forecast)]))
    parts += [f"Expected time of a run, {_seconds(forecast.serial)} one test after the other:"]
    parts.append(_table([_HEAD, *_makespans(forecast)]))
    parts += list(_remarks(forecast))
    if forecast.gains:
        parts.append(f"What frees most time once it is mended, with {forecast.workers} workers:")
        parts.append(_table([["frees", "mended", "tests"], *_gains(forecast)]))
    parts += [*(f"- {_escaped(notice)}" for notice in told.notices), told.written]
    return "\n\n".join(harmless(part, lines=True) for part in parts) + "\n"


def json(told: Told) -> str:
    """For machines."""
    forecast = told.forecast
    longest = forecast.longest
    document: dict[str, Any] = {
        "version": 1,
        "tool": TOOL,
        "groups": [group._asdict() for group in forecast.plan.groups],
        "makespans": [
            {"workers": one.workers, "before": round(one.before, 3), "after": round(one.after, 3)}
            for one in forecast.makespans
        ],
        "gains": [
            {"resources": list(map(masked, gain.resources)), "tests": gain.tests, "seconds": round(gain.seconds, 3)}
            for gain in forecast.gains
        ],
        "notices": list(told.notices),
        "summary": {
            "run": told.run,
            "tests": forecast.tests,
            "grouped": len(forecast.grouped),
            "groups": len(forecast.plan.groups),
            "seconds": round(forecast.serial, 3),
            "workers": forecast.workers,
            "longest": longest and {**longest._asdict(), "seconds": round(longest.seconds, 3)},
            "slowed_by": forecast.slowed or None,
        },
    }
    return machine_json(document)


FORMATS: dict[str, Callable[[Told], str]] = {"full": full, "json": json, "markdown": markdown}

_HEAD = ["workers", "load, racing", "loadgroup, planned"]


def _summary(forecast: Forecast) -> str:
    groups = len(forecast.plan.groups)
    if not groups:
        return f"No groups are needed: of {forecast.tests} tests, none that race are apart."
    tests = f"{len(forecast.grouped)} of {forecast.tests} tests"
    return f"{groups} group{'s' * (groups != 1)} keep{'s' * (groups == 1)} {tests} from racing:"


def _groups(forecast: Forecast) -> list[list[str]]:
    def cells(group: PlannedGroup) -> list[str]:
        times = [forecast.grouped_seconds[test] for test, name in forecast.grouped.items() if name == group.name]
        return [group.name, _tests(len(times)), _seconds(sum(times)), _some(group.because)]

    return [cells(group) for group in forecast.plan.groups[:_SHOWN]]


def _makespans(forecast: Forecast) -> Iterator[list[str]]:
    for one in forecast.makespans:
        yield [str(one.workers), _seconds(one.before), _seconds(one.after)]


def _gains(forecast: Forecast) -> Iterator[list[str]]:
    for gain in forecast.gains:
        yield [_seconds(gain.seconds), _some(gain.resources), _tests(gain.tests)]


def _remarks(forecast: Forecast) -> Iterator[str]:
    longest = forecast.longest
    if longest and longest.seconds:
        what = f"the group {longest.name}, {longest.tests} tests" if longest.tests > 1 else longest.name
        yield f"No number of workers makes it shorter than {_seconds(longest.seconds)}: {what}."
    if longest and forecast.slowed:
        part = longest.seconds / forecast.serial
        yield (
            f"The group {forecast.slowed} holds {part:.0%} of the time in one worker, and slows the run down: "
            "mend what its tests share."
        )


def _tests(count: int) -> str:
    return f"{count} test{'s' * (count != 1)}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(map(masked, names[:3])) + more


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds:.2f} s"


def _aligned(table: Sequence[Sequence[str]], *, right: bool = False) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        placed = (cell.rjust(width) if right else cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield "  ".join(placed).rstrip()


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *others = ([_escaped(cell) for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *others))


def _escaped(text: str) -> str:
    return harmless(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
