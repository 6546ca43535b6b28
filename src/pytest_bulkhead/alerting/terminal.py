"""Alerts for people at a terminal, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_bulkhead.alerting.told import TITLES, Told, day, machine, parallel, sentence, sentences, subject, violations
from pytest_bulkhead.history.alerts.alert import Alert
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.quarantine.entry import today

_FACTS = ("cause", "cause_seen", "owners", "before", "worst")


def render_text(told: Told, style: Style) -> str:
    """What is new, what is open still, what is over."""
    return "".join(f"{line}\n" for line in _lines(told, style))


def render_json(told: Told, style: Style) -> str:
    """One object: the alerts by what has become of them."""
    changes = told.changes
    document = {
        "version": 1,
        "tool": TOOL,
        "opened": [machine(alert) for alert in changes.opened],
        "standing": [machine(alert) for alert in changes.standing],
        "closed": [machine(alert) for alert in changes.closed],
        "parallel": parallel(told),
        "violations": violations(told),
        "summary": {
            "runs": told.runs,
            "opened": len(changes.opened),
            "standing": sum(alert.acknowledged is None for alert in changes.standing),
            "acknowledged": sum(alert.acknowledged is not None for alert in changes.standing),
            "closed": len(changes.closed),
            "quarantined": len(told.quarantine.entries),
            "overdue": len(told.quarantine.overdue(today())),
        },
    }
    return machine_json(document)


def render_preview(now: Sequence[Alert], then: Sequence[Alert], runs: int) -> str:
    """What other thresholds would have raised, beside those that hold."""
    kinds = {alert.subject.kind for alert in (*now, *then)}
    lines = [f"Alerts of the last {_counted(runs, 'run')}, by the thresholds that hold and by those that are tried:"]
    for kind in sorted(kinds, key=list(TITLES).index):
        counts = [sum(alert.subject.kind is kind for alert in some) for some in (now, then)]
        lines.append(f"  {kind.value:13} {counts[0]:5} → {counts[1]}")
    lines.append(f"  {'together':13} {len(now):5} → {len(then)}")
    known, tried = ({(alert.subject, alert.opened) for alert in some} for some in (now, then))
    for sign, some, others in (("+", then, known), ("-", now, tried)):
        lines += [
            f"{sign} {day(alert.opened)} {TITLES[alert.subject.kind]}: {subject(alert)}: {sentence(alert)}"
            for alert in some
            if (alert.subject, alert.opened) not in others
        ]
    return "".join(f"{harmless(line)}\n" for line in lines)


def preview_json(now: Sequence[Alert], then: Sequence[Alert], runs: int) -> str:
    """The same for programs."""
    return machine_json(
        {
            "version": 1,
            "tool": TOOL,
            "holding": [machine(alert) for alert in now],
            "tried": [machine(alert) for alert in then],
            "summary": {"runs": runs, "holding": len(now), "tried": len(then)},
        }
    )


PREVIEWS = {"full": render_preview, "json": preview_json}


def _lines(told: Told, style: Style) -> Iterator[str]:
    changes = told.changes
    for alert in changes.opened:
        yield f"{style.red('new')} {style.bold(_head(alert))}"
        yield from _details(alert, told, style)
    for alert in changes.standing:
        known = f", known to {alert.by}: {alert.why}" if alert.acknowledged is not None else ""
        yield f"{style.yellow('open')} {_head(alert)}"
        yield from _details(alert, told, style)
        yield style.dim(harmless(f"  since {day(alert.opened)}{known}"))
    for alert in changes.closed:
        yield f"{style.dim('over')} {_head(alert)}"
        yield harmless(f"  {alert.ending}")
    if changes.opened or changes.standing or changes.closed:
        yield ""
    for environment, facts in parallel(told).items():
        yield harmless(f"{environment}: {_company(facts)}")
    yield from map(harmless, sentences(told))
    yield (
        f"{len(changes.opened)} new, {len(changes.standing)} open, {len(changes.closed)} over; "
        f"after {_counted(told.runs, 'run')}"
    )
    if debt := told.quarantine.debt(today()):
        yield debt
    if changes.opened:
        yield style.dim("`bulkhead history alerts --acknowledge NAME --by WHO --why REASON` says that somebody knows.")


def _company(facts: Mapping[str, Any]) -> str:
    """How well it runs in parallel, as far as that is known."""
    parts = []
    if "runs" in facts:
        parts.append(f"{facts['passed']} of the last {facts['runs']} parallel runs passed")
    if "speed_up" in facts:
        gain = f"{facts['speed_up']:.1f} × as fast with {facts['workers']} workers as with one"
        parts.append(f"{gain}; what it waits for is {facts['limit']}: {facts['because']}")
    return "; ".join(parts)


def _head(alert: Alert) -> str:
    place = f" ({alert.subject.environment})" if alert.subject.environment else ""
    return harmless(f"[{alert.name}] {TITLES[alert.subject.kind]}: {subject(alert)}{place}")


def _details(alert: Alert, told: Told, style: Style) -> Iterator[str]:
    yield harmless(f"  {sentence(alert)}")
    for name in _FACTS:
        if isinstance(fact := alert.evidence.get(name), str) and fact:
            yield style.dim(harmless(f"  {name.replace('_', ' ')}: {fact}"))
    if entry := told.quarantine.find(alert.subject.test):
        yield style.dim(harmless(f"  in quarantine {entry.terms}"))


def _counted(number: int, name: str) -> str:
    return f"{number} {name}{'s' * (number != 1)}"
