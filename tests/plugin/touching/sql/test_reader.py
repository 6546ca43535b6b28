"""What a statement touches, by its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plugin.touching.sql.reader import read
from pytest_bulkhead.plugin.touching.sql.statement import Ref, Statement, Step


def told(text: str) -> str:
    """Each thing with the letter of what is done to it; `?` for what cannot be told."""
    return " ".join("?" if one.is_unknown else " ".join(map(_word, one.refs)) for one in read(text)).strip()


def _word(ref: Ref) -> str:
    whole = ".".join(part for part in (ref.database, ref.schema, ref.name) if part)
    return f"{whole}:{ref.access}{'!' if ref.defines else ''}{'~' if ref.temporary else ''}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("select 1", ""),
        ("", ""),
        (";;", ""),
        ("SELECT * FROM users", "users:r"),
        ('SELECT * FROM "Users" u, shop.orders AS o', "Users:r shop.orders:r"),
        ('SELECT * FROM "a.b"."c""d"', 'a.b.c"d:r'),
        ("select * from db.s.t", "db.s.t:r"),
        (
            "SELECT a FROM x JOIN y USING (id) LEFT JOIN z ON z.id = y.id WHERE a IN (SELECT a FROM w)",
            "x:r y:r z:r w:r",
        ),
        ("SELECT a FROM (x CROSS JOIN y) JOIN z ON true", "x:r y:r z:r"),
        ("(SELECT 1 FROM a) UNION ALL (SELECT 2 FROM b) ORDER BY 1", "a:r b:r"),
        ("SELECT extract(year FROM day), substring(a from 2), trim(both from b) FROM t", "t:r"),
        ("SELECT a IS NOT DISTINCT FROM b FROM t", "t:r"),
        ("SELECT * FROM generate_series(1, 3) AS g(n), t, unnest(array[1]) WITH ORDINALITY u", "t:r"),
        ("SELECT * FROM t, LATERAL (SELECT * FROM u WHERE u.id = t.id) x FOR UPDATE OF t", "t:r u:r"),
        ("SELECT * FROM ONLY t * TABLESAMPLE system (10) WHERE a = %s AND b = $1 AND c = %(c)s AND d = :d", "t:r"),
        ("SELECT 'FROM a', $$ FROM b $$, $x$ FROM c $x$, E'\\' FROM d' -- FROM e\n /* FROM f /* */ */ FROM t", "t:r"),
        ('SELECT "from".a, b::text FROM t "from" WHERE b @> \'{}\'', "t:r"),
        ("SELECT * INTO copies FROM t", "copies:c! t:r"),
        ("TABLE t", "t:r"),
        ("VALUES (1), (2)", ""),
        ("WITH a AS (SELECT * FROM x), b(n) AS MATERIALIZED (SELECT * FROM a) SELECT * FROM b, y", "x:r y:r"),
        ("WITH t AS (SELECT * FROM t) SELECT * FROM t", "t:r"),
        ("WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT * FROM t", ""),
        ("WITH gone AS (DELETE FROM a WHERE x RETURNING *) INSERT INTO b SELECT * FROM gone", "a:w b:w"),
        ("INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b RETURNING a", "t:w"),
        ("INSERT INTO s.t AS x SELECT * FROM u", "s.t:w u:r"),
        ("INSERT INTO t DEFAULT VALUES", "t:w"),
        ("UPDATE t SET a = u.a FROM u WHERE u.id = t.id", "t:w u:r"),
        ("UPDATE ONLY t AS x SET a = (SELECT max(a) FROM t)", "t:w t:r"),
        ("DELETE FROM t", "t:d"),
        ("DELETE FROM t AS x", "t:d"),
        ("DELETE FROM t WHERE a", "t:w"),
        ("DELETE FROM t USING u WHERE a", "t:w u:r"),
        (
            "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = 1 WHEN NOT MATCHED THEN DELETE",
            "t:w u:r",
        ),
        ("TRUNCATE TABLE a, ONLY s.b RESTART IDENTITY CASCADE", "a:d s.b:d"),
        ("COPY t (a, b) FROM STDIN WITH (FORMAT csv)", "t:w"),
        ("COPY t TO STDOUT", "t:r"),
        ("COPY (SELECT * FROM t) TO STDOUT", "t:r"),
        ("CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES u (id), c text CHECK (c LIKE 'x%'))", "t:c! u:r"),
        ("CREATE TABLE IF NOT EXISTS s.t (LIKE u INCLUDING ALL)", "s.t:c! u:r"),
        ("CREATE TEMP TABLE t (a int)", "t:c!~"),
        ("CREATE TABLE t AS SELECT * FROM u WITH NO DATA", "t:c! u:r"),
        ("CREATE OR REPLACE VIEW v AS SELECT * FROM t", "v:c! t:r"),
        ("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", "t:w!"),
        ("CREATE TYPE mood AS ENUM ('sad')", "mood:c!"),
        ("CREATE SCHEMA IF NOT EXISTS s", "s:c!"),
        ("CREATE DATABASE d TEMPLATE x", "d:c!"),
        ("CREATE EXTENSION pgcrypto", ""),
        ("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 FROM t; $$ LANGUAGE sql", ""),
        ("ALTER TABLE t ADD COLUMN a int REFERENCES u", "t:w! u:r"),
        ("ALTER TABLE t RENAME TO u", "t:d! u:c!"),
        ("DROP TABLE IF EXISTS a, b CASCADE", "a:d! b:d!"),
        ("DROP SCHEMA s CASCADE", "s:d!"),
        ("EXPLAIN DELETE FROM t", "t:r"),
        ("EXPLAIN (ANALYZE, VERBOSE) DELETE FROM t", "t:d"),
        ("DECLARE c CURSOR FOR SELECT * FROM t", "t:r"),
        ("PREPARE p (int) AS SELECT * FROM t", "t:r"),
        ("SELECT 1 FROM a; DELETE FROM b;", "a:r b:d"),
        ("VACUUM t", ""),
    ],
)
def test_what_is_touched(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM %s",
        "SELECT * FROM :table",
        "INSERT INTO $1 VALUES (1)",
        "SELECT 'never ends",
        'SELECT * FROM "never ends',
        "SELECT $$ never ends",
        "/* never ends",
        "SELECT * FROM (a",
        "SELECT 1)",
        'SELECT * FROM U&"d\\0061t"',
        "DO $$ BEGIN DELETE FROM t; END $$",
        "CALL clean()",
        "DROP OWNED BY me",
        "FROBNICATE t",
        "SELECT " + "(" * 1000,
        "SELECT * FROM " + "(SELECT * FROM " * 500,
    ],
)
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert told(text) == "?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BEGIN", Statement(step=Step.BEGIN)),
        ("START TRANSACTION ISOLATION LEVEL SERIALIZABLE", Statement(step=Step.BEGIN)),
        ("COMMIT", Statement(step=Step.COMMIT)),
        ("END", Statement(step=Step.COMMIT)),
        ("ROLLBACK WORK", Statement(step=Step.ROLLBACK)),
        ("ABORT", Statement(step=Step.ROLLBACK)),
        ("SAVEPOINT a", Statement(step=Step.SAVE, savepoint="a")),
        ('RELEASE SAVEPOINT "A"', Statement(step=Step.RELEASE, savepoint="A")),
        ("ROLLBACK TO SAVEPOINT a", Statement(step=Step.ROLLBACK_TO, savepoint="a")),
        ("SET search_path TO a, \"B\", 'c'", Statement(path=("a", "B", "c"))),
        ("SET LOCAL search_path = a", Statement(path=("a",), path_is_local=True)),
        ("SET search_path TO DEFAULT", Statement(resets_path=True)),
        ("SET SCHEMA 'a'", Statement(path=("a",))),
        ("SELECT set_config('search_path', 'a, b', false)", Statement(path=("a", "b"))),
        ("SELECT pg_catalog.set_config('search_path', $1, false)", Statement(path=())),
        ("RESET ALL", Statement(resets_path=True)),
        ("SET timezone TO utc", Statement()),
        ("ALTER ROLE me SET search_path = a", Statement(path_elsewhere=True)),
    ],
)
def test_what_is_said_to_the_connection(text: str, expected: Statement) -> None:
    assert read(text) == (expected,)


WORDS = st.sampled_from(
    [
        "select",
        "from",
        "where",
        "(",
        ")",
        ",",
        ";",
        "with",
        "as",
        "insert",
        "into",
        "update",
        "delete",
        "t",
        "s.t",
        '"q"',
        "'x'",
        "$1",
        "%s",
        "join",
        "using",
        "on",
        "create",
        "table",
        "drop",
        "set",
        "search_path",
        "values",
        "*",
        "union",
        "/*",
        "*/",
        "--",
        "$$",
        "like",
        "only",
        "merge",
        "copy",
        "returning",
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=60))
def test_whatever_is_said_has_an_answer(text: str) -> None:
    assert all(isinstance(one, Statement) for one in read(text))
