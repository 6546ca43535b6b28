"""What a review says, for people at a terminal, for the comment of a merge request, and for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import TOOL, Group, Report, find_format
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.markdown_text import plain
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.review.groups import Regrouped
from pytest_bulkhead.review.review import Review

_SHOWN = 6
_WIDTH = 118
_BROUGHT = "Brought"
Section = tuple[str, list[str]]


def render(found: Review, name: str, style: Style) -> str:
    """A review in an output format.

    Args:
        found: the review.
        name: of the format.
        style: of the terminal.

    Raises:
        UsageError: there is no such format.
    """
    told = find_format(name)
    if name == "json":
        return machine_json(document(found))
    if name == "full":
        return "".join(f"{line}\n" for line in _text(found, style))
    if name == "markdown":
        return "".join(f"{line}\n" for line in _markdown(found, style))
    return told(_report(found, (*_problems(found), *_notices(found))), style)


def document(found: Review) -> dict[str, Any]:
    """The review as JSON has it."""
    return {
        "version": 1,
        "tool": TOOL,
        "base": found.base,
        "head": found.head,
        "findings": [one.to_json() for one in found.brought],
        "mended": [one.to_json() for one in found.mended],
        "gone": [one.to_json() for one in found.gone],
        "suppressions": [
            {"path": one.path, "line": one.line, "names": list(one.names), "reason": one.reason, "file": one.whole_file}
            for one in found.suppressions
        ],
        "baseline": [{**one._asdict(), "source": one.source.value} for one in found.baseline],
        "groups": [one._asdict() for one in found.regrouped],
        "checklist": [
            {"kind": item.kind, "question": item.question, "places": [place._asdict() for place in item.places]}
            for item in found.checklist
        ],
        "unchanged": [{"path": path, "through": by} for path, by in found.through],
        "problems": list(found.problems),
        "summary": {
            "changed": found.changed,
            "files": found.checked,
            "brought": len(found.brought),
            "errors": _errors(found.brought),
            "mended": len(found.mended),
            "gone": len(found.gone),
            "tolerated": found.tolerated,
            "suppressions": len(found.suppressions),
            "baseline": sum(one.after - one.before for one in found.baseline),
            "groups": len(found.regrouped),
            "checklist": len(found.checklist),
            "seconds": round(found.seconds, 3),
        },
    }


def _text(found: Review, style: Style) -> Iterator[str]:
    yield style.bold(harmless(_answer(found)))
    yield ""
    if found.brought:
        yield find_format("full")(_report(found), style).rstrip("\n")
        yield ""
    for heading, lines in _sections(found):
        yield style.bold(heading)
        yield from (f"  {harmless(line)}" for line in lines)
        yield ""
    if found.checklist:
        yield style.bold("For the reviewer")
    for item in found.checklist:
        yield from textwrap.wrap(item.question, _WIDTH, initial_indent="  [ ] ", subsequent_indent="      ")
        yield from (f"      {style.dim(harmless(line))}" for line in _places(item.places))
    if found.checklist:
        yield ""
    yield from (f"note: {harmless(one, lines=True)}" for one in _problems(found))
    yield style.dim(_behind(found))


def _markdown(found: Review, style: Style) -> Iterator[str]:
    yield f"### {'❌' if found.status else '✅'} {plain(_answer(found))}"
    yield ""
    if found.brought:
        yield find_format("markdown")(_report(found), style)
    for heading, lines in _sections(found):
        yield f"**{plain(heading)}**"
        yield ""
        yield from (f"- {plain(line)}" for line in lines)
        yield ""
    if found.checklist:
        yield "**For the reviewer**"
        yield ""
    for item in found.checklist:
        yield f"- [ ] {plain(item.question)}"
        yield from (f"  - {plain(line)}" for line in _places(item.places))
    if found.checklist:
        yield ""
    for problem in _problems(found):
        yield f"> {plain(problem)}"
        yield ""
    yield f"<sub>{plain(_behind(found))}</sub>"


def _report(found: Review, notices: tuple[str, ...] = ()) -> Report:
    summary = document(found)["summary"]
    return Report((Group(_BROUGHT, found.brought),), {**summary, "findings": len(found.brought)}, notices=notices)


def _answer(found: Review) -> str:
    errors = _errors(found.brought)
    warnings = len(found.brought) - errors
    parts = [_counted(errors, "error")] * bool(errors) + [_counted(warnings, "warning")] * bool(warnings)
    brings = f"This change brings {' and '.join(parts)}" if parts else "This change brings no finding"
    mends = f" and mends {len(found.mended)}" if found.mended else ""
    return f"{brings}{mends}, against {found.base}."


def _sections(found: Review) -> Iterator[Section]:
    """What is neither a finding that is brought nor a question, under its headings."""
    if found.mended:
        yield f"Mended ({len(found.mended)})", _few(_finding(one) for one in found.mended)
    if found.gone:
        yield f"Gone with the code in which they stood ({len(found.gone)})", _few(map(_finding, found.gone))
    tolerates = [*_suppressed(found), *_grown(found)]
    if tolerates:
        yield f"Tolerated from now on ({len(tolerates)})", _few(tolerates)
    if found.regrouped:
        yield f"Tests that change their xdist group ({len(found.regrouped)})", _few(_regrouped(found.regrouped))


def _notices(found: Review) -> Iterator[str]:
    """The same for formats that know findings alone."""
    for heading, lines in _sections(found):
        if not heading.startswith(("Mended", "Gone")):
            yield f"{heading}: {'; '.join(lines)}"
    for item in found.checklist:
        yield f"{item.question} ({'; '.join(_places(item.places))})"


def _suppressed(found: Review) -> Iterator[str]:
    for one in found.suppressions:
        named = ", ".join(one.names) or "nothing"
        where = "in the whole file" if one.whole_file else f"at line {one.line}"
        yield f"{one.path}: {named} {where}, {f'since: {one.reason}' if one.reason else 'for no reason that is given'}"


def _grown(found: Review) -> Iterator[str]:
    for one in found.baseline:
        yield f"{one.path}: {_counted(one.after - one.before, 'more finding')} of {one.code}, by the baseline"


def _regrouped(moved: Iterable[Regrouped]) -> Iterator[str]:
    def way(one: Regrouped) -> tuple[str, str, str]:
        return one.path, one.before, one.after

    for (path, before, after), some in groupby(sorted(moved, key=way), way):
        tests = [one.test for one in some]
        named = tests[0] if len(tests) == 1 else f"{len(tests)} tests, {tests[0]} the first,"
        if not after:
            yield (
                f"{path}: {named} out of {before}, so that they may run beside it"
                if len(tests) > 1
                else (f"{path}: {named} out of {before}, so that it may run beside it")
            )
        else:
            yield f"{path}: {named} {f'from {before} to' if before else 'into'} {after}"


def _finding(one: Finding) -> str:
    where = f" in {one.symbol}" if one.symbol else ""
    return f"{one.location.path}: {one.code} {one.hazard}{where}: {one.message}"


def _places(places: Iterable[Any]) -> list[str]:
    return _few(f"{one.path}{f':{one.line}' if one.line else ''}: {one.what}" for one in places)


def _few(lines: Iterable[str]) -> list[str]:
    told = list(lines)
    more = len(told) - _SHOWN
    return told if more <= 1 else [*told[:_SHOWN], f"and {more} more"]


def _problems(found: Review) -> Iterator[str]:
    yield from found.problems
    if found.tolerated:
        yield f"the baseline tolerates {_counted(found.tolerated, 'finding')} that this change brings"


def _behind(found: Review) -> str:
    through = f", {len(found.through)} of them unchanged" if found.through else ""
    changed = f"{_counted(found.changed, 'changed file')} in {found.head}"
    return (
        f"Behind it: {changed}, {_counted(found.checked, 'file')} of test code checked{through}, {found.seconds:.2f} s."
    )


def _errors(findings: Iterable[Finding]) -> int:
    return sum(one.severity is Severity.ERROR for one in findings)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
