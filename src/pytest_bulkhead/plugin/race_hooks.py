"""In the process that everything reaches: what the touches of a run come to."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from pytest_bulkhead.plugin.allowing import Allowances
from pytest_bulkhead.plugin.recording import Recording
from pytest_bulkhead.plugin.summary import write_races
from pytest_bulkhead.settings import Harmless
from pytest_bulkhead.touch import UNSEEN


class RaceHooks:
    """Beside those of the record, where touches are followed."""

    def __init__(self, recording: Recording, allowances: Allowances, harmless: Sequence[Harmless]) -> None:
        self._recording = recording
        self._allowances = allowances
        self._harmless = harmless

    @pytest.hookimpl(hookwrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        yield
        if not self._recording.touched:
            return
        from pytest_bulkhead.plugin.handed_out import handed_out
        from pytest_bulkhead.plugin.racing import in_doubt, judge  # only where there is something to judge

        try:
            judged = judge(self._recording.touched, self._recording.dist, self._harmless, self._allowances)
            doubt = handed_out(session.config) if judged.races and not _has_workers(self._recording) else ""
        except Exception as error:  # the suite has passed or failed without us
            self._recording.notice(f"{UNSEEN}this run is not judged ({type(error).__name__}: {error!s:.200})")
            return
        if doubt:
            self._recording.notice(doubt)
            judged = in_doubt(judged)
        self._recording.races(judged.races, judged.set_aside)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        write_races(terminalreporter, self._recording, verbose=config.option.verbose > 0)


def _has_workers(recording: Recording) -> bool:
    return any(one.party.worker != "main" for one in recording.touched)
