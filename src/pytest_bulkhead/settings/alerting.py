"""When the history of a project raises an alert, and whom it is told to."""

from __future__ import annotations

from typing import NamedTuple


class Alerting(NamedTuple):
    """The thresholds of alerts.

    Args:
        slower_by: a test is slower when it takes longer by more than this share,
        slower_seconds: and by at least so many seconds.
        larger_by: it takes more memory when it makes its process grow by more than this share more,
        larger_size: and by at least so many MB.
        chance: how likely chance alone may show as much, of one test.
        mistakes: which share of the tests that are told at once may be mistakes.
        confirmations: in how many runs in a row all of this must hold.
        flaky_revisions: a test is flaky that went both ways at so many revisions,
        flaky_failures: or failed so often alone between good runs.
        broken_runs: a test that has failed so many runs in a row is broken.
        failed_share: a run of which more than this share failed says nothing about single tests.
        success_rate: the share of parallel runs that should pass; 0 if nothing is to be said about it.
        violations: so many that come in within a week are told; 0 if nothing is to be said about it.
        webhook: the URL that new alerts are sent to, or after a `$` the environment variable that holds it; empty for
            none.
    """

    slower_by: float = 0.10
    slower_seconds: float = 0.05
    larger_by: float = 0.10
    larger_size: int = 50
    chance: float = 0.001
    mistakes: float = 0.05
    confirmations: int = 2
    flaky_revisions: int = 1
    flaky_failures: int = 3
    broken_runs: int = 3
    failed_share: float = 0.2
    success_rate: float = 0.0
    violations: int = 0
    webhook: str = ""
