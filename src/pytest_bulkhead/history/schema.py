"""The tables, as they are now. Dictionaries hold what is long, and are named by hashes, so that nobody must agree."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.types import TypeEngine

from pytest_bulkhead.history.values import BAD

METADATA = MetaData()
DAY = 24 * 60 * 60 * 1_000_000
"""In microseconds."""
LONGEST_TEXT = 10_000
_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""Of what is numbered as it comes: SQLite numbers only what it knows as INTEGER."""


def _needed(kind: type[TypeEngine[Any]], *names: str) -> tuple[Column[Any], ...]:
    """Columns of one kind, each of which every row has."""
    return tuple(Column(name, kind, nullable=False) for name in names)


version_table = Table("bulkhead_schema", METADATA, Column("version", Integer, nullable=False))

environments = Table(
    "bulkhead_environment",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
)

tests = Table(
    "bulkhead_test",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("nodeid", Text, nullable=False),
)

texts = Table(
    "bulkhead_text",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
)

runs = Table(
    "bulkhead_run",
    METADATA,
    Column("id", _SEQUENCE, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
)

shards = Table(
    "bulkhead_shard",
    METADATA,
    Column("id", _SEQUENCE, primary_key=True),
    *_needed(BigInteger, "run"),
    *_needed(Text, "key"),
    *_needed(BigInteger, "size"),
    *_needed(Text, "digest", "source"),
    *_needed(BigInteger, "environment", "started"),
    Column("ended", BigInteger),
    *_needed(Text, "revision", "branch"),
    Column("dirty", SmallInteger),
    *_needed(Text, "provider", "job", "url", "labels", "tool"),
    *_needed(Integer, "workers", "crashes", "collect_errors"),
    *_needed(SmallInteger, "complete"),
    *_needed(BigInteger, "attempts", "bad", "wall"),
    UniqueConstraint("key", name="bulkhead_shard_key"),
    Index("bulkhead_shard_run", "run"),
    Index("bulkhead_shard_started", "started"),
)

# By run and test: those of a run are written side by side, and of a test in some runs found by one look for each.
attempts = Table(
    "bulkhead_attempt",
    METADATA,
    Column("run", BigInteger, nullable=False),
    Column("test", BigInteger, nullable=False),
    Column("shard", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("worker", BigInteger, nullable=False),
    Column("outcome", SmallInteger, nullable=False),
    Column("begun", BigInteger),
    Column("setup", BigInteger),
    Column("call", BigInteger),
    Column("teardown", BigInteger),
    Column("cpu", BigInteger),
    Column("resident", BigInteger),
    Column("signature", BigInteger, nullable=False),
    Column("grown", BigInteger),
    PrimaryKeyConstraint("run", "test", "shard", "position", name="bulkhead_attempt_key"),
    sqlite_with_rowid=False,
)
# With numbers that stand in the text: SQLite uses the index only where the condition is spelled as there.
IS_BAD = attempts.c.outcome.in_([literal_column(str(int(one))) for one in sorted(BAD)])
BAD_ATTEMPTS = Index(
    "bulkhead_attempt_bad", attempts.c.test, attempts.c.run, sqlite_where=IS_BAD, postgresql_where=IS_BAD
)

findings = Table(
    "bulkhead_finding",
    METADATA,
    Column("shard", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("test", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("text", BigInteger, nullable=False),
    PrimaryKeyConstraint("shard", "position", name="bulkhead_finding_key"),
    Index("bulkhead_finding_test", "test"),
    sqlite_with_rowid=False,
)

tallies = Table(
    "bulkhead_tally",
    METADATA,
    *_needed(Integer, "day"),
    *_needed(BigInteger, "test", "environment", "attempts", "bad", "good", "wall", "cpu"),
    PrimaryKeyConstraint("day", "test", "environment", name="bulkhead_tally_key"),
    sqlite_with_rowid=False,
)
"""What the attempts of a day come to: `good` is how many were, and `wall` and `cpu` are theirs alone."""


alerts = Table(
    "bulkhead_alert",
    METADATA,
    Column("name", Text, primary_key=True),
    *_needed(Text, "kind", "test", "environment", "quantity", "told", "evidence"),
    *_needed(BigInteger, "opened"),
    Column("acknowledged", BigInteger),
    *_needed(Text, "by", "why"),
    Column("closed", BigInteger),
    *_needed(Text, "ending"),
    Index("bulkhead_alert_closed", "closed"),
)


def identity(text: str) -> int:
    """The number that a text has in every store; 0 is that of the empty one."""
    if not text:
        return 0
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1 or 1


def storable(text: str) -> str:
    """The text as every database takes it: no NUL, no half of a surrogate pair, no end that nobody reads."""
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}…"
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()
