"""What single runs came to beside their outcomes: the largest process, and what was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from pytest_bulkhead.history.schema import attempts, findings, shards


class OfRun(NamedTuple):
    """One run in all its environments.

    Args:
        largest: the size of its largest process after any test, in KiB; None where it is not known.
        cpu: of all attempts together, in microseconds; None likewise.
        found: how many findings it told, by code.
    """

    largest: int | None
    cpu: int | None
    found: Counter[str]


def per_run(connection: Connection, runs: Collection[int]) -> dict[int, OfRun]:
    """What these runs came to.

    Args:
        connection: to the store.
        runs: their numbers there.
    """
    # As text: of parameters, databases take only so many.
    wanted: Any = bindparam(None, sorted(runs), expanding=True, literal_execute=True)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    told = (
        select(shards.c.run, findings.c.code, func.count())
        .select_from(findings.join(shards, findings.c.shard == shards.c.id))
        .where(shards.c.run.in_(wanted))
        .group_by(shards.c.run, findings.c.code)
    )
    for run, code, count in connection.execute(told):
        found[run][code] += count
    sizes = (
        select(attempts.c.run, func.max(attempts.c.resident), func.sum(attempts.c.cpu))
        .where(attempts.c.run.in_(wanted))
        .group_by(attempts.c.run)
    )
    return {
        run: OfRun(largest, None if cpu is None else int(cpu), found[run])
        for run, largest, cpu in connection.execute(sizes)
    }
