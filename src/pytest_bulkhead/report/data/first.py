"""What to do first: what blocks runs, what was seen to happen, by what it costs, then what the code makes likely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_bulkhead.audit.rank import LIKELY, MINOR
from pytest_bulkhead.findings import Applicability, Finding
from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.history.flaky.ranking import Judged
from pytest_bulkhead.outputs.folding import fold
from pytest_bulkhead.outputs.format import Group
from pytest_bulkhead.outputs.masking import masked, masked_test
from pytest_bulkhead.record.reading import Record
from pytest_bulkhead.report.data.command import of_tests
from pytest_bulkhead.report.data.flaky import is_of

MOST = 8
_NAMED = 3
_Item = dict[str, Any]


def first_data(record: Record | None, groups: Sequence[Group], tests: Sequence[Judged]) -> list[_Item]:
    """The things that are to be done first, the most urgent at the top.

    Args:
        record: of the run, if there is one.
        groups: what was found, in the order of the audit.
        tests: those that are flaky or broken, the dearest first.
    """
    items = [
        *_crashes(record),
        *_broken(tests),
        *_seen(groups, tests),
        *_flaky(groups, tests),
        *_by_code(groups),
    ]
    return [{**item, "rank": rank} for rank, item in enumerate(items[:MOST], 1)]


def _crashes(record: Record | None) -> Iterator[_Item]:
    for crash in record.crashes if record else ():
        test = masked_test(crash.running or crash.test)
        command = of_tests([test]) if test else ""
        yield _item("crash", f"Worker {crash.worker} died", masked(crash.told), command, "timeline", test)


def _broken(tests: Sequence[Judged]) -> Iterator[_Item]:
    """One thing, however many there are: they often have one reason, and would leave no room for the rest."""
    broken = [one for one in tests if one.state is State.BROKEN]
    if not broken:
        return
    names = [masked_test(one.test) for one in broken]
    streak = min(one.verdict.signs.streak for one in broken)
    if len(names) == 1:
        yield _item("broken", names[0], f"It has failed in the last {streak} runs.", of_tests(names), "flaky", names[0])
        return
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    told = f"They have failed in the last {streak} runs, at least: {', '.join(names[:_NAMED])}{more}."
    title = f"{len(names)} tests are broken"
    yield _item("broken", title, told, of_tests(names[:_NAMED]), "flaky", "status:broken")


def _seen(groups: Sequence[Group], tests: Sequence[Judged]) -> Iterator[_Item]:
    """What the run has shown; of these, first what makes tests flaky that cost most."""
    number, told = 0, []
    for group in groups:
        for entry in fold(group.findings):
            number += 1
            if group.heading not in (LIKELY, MINOR):
                cost = sum(one.cost.wasted for one in tests if _explains(one, entry.finding))
                told.append((-cost, number, entry))
    for cost, number, entry in sorted(told, key=lambda item: item[:2]):
        finding = entry.finding
        detail = finding.help
        if cost:
            detail = f"it makes tests flaky that have wasted {_minutes(-cost)}; {detail}"
        title = f"{finding.message}{entry.besides}"
        yield _item(finding.source.value, title, detail, "", f"f{number}", finding.code)


def _flaky(groups: Sequence[Group], tests: Sequence[Judged]) -> Iterator[_Item]:
    """The tests that fail for no reason that was found."""
    findings = [finding for group in groups for finding in group.findings]
    for one in tests:
        if one.state is State.FLAKY and not any(_explains(one, finding) for finding in findings):
            test, cost = masked_test(one.test), one.cost
            share = f"fails in {one.verdict.rate.mean:.1%} of runs"
            detail = f"{share}; it has blocked {cost.blocked} runs and wasted {_minutes(cost.wasted)}"
            if one.causes:
                detail += f"; {masked(one.causes[0].told)}"
            yield _item("flaky", test, detail, of_tests([test]), "flaky", test)


def _by_code(groups: Sequence[Group]) -> Iterator[_Item]:
    """What the code makes likely, hazard by hazard, the most frequent first."""
    for heading in (LIKELY, MINOR):
        found: Mapping[str, list[Finding]] = defaultdict(list)
        for group in groups:
            for finding in group.findings if group.heading == heading else ():
                found[finding.code].append(finding)
        for code, some in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
            files = len({one.location.path for one in some})
            safe = sum(bool(one.fix and one.fix.applicability is Applicability.SAFE) for one in some)
            mended = f"; `--fix` mends {safe}" if safe else ""
            places = f"{len(some)} place{'s' * (len(some) != 1)} in {files} file{'s' * (files != 1)}"
            command = f"bulkhead check --select {code}{' --fix' if safe else ''}"
            detail = f"{places}{mended}; {some[0].help}"
            yield _item("static", f"{code} {some[0].hazard}", detail, command, "findings", code)


def _explains(one: Judged, finding: Finding) -> bool:
    return any(is_of(cause, finding) for cause in one.causes)


def _item(kind: str, title: str, detail: str, command: str, target: str, query: str) -> _Item:
    """One thing to do.

    Args:
        kind: what it is known from.
        title: what it is about.
        detail: why, and how to mend it.
        command: that shows or mends it; empty for none.
        target: the part of the page that tells more.
        query: what to filter it by.
    """
    return {"kind": kind, "title": title, "detail": detail, "command": command, "target": target, "query": query}


def _minutes(microseconds: int) -> str:
    seconds = microseconds / 1e6
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.1f} s"
