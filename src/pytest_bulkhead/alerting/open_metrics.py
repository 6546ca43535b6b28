"""The state of a suite as an OpenMetrics text file: a node exporter's text collector hands it to Prometheus.

Source: OpenMetrics 1.0 (prometheus/OpenMetrics, specification/OpenMetrics.md).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pytest_bulkhead.alerting.told import Told
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.history.alerts.alert import Kind
from pytest_bulkhead.history.flaky.judging import State
from pytest_bulkhead.quarantine.entry import today

_Samples = Mapping[tuple[tuple[str, str], ...], float]


def render(told: Told) -> str:
    """All families, and the end that the format asks for."""
    return "".join(f"{line}\n" for family in _families(told) for line in family) + "# EOF\n"


def write(told: Told, path: Path) -> None:
    """Put the file in place at once: whoever reads it meanwhile sees the old one whole.

    Raises:
        UsageError: it cannot be written.
    """
    beside = path.parent / f".{path.name}.{os.getpid()}"
    try:
        try:
            beside.write_text(render(told), encoding="utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"The metrics cannot be written to {path}: {error.strerror}.") from None


def _families(told: Told) -> Iterator[Iterator[str]]:
    open_ = (*told.changes.opened, *told.changes.standing)
    alerts = Counter((alert.subject.kind, alert.acknowledged is not None) for alert in open_)
    yield _family("alerts", "gauge", "alerts that are open", {
        (("kind", kind.value), ("acknowledged", str(known).lower())): alerts[kind, known]
        for kind in Kind for known in (False, True)
    })  # fmt: skip
    states = Counter(one.state for one in told.tests)
    yield _family("tests", "gauge", "tests that are not just steady", {
        (("state", state.value),): states[state] for state in State if state is not State.STEADY
    })  # fmt: skip
    late = len(told.quarantine.overdue(today()))
    yield _family("quarantined", "gauge", "tests in quarantine", {
        (("overdue", "false"),): len(told.quarantine.entries) - late, (("overdue", "true"),): late
    })  # fmt: skip
    wasted = sum(one.cost.wasted for one in told.tests) / 1e6
    yield _family(
        "wasted_seconds", "gauge", "machine time that flaky tests have cost in the runs looked at", {(): wasted}
    )
    yield _family("runs", "gauge", "runs looked at", {(): told.runs})
    rates: _Samples = {(("environment", name),): one.rate for name, one in told.success.items() if one.rate is not None}
    yield _family("parallel_success_ratio", "gauge", "share of the latest parallel runs that passed", rates)
    gains: _Samples = {(("environment", name),): one.factor for name, one in told.speed_ups.items()}
    yield _family("parallel_speed_up_ratio", "gauge", "how many times as fast as one process the latest run was", gains)
    yield from _violations(told)


def _violations(told: Told) -> Iterator[Iterator[str]]:
    came, went = Counter[str](), Counter[str]()
    for week in told.weeks:
        came += week.introduced
        went += week.mended
    standing = told.weeks[-1].standing if told.weeks else Counter[str]()
    stopped = sum(week.hooks_stopped for week in told.weeks)
    yield _family("violations", "gauge", "violations that stand", _by_code(standing))
    yield _family("violations_introduced", "counter", "violations that came in", _by_code(came))
    yield _family("violations_mended", "counter", "violations that were mended", _by_code(went))
    yield _family("hooks_stopped", "counter", "commits that a hook stopped", {(): stopped})


def _by_code(counts: Counter[str]) -> dict[tuple[tuple[str, str], ...], float]:
    return {(("code", code),): count for code, count in sorted(counts.items())}


def _family(name: str, kind: str, meaning: str, samples: _Samples) -> Iterator[str]:
    yield f"# TYPE bulkhead_{name} {kind}"
    yield f"# HELP bulkhead_{name} {meaning}"
    suffix = "_total" if kind == "counter" else ""
    for labels, value in samples.items():
        told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
        yield f"bulkhead_{name}{suffix}{f'{{{told}}}' if told else ''} {float(value)!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
