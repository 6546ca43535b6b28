"""`# bulkhead: ignore[CODE] why`, for a line or a whole file: findings that somebody has looked at and lets stand."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.catalogue import suppression_without_reason, unused_suppression
from pytest_bulkhead.hazards.hazard import Hazard, Layer, Severity
from pytest_bulkhead.hazards.lookup import find_hazards

_COMMENT = re.compile(
    r"#\s*bulkhead:\s*ignore(?P<file>-file)?(?:\[(?P<names>[^\]\n]*)\])?(?P<reason>[^#\n]*)", re.IGNORECASE
)
_LAYOUT = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment.

    Args:
        names: the codes or slugs in its brackets, as they are written.
        reason: what is said after them.
        whole_file: it stands for all lines.
        first_line: of the logical line that it belongs to.
    """

    line: int
    column: int
    end_column: int
    names: tuple[str, ...]
    reason: str
    first_line: int
    last_line: int
    whole_file: bool = False

    def touches(self, finding: Finding) -> bool:
        """Whether a finding's lines and those of the comment's statement meet."""
        at = finding.location
        return self.whole_file or (at.line <= self.last_line and at.end_line >= self.first_line)


def find_suppressions(text: str) -> list[Suppression]:
    """The suppressions in a file's comments; those in a part that cannot be tokenized are not seen."""
    found: list[tuple[tokenize.TokenInfo, int]] = []
    start = 0
    spans: list[Suppression] = []
    for token in _tokens(text):
        if token.type == tokenize.COMMENT and _COMMENT.search(token.string):
            found.append((token, start or token.start[0]))
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
            spans.extend(
                _suppression(comment, first, max(token.start[0], comment.start[0])) for comment, first in found
            )
            found, start = [], 0
        elif token.type == tokenize.NL and not start:
            # A comment on a line of its own stands for that line and the statement below it.
            continue
        elif token.type not in _LAYOUT and not start:
            start = token.start[0]
    spans.extend(_suppression(comment, first, comment.start[0]) for comment, first in found)
    return spans


def suppressing(
    suppressions: Iterable[Suppression], finding: Finding, first_line: int, last_line: int
) -> Suppression | None:
    """The comment on these lines, or for the whole file, that lets a finding stand."""
    for one in suppressions:
        here = one.whole_file or (first_line <= one.last_line and last_line >= one.first_line)
        if here and any(_names(name, finding) for name in one.names):
            return one
    return None


def apply_suppressions(
    findings: Iterable[Finding], text: str, path: str, judged: Collection[str], own: Collection[Hazard] = ()
) -> tuple[list[Finding], int, list[Finding]]:
    """Take out the findings that the comments of their file let stand.

    Args:
        findings: all of one file.
        text: of that file.
        path: of that file, for people.
        judged: the codes that somebody has looked for, so that a suppression of them can be called unused.
        own: hazards of the project's own rules, which comments can name, too.

    Returns:
        The findings that are left, how many were taken out, and what is wrong with the comments.
    """
    suppressions = find_suppressions(text)
    used: set[tuple[Suppression, str]] = set()
    kept = []
    taken = 0
    for finding in findings:
        by = [
            (one, name) for one in suppressions if one.touches(finding) for name in one.names if _names(name, finding)
        ]
        used.update(by)
        taken += bool(by)
        if not by:
            kept.append(finding)
    complaints = [complaint for one in suppressions for complaint in _complaints(one, path, used, judged, own)]
    return kept, taken, complaints


def _complaints(
    one: Suppression,
    path: str,
    used: set[tuple[Suppression, str]],
    judged: Collection[str],
    own: Collection[Hazard],
) -> Iterator[Finding]:
    if not one.names:
        yield _complaint(
            unused_suppression.HAZARD, one, path, "this suppression names no hazard, so it tolerates nothing"
        )
        return
    for name in one.names:
        codes = _codes(name, own)
        if not codes:
            yield _complaint(unused_suppression.HAZARD, one, path, f"no hazard is called {name!r}", name)
        elif (one, name) not in used and codes <= set(judged):
            message = f"nothing here has to be tolerated as {name}"
            severity = Severity.WARNING if _may_show_in_a_run(name) else None
            yield _complaint(unused_suppression.HAZARD, one, path, message, name, severity)
    if not one.reason:
        yield _complaint(suppression_without_reason.HAZARD, one, path, "this suppression does not say why")


def _may_show_in_a_run(name: str) -> bool:
    """Whether sensors see such a thing, too, perhaps where no rule does: then a check alone cannot be sure."""
    return any(Layer.RUNTIME in hazard.promised for hazard in _hazards(name))


def _complaint(
    hazard: Hazard, one: Suppression, path: str, message: str, name: str = "", severity: Severity | None = None
) -> Finding:
    return Finding(
        code=hazard.code,
        hazard=hazard.slug,
        source=Source.STATIC,
        severity=severity or hazard.severity,
        location=Location(path, one.line, one.column, one.line, one.end_column),
        message=message,
        help=hazard.remedy,
        what=What("suppression", name or ",".join(one.names)),
    )


def _suppression(token: tokenize.TokenInfo, first: int, last: int) -> Suppression:
    match = _COMMENT.search(token.string)
    names = (match and match["names"]) or ""
    column = token.start[1] + (match.start() if match else 0) + 1
    return Suppression(
        line=token.start[0],
        column=column,
        end_column=token.end[1] + 1,
        names=tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip())),
        reason=match["reason"].strip(" \t\f:-–—") if match else "",
        first_line=first,
        last_line=last,
        whole_file=bool(match and match["file"]),
    )


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text, newline=None).readline)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _names(name: str, finding: Finding) -> bool:
    return name.upper() == finding.code or name.lower().replace("_", "-") == finding.hazard


def _codes(name: str, own: Collection[Hazard]) -> frozenset[str]:
    ours = frozenset(one.code for one in own if name.upper() == one.code or name.lower() == one.slug)
    if ours:
        return ours
    return frozenset(hazard.code for hazard in _hazards(name))


def _hazards(name: str) -> tuple[Hazard, ...]:
    try:
        return find_hazards(name)
    except UnknownHazardError:
        return ()
