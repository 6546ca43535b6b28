"""Tests in quarantine: what was put off, and is to be mended."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from pytest_bulkhead.outputs.masking import masked_test
from pytest_bulkhead.quarantine.entry import Entry


def debt_data(entries: Iterable[Entry], day: datetime.date) -> list[dict[str, Any]]:
    """Those that are overdue first, the oldest of each first.

    Args:
        entries: of the quarantine.
        day: by which they expire.
    """
    return [
        {
            "test": masked_test(entry.test),
            "owner": entry.owner,
            "until": entry.until.isoformat(),
            "ticket": entry.ticket,
            "reason": entry.reason,
            "overdue": entry.is_overdue(day),
        }
        for entry in sorted(entries, key=lambda entry: entry.until)
    ]
