"""The terminal section at the end of a run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from pytest_bulkhead.plugin.recording import Recording

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding

_SHOWN = 20


def write_summary(terminal: pytest.TerminalReporter, recording: Recording, *, verbose: bool) -> None:
    """Tell what leaked, one line per state, and what could not be done; nothing when there is nothing."""
    first_uses = recording.first_uses if verbose else {}
    crashes = bool(recording.crashes or recording.missed)
    findings = [finding for finding in recording.findings if finding.source.value != "race"]
    if not (findings or recording.notices or crashes or first_uses or (verbose and recording.tolerated)):
        return
    terminal.section("bulkhead", sep="=")
    if crashes:
        _write_crashes(terminal, recording)
    if findings:
        _write_findings(terminal, findings, verbose=verbose)
    if recording.healed:
        count = len(findings) - recording.refused
        rest = "" if recording.healed == count else "; the others cannot be undone safely"
        terminal.write_line(f"healed: {recording.healed} of {count} were undone as their owners ended{rest}")
    if recording.tolerated:
        by = Counter(one.by for one in recording.tolerated)
        terminal.write_line(f"tolerated: {by['comment']} by comments, {by['baseline']} by the baseline")
    for notice in recording.notices:
        terminal.write_line(f"note: {notice}")
    if verbose and recording.sizes:
        peaks = sorted(recording.sizes.items(), key=lambda one: -one[1].get("peak_kb", 0))[:_SHOWN]
        told = ", ".join(f"{worker} {sizes.get('peak_kb', 0) / 1024:.0f} MB" for worker, sizes in peaks)
        terminal.write_line(f"memory at most: {told}")
    for (kind, name), test in first_uses.items():
        terminal.write_line(f"first use: {test} was the first to fill {kind} {name}")
    if findings:
        codes = sorted({finding.code for finding in findings})
        terminal.write_line(f"`bulkhead explain {codes[0]}` tells why this matters and how to mend it.")


def write_races(terminal: pytest.TerminalReporter, recording: Recording, *, verbose: bool) -> None:
    """Tell what tests share and could not touch at the same time; nothing when there is nothing."""
    races = [finding for finding in recording.findings if finding.source.value == "race"]
    set_aside = recording.set_aside if verbose else []
    if not (races or set_aside):
        return
    from pytest_bulkhead.outputs.harmless import harmless

    terminal.section("races", sep="=")
    _write_findings(terminal, races, verbose=verbose)
    for kind, name, pattern, reason in set_aside:
        terminal.write_line(f"harmless: {kind} {harmless(name)} ({harmless(pattern)}): {harmless(reason)}")
    if races:
        terminal.write_line("No test fails for a race by itself; `bulkhead audit` says whether the suite is safe.")


def _write_crashes(terminal: pytest.TerminalReporter, recording: Recording) -> None:
    from pytest_bulkhead.outputs.harmless import harmless
    from pytest_bulkhead.plugin.crashes.telling import tell, tell_never_ran

    for line in tell(recording.crashes):
        terminal.write_line(harmless(line))
    if recording.missed:
        terminal.write_line(harmless(tell_never_ran(recording.missed)))


def _write_findings(terminal: pytest.TerminalReporter, findings: list[Finding], *, verbose: bool) -> None:
    # Only when there is something to tell.
    from pytest_bulkhead.outputs.folding import fold
    from pytest_bulkhead.outputs.harmless import harmless

    entries = fold(findings)
    shown = entries if verbose else entries[:_SHOWN]
    for entry in shown:
        finding = entry.finding
        terminal.write(f"{harmless(finding.location.path)}:{finding.location.line}: ", bold=True)
        terminal.write(f"{finding.code} ", red=True, bold=True)
        terminal.write_line(f"{harmless(finding.message)}{entry.besides}")
    if len(entries) > len(shown):
        terminal.write_line(f"and {len(entries) - len(shown)} more; -v shows all")
