"""What stands in a store, without the numbers that depend on the order in which it came there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from pytest_bulkhead.history import schema
from pytest_bulkhead.history.store import Store


def contents(store: Store) -> dict[str, list[Any]]:
    """All rows, with the keys of runs and shards instead of their numbers."""
    with store.reading() as connection:
        runs = {row.id: row.key for row in connection.execute(select(schema.runs))}
        shards = {row.id: row.key for row in connection.execute(select(schema.shards))}
        found: dict[str, list[Any]] = {}
        for table in schema.METADATA.sorted_tables:
            rows = []
            for row in connection.execute(select(table)).mappings():
                plain = dict(row)
                if table is schema.runs or table is schema.shards:
                    del plain["id"]
                if "run" in plain:
                    plain["run"] = runs[plain["run"]]
                if "shard" in plain:
                    plain["shard"] = shards[plain["shard"]]
                rows.append(tuple(plain.items()))
            found[table.name] = sorted(rows, key=repr)
        # A run of whose shards none is there is not told of.
        known = set(runs.values()) & {dict(row)["run"] for row in found["bulkhead_shard"]}
        found["bulkhead_run"] = [row for row in found["bulkhead_run"] if dict(row)["key"] in known]
        return found
