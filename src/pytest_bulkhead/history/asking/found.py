"""What has been found about tests, with when it was first and last told."""

from __future__ import annotations

import contextlib
import json
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.history.asking.rows import contents_of_texts, plain
from pytest_bulkhead.history.schema import findings, shards
from pytest_bulkhead.history.sightings import Sighting


class KnownFinding(NamedTuple):
    """A finding in one wording, as often as it has been told of a test."""

    finding: Finding
    seen: Sighting


def read_findings(connection: Connection, since: int = 0) -> list[KnownFinding]:
    """All that were told in parts of runs that began since then.

    Args:
        connection: to the store.
        since: in microseconds since 1970.
    """
    began = shards.c.started
    rows = connection.execute(
        select(findings.c.text, func.min(began), func.max(began), func.count())
        .select_from(findings.join(shards, findings.c.shard == shards.c.id))
        .where(began >= since)
        .group_by(findings.c.text)
    ).all()
    if not rows:
        return []
    revisions = dict(plain(connection, select(began, shards.c.revision)))
    contents = contents_of_texts(connection, {row[0] for row in rows})
    told = []
    for content, first, last, times in rows:
        # One that is longer than what is kept of texts is none any more.
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
            finding = Finding.from_json(json.loads(contents.get(content, "")))
            told.append(KnownFinding(finding, Sighting(first, last, revisions.get(first, ""), times)))
    return sorted(told, key=lambda one: (one.finding.sort_key, one.seen))
