"""What travels from the process that runs a test to the one that writes the record, and under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.plugin.ledger import FirstUse
    from pytest_bulkhead.record.tolerated import Tolerated

PARCEL = "bulkhead"
"""The name under which a parcel travels: an attribute of a report, or a key of a worker's farewell."""

TOUCHES = "bulkhead_touches"
"""Likewise for touches: with the report after which they are known, and with the farewell."""

SIZES = "bulkhead_sizes"
"""Likewise for sizes: with the report of each teardown, and with the farewell."""


class News(NamedTuple):
    """What the watch of a process has to tell.

    Args:
        findings: what has leaked.
        tolerated: what has leaked, too, and is not told.
        notices: what went wrong with us.
        first_uses: what was filled for the first time.
        healed: how many of the findings were undone.
        refused: how many of them are no leaks, since they were stopped in time.
    """

    findings: list[Finding]
    tolerated: list[Tolerated]
    notices: list[str]
    first_uses: list[FirstUse]
    healed: int = 0
    refused: int = 0


def pack(news: News) -> dict[str, Any] | None:
    """Plain values, which survive the way from a worker; None where there is nothing to tell."""
    if not any(news):
        return None
    return {
        "findings": [finding.to_json() for finding in news.findings],
        "tolerated": [{**one._asdict(), "finding": one.finding.to_json()} for one in news.tolerated],
        "notices": news.notices,
        "first_uses": [use._asdict() for use in news.first_uses],
        "healed": news.healed,
        "refused": news.refused,
    }
