"""Why a test failed, as its report tells it."""

from __future__ import annotations

import pytest


def failure_of(report: pytest.TestReport) -> str:
    """What went wrong, in the words of the exception, where pytest tells them."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(getattr(crash, "message", "") or "")
