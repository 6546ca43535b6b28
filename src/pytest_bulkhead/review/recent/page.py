"""Recent work on isolation, as a page of Markdown and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.hazards.lookup import find_hazards
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.markdown_text import code, plain
from pytest_bulkhead.review.git import Commit
from pytest_bulkhead.review.recent.commits import Done
from pytest_bulkhead.review.recent.history import Recent

_SHOWN = 8


def page(found: Recent) -> str:
    """The page."""
    return "".join(f"{line}\n" for line in _lines(found))


def document(found: Recent) -> dict[str, Any]:
    """The same as JSON has it."""
    return {
        "version": 1,
        "tool": TOOL,
        "since": found.since,
        "commits": [{**_of(commit), **done.to_json()} for commit, done in found.done],
        "speaking": [_of(commit) for commit in found.speaking],
        "new": list(found.new),
        "summary": {
            "commits": len(found.commits),
            "with_changes": len(found.done),
            **{name: _sum(found, name) for name in ("brought", "mended", "gone")},
            "new": len(found.new),
            "more": found.more,
            "unseen": found.unseen,
        },
    }


def _lines(found: Recent) -> Iterator[str]:
    yield f"# Test isolation since {_from(found)}"
    yield ""
    yield from _opening(found)
    yield ""
    if found.new:
        yield "## New patterns"
        yield ""
        yield "The suite had none of these before, as far as the check sees:"
        yield ""
        yield from (_pattern(one, found) for one in found.new)
        yield ""
    if found.done:
        yield "## By commit"
        yield ""
    for commit, done in found.done:
        yield f"### {commit.date} {code(commit.sha[:10])} {plain(commit.subject)}"
        yield ""
        yield f"{plain(commit.author)}: {_told(done)}."
        yield ""
        yield from _findings("brought", done.brought)
        yield from _findings("mended", done.mended)
        yield ""
    if found.speaking:
        yield "## Other commits that speak of isolation"
        yield ""
        yield "The check sees nothing that they brought or mended: what they mend shows in runs, or not in test code."
        yield ""
        for commit in found.speaking:
            yield f"- {commit.date} {code(commit.sha[:10])} {plain(commit.subject)} ({plain(commit.author)})"
        yield ""
    yield f"<sub>{plain(TOOL)}</sub>"


def _opening(found: Recent) -> Iterator[str]:
    if not found.commits:
        yield "There are no commits of that time."
        return
    latest, first = found.commits[0], found.commits[-1]
    span = f"{_counted(len(found.commits), 'commit')}, from {code(first.sha[:10])} to {code(latest.sha[:10])}"
    counts = {name: _sum(found, name) for name in ("brought", "mended", "gone")}
    yield (
        f"{span}: {_counted(counts['brought'], 'finding')} brought, {counts['mended']} mended, "
        f"{counts['gone']} gone with the code in which they stood. A merge stands for all that it merges."
    )
    if found.more:
        yield ""
        yield "> There are more commits of that time; `--max` says how many are looked at."
    if found.unseen:
        yield ""
        yield f"> {_counted(found.unseen, 'commit')} with nothing before: the first, or the end of this clone."
    hazards = Counter(one.code for _, done in found.done for one in (*done.brought, *done.mended))
    if hazards:
        yield ""
        yield "| Hazard | Brought | Mended |"
        yield "|---|---:|---:|"
    for hazard in sorted(hazards, key=lambda one: (-hazards[one], one)):
        brought, mended = (_of_code(found, name, hazard) for name in ("brought", "mended"))
        yield f"| {hazard} {plain(_title(hazard))} | {brought} | {mended} |"


def _pattern(hazard: str, found: Recent) -> str:
    first = next(commit for commit, done in reversed(found.done) if hazard in {one.code for one in done.brought})
    brought, mended = _of_code(found, "brought", hazard), _of_code(found, "mended", hazard)
    since = f", {mended} mended since" if mended else ""
    return (
        f"- **{hazard} {plain(_title(hazard))}**: {brought} brought{since}, first by {code(first.sha[:10])} "
        f"({plain(first.author)}, {first.date}). {code(f'bulkhead explain {hazard}')} says why it matters."
    )


def _findings(verb: str, findings: Iterable[Finding]) -> Iterator[str]:
    told = list(findings)
    for one in told[:_SHOWN]:
        where = f" in {code(one.symbol)}" if one.symbol else ""
        at = one.location
        yield f"- {verb} {one.code} {plain(one.hazard)}{where}, {code(f'{at.path}:{at.line}')}: {plain(one.message)}"
    if len(told) > _SHOWN:
        yield f"- and {len(told) - _SHOWN} more {verb}"


def _told(done: Done) -> str:
    parts = [
        f"{len(done.brought)} brought" * bool(done.brought),
        f"{len(done.mended)} mended" * bool(done.mended),
        f"{len(done.gone)} gone with their code" * bool(done.gone),
        _counted(done.suppressed, "suppression") * bool(done.suppressed),
        f"{_counted(done.grown, 'more finding')} in the baseline" * bool(done.grown),
        f"{_counted(done.regrouped, 'test')} in another xdist group" * bool(done.regrouped),
    ]
    return ", ".join(part for part in parts if part)


def _title(hazard: str) -> str:
    try:
        return find_hazards(hazard)[0].title
    except UnknownHazardError:  # of a rule of the project's own
        return ""


def _from(found: Recent) -> str:
    return found.commits[-1].date if found.commits else found.since


def _sum(found: Recent, name: str) -> int:
    return sum(len(getattr(done, name)) for _, done in found.done)


def _of_code(found: Recent, name: str, hazard: str) -> int:
    return sum(one.code == hazard for _, done in found.done for one in getattr(done, name))


def _of(commit: Commit) -> dict[str, str]:
    return {"sha": commit.sha, "author": commit.author, "date": commit.date, "subject": commit.subject}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
