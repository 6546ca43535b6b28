"""Alerts as Markdown: for a comment, a page, or the summary of a job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pytest_bulkhead.alerting.told import TITLES, Told, day, sentence, sentences, subject
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.history.alerts.alert import Alert
from pytest_bulkhead.outputs.markdown_text import code, plain
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.quarantine.entry import today

_HEAD = ("| | What | Where | Evidence | Owner | Since |", "|---|---|---|---|---|---|")
_MOST = 50
_SUMMARY = "GITHUB_STEP_SUMMARY"
_LARGEST = 1024 * 1024
"""Of a step's summary; GitHub shows none that is larger."""


def render(told: Told, style: Style) -> str:
    """A table of what is new and open, and a list of what is over."""
    return "".join(f"{line}\n" for line in _lines(told))


def step_summary(environment: Mapping[str, str]) -> Path:
    """Where the summary of the step of a GitHub job is written.

    Raises:
        UsageError: this is no such step.
    """
    name = environment.get(_SUMMARY)
    if not name:
        raise UsageError(f"--step-summary is for a step of GitHub Actions, which sets {_SUMMARY}; it is not set here.")
    return Path(name)


def add_to_step_summary(text: str, path: Path) -> None:
    """Append to the summary of a step.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        size = path.stat().st_size if path.exists() else 0
        if size + len(text.encode()) <= _LARGEST:
            with open(path, "a", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise UsageError(f"The summary of the step, {path}, cannot be written: {error.strerror}.") from None


def _lines(told: Told) -> Iterator[str]:
    changes = told.changes
    yield f"### Alerts: {len(changes.opened)} new, {len(changes.standing)} open, {len(changes.closed)} over"
    yield ""
    if changes.opened or changes.standing:
        yield from _HEAD
        yield from _rows("🔴", changes.opened)
        yield from _rows("🟡", changes.standing)
        yield ""
    if debt := told.quarantine.debt(today()):
        yield f"{debt}."
        yield ""
    for alert in changes.closed[:_MOST]:
        yield f"- over: {code(subject(alert))} {TITLES[alert.subject.kind]}; {plain(alert.ending)}"
    yield from (f"- {plain(told_of_week)}" for told_of_week in sentences(told))


def _rows(sign: str, alerts: Sequence[Alert]) -> Iterator[str]:
    for alert in alerts[:_MOST]:
        facts = "; ".join(
            plain(str(alert.evidence[name])) for name in ("cause", "cause_seen") if alert.evidence.get(name)
        )
        cells = (
            "✔️" if alert.acknowledged is not None else sign,
            f"{TITLES[alert.subject.kind]}<br>{code(subject(alert))}",
            plain(alert.subject.environment),
            plain(sentence(alert)) + (f"<br>{facts}" if facts else ""),
            plain(str(alert.evidence.get("owners", ""))),
            f"{day(alert.opened)}<br>{code(alert.name)}",
        )
        yield f"| {' | '.join(cells)} |"
    if len(alerts) > _MOST:
        yield f"| {sign} | and {len(alerts) - _MOST} more | | | | |"
