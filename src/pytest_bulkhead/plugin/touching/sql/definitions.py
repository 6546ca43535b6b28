"""Statements that make, change and remove tables, schemas and databases."""

from __future__ import annotations

from collections.abc import Callable

from pytest_bulkhead.plugin.touching.sql.queries import QUERIES, UnknownError
from pytest_bulkhead.plugin.touching.sql.statement import Ref, Sort, Statement
from pytest_bulkhead.plugin.touching.sql.tokens import Is
from pytest_bulkhead.plugin.touching.sql.words import Words
from pytest_bulkhead.touch import Access

_SORTS = {
    "table": Sort.TABLE,
    "view": Sort.TABLE,
    "sequence": Sort.TABLE,
    "type": Sort.TABLE,
    "domain": Sort.TABLE,
    "schema": Sort.SCHEMA,
    "database": Sort.DATABASE,
}
_ADJECTIVES = [
    "or",
    "replace",
    "global",
    "local",
    "temporary",
    "temp",
    "unlogged",
    "materialized",
    "recursive",
    "foreign",
    "unique",
    "concurrently",
    "constraint",
]
_OTHERS = frozenset(
    [
        "access",
        "aggregate",
        "cast",
        "collation",
        "conversion",
        "default",
        "event",
        "extension",
        "function",
        "group",
        "language",
        "large",
        "operator",
        "policy",
        "procedure",
        "publication",
        "role",
        "routine",
        "rule",
        "server",
        "statistics",
        "subscription",
        "system",
        "tablespace",
        "text",
        "transform",
        "trigger",
        "user",
    ]
)
"""Things that belong to no table, or change nothing that a test would read."""


def definition(words: Words, query: Callable[[Words], Statement]) -> Statement:
    """Read one.

    Raises:
        UnknownError: it cannot be told what it touches.
    """
    match words.word:
        case "create":
            return _created(words, query)
        case "alter":
            return _altered(words)
        case "drop":
            return _dropped(words)
        case "truncate":
            words.step()
            words.skip("table")
            return Statement(_names(words, Access.DELETE, Sort.TABLE, defines=False))
        case "lock":
            words.step()
            words.skip("table")
            return Statement(_names(words, Access.READ, Sort.TABLE, defines=False))
        case "refresh":
            words.step()
            words.skip_any("materialized", "view", "concurrently")
            return Statement((_ref(words, Access.WRITE, Sort.TABLE),))
        case "import":
            raise UnknownError
    raise UnknownError


def _created(words: Words, query: Callable[[Words], Statement]) -> Statement:
    words.step()
    adjectives = words.skip_any(*_ADJECTIVES)
    what = words.step().text
    if what == "index":
        while not words.is_over and not words.skip("on"):
            words.step()
        words.skip("only")
        return Statement((_ref(words, Access.WRITE, Sort.TABLE)._replace(defines=True),))
    if what in _OTHERS:
        return Statement()
    if what not in _SORTS:
        raise UnknownError
    words.skip("if", "not", "exists")
    if what == "schema":
        words.skip("authorization")
    temporary = " temp" in adjectives
    made = _ref(words, Access.CREATE, _SORTS[what])._replace(defines=True, temporary=temporary)
    refs = [made]
    while not words.is_over:
        if words.skip("references") or words.skip("partition", "of") or words.skip("inherits", "("):
            refs.append(_ref(words, Access.READ, Sort.TABLE))
        elif words.word == "as" and (words.ahead(1).text in QUERIES or words.ahead(1).text == "("):
            words.step()
            if what in ("table", "view"):
                return Statement((*refs, *query(words).refs))
        elif what == "table" and words.ahead(-1).text in ("(", ",") and words.skip("like"):
            refs.append(_ref(words, Access.READ, Sort.TABLE))
        else:
            words.step()
    return Statement(tuple(refs))


def _altered(words: Words) -> Statement:
    words.step()
    words.skip_any("materialized", "foreign")
    what = words.step().text
    if what in ("role", "user", "database") and _sets_path(words):
        return Statement(path_elsewhere=True)
    if what in _OTHERS or what == "index":
        return Statement()
    if what not in _SORTS:
        raise UnknownError
    words.skip("if", "exists")
    words.skip("only")
    sort = _SORTS[what]
    refs = [_ref(words, Access.WRITE, sort)._replace(defines=True)]
    while not words.is_over:
        if words.skip("references") or words.skip("attach", "partition"):
            refs.append(_ref(words, Access.READ, Sort.TABLE))
        elif words.skip("rename", "to"):
            refs[0] = refs[0]._replace(access=Access.DELETE)
            refs.append(refs[0]._replace(name=words.step().text, access=Access.CREATE))
        else:
            words.step()
    return Statement(tuple(refs))


def _sets_path(words: Words) -> bool:
    return any(words.ahead(at) == (Is.WORD, "search_path") for at in range(10))


def _dropped(words: Words) -> Statement:
    words.step()
    words.skip_any("materialized", "foreign")
    what = words.step().text
    if what == "owned":
        raise UnknownError
    if what in _OTHERS or what == "index":
        return Statement()
    if what not in _SORTS:
        raise UnknownError
    words.skip("if", "exists")
    return Statement(_names(words, Access.DELETE, _SORTS[what], defines=True))


def _names(words: Words, access: Access, sort: Sort, *, defines: bool) -> tuple[Ref, ...]:
    refs = []
    while True:
        words.skip("only")
        refs.append(_ref(words, access, sort)._replace(defines=defines))
        if words.mark == "*":
            words.step()
        if words.mark != ",":
            return tuple(refs)
        words.step()


def _ref(words: Words, access: Access, sort: Sort) -> Ref:
    name = words.name()
    if name is None or len(name) > 3:
        raise UnknownError
    database, schema, own = ("", "", *name)[-3:]
    return Ref(own, access, schema, database, sort)
