"""A text of SQL read into statements: what each of them touches, or that it cannot be told."""

from __future__ import annotations

import functools

from pytest_bulkhead.plugin.touching.sql.definitions import definition
from pytest_bulkhead.plugin.touching.sql.queries import QUERIES, Query, UnknownError
from pytest_bulkhead.plugin.touching.sql.sessions import session_change
from pytest_bulkhead.plugin.touching.sql.statement import UNKNOWN, Ref, Statement
from pytest_bulkhead.plugin.touching.sql.tokens import Is, NotSqlError, Token, tokens
from pytest_bulkhead.plugin.touching.sql.words import Words
from pytest_bulkhead.touch import Access

_LONGEST = 200_000
_TOUCH_NOTHING = frozenset(
    [
        "analyze",
        "checkpoint",
        "close",
        "cluster",
        "comment",
        "deallocate",
        "execute",
        "fetch",
        "grant",
        "listen",
        "load",
        "move",
        "notify",
        "reassign",
        "reindex",
        "revoke",
        "security",
        "show",
        "unlisten",
        "vacuum",
    ]
)


@functools.lru_cache(maxsize=1024)
def read(text: str) -> tuple[Statement, ...]:
    """Read a text, which may hold several statements.

    What cannot be read is `UNKNOWN`, and never guessed.
    """
    if len(text) > _LONGEST:
        return (UNKNOWN,)
    try:
        parts = _parts(tokens(text))
    except NotSqlError:
        return (UNKNOWN,)
    return tuple(_statement(Words(part)) for part in parts)


def _parts(found: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in found:
        if token == (Is.MARK, ";"):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _statement(words: Words) -> Statement:
    try:
        return _read(words)
    except UnknownError:
        return UNKNOWN


def _read(words: Words) -> Statement:
    word = words.word
    if word in QUERIES or words.mark == "(":
        return _query(words)
    if word in _TOUCH_NOTHING:
        return Statement()
    changed = session_change(words)
    if changed is not None:
        return changed
    match word:
        case "explain":
            return _explained(words)
        case "copy":
            return Statement(_copied(words))
        case "declare":
            while not words.is_over and not words.skip("for"):
                words.step()
            return _query(words)
        case "prepare":
            while not words.is_over and not words.skip("as"):
                words.step()
            return _read(words)
    return definition(words, _query)


def _query(words: Words) -> Statement:
    path = _path_set_by_function(words)
    return Statement(tuple(Query(words).read()), path=path)


def _path_set_by_function(words: Words) -> tuple[str, ...] | None:
    """What `set_config('search_path', …)` says; nothing in it where that cannot be told."""
    for distance in range(4):
        if words.ahead(distance) == (Is.WORD, "set_config") and words.ahead(distance + 2) == (Is.TEXT, "search_path"):
            value = words.ahead(distance + 4)
            return search_path(value.text) if value.kind is Is.TEXT else ()
    return None


def search_path(text: str) -> tuple[str, ...]:
    """The schemas of a search path as it stands in a setting."""
    try:
        return tuple(token.text for token in tokens(text) if token.kind is not Is.MARK and token.text)
    except NotSqlError:
        return ()


def _explained(words: Words) -> Statement:
    words.step()
    runs = words.skip_any("analyze", "verbose")
    if words.mark == "(":
        start = words.at
        words.over_brackets()
        runs += " ".join(words.ahead(at - words.at).text for at in range(start, words.at))
    inner = _read(words)
    if "analyze" in runs:
        return inner
    return Statement(tuple(ref._replace(access=Access.READ, defines=False) for ref in inner.refs))


def _copied(words: Words) -> tuple[Ref, ...]:
    words.step()
    if words.mark == "(":
        words.step()
        return _query_in_brackets(words)
    name = words.name()
    if name is None or len(name) > 3:
        raise UnknownError
    if words.mark == "(":
        words.over_brackets()
    access = Access.WRITE if words.skip("from") else Access.READ
    database, schema, own = ("", "", *name)[-3:]
    return (Ref(own, access, schema, database),)


def _query_in_brackets(words: Words) -> tuple[Ref, ...]:
    depth, inner = 1, list[Token]()
    while not words.is_over:
        depth += (words.mark == "(") - (words.mark == ")")
        if depth == 0:
            return tuple(Query(Words(inner)).read())
        inner.append(words.step())
    raise UnknownError
