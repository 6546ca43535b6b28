"""Statements about the connection itself: its transaction, its search path."""

from __future__ import annotations

from pytest_bulkhead.plugin.touching.sql.statement import Statement, Step
from pytest_bulkhead.plugin.touching.sql.tokens import Is
from pytest_bulkhead.plugin.touching.sql.words import Words

_PLAIN_STEPS = {"begin": Step.BEGIN, "start": Step.BEGIN, "commit": Step.COMMIT, "end": Step.COMMIT}


def session_change(words: Words) -> Statement | None:
    """Read such a statement; None where it is none."""
    word = words.word
    if word in _PLAIN_STEPS:
        return Statement(step=_PLAIN_STEPS[word])
    match word:
        case "rollback" | "abort":
            return _rollback(words)
        case "savepoint":
            words.step()
            return Statement(step=Step.SAVE, savepoint=words.now.text)
        case "release":
            words.step()
            words.skip("savepoint")
            return Statement(step=Step.RELEASE, savepoint=words.now.text)
        case "set":
            return _set(words)
        case "reset" | "discard":
            words.step()
            return Statement(resets_path=words.word in ("all", "search_path"))
    if word == "prepare" and words.ahead(1) == (Is.WORD, "transaction"):
        return Statement(step=Step.COMMIT)
    return None


def _rollback(words: Words) -> Statement:
    words.step()
    if words.word == "prepared":
        return Statement()
    words.skip_any("work", "transaction")
    if not words.skip("to"):
        return Statement(step=Step.ROLLBACK)
    words.skip("savepoint")
    return Statement(step=Step.ROLLBACK_TO, savepoint=words.now.text)


def _set(words: Words) -> Statement:
    words.step()
    is_local = "local" in words.skip_any("local", "session")
    if words.skip("schema"):
        return Statement(path=(words.now.text,), path_is_local=is_local)
    if not words.skip("search_path"):
        return Statement()
    words.step()  # `to` or `=`
    if words.word == "default":
        return Statement(resets_path=True)
    schemas = []
    while not words.is_over:
        token = words.step()
        if token.kind is Is.HOLE:
            return Statement(path=(), path_is_local=is_local, is_unknown=True)
        if token.kind is not Is.MARK and token.text:
            schemas.append(token.text)
    return Statement(path=tuple(schemas), path_is_local=is_local)
