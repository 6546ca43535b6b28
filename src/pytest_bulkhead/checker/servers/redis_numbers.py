"""The worker's own Redis database in the place of a number that is written down, or left out."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.fixing import Edits
from pytest_bulkhead.checker.fixing.imports import imported
from pytest_bulkhead.checker.fixing.replacing import replaced
from pytest_bulkhead.checker.fixing.sequences import added_after
from pytest_bulkhead.checker.fixing.spans import span_of, text_of
from pytest_bulkhead.checker.servers.connection import last_name
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.findings import Edit

_HOME = "pytest_bulkhead.worker.get_worker_redis_db"
_CLIENTS = frozenset({"Redis", "StrictRedis", "Valkey", "StrictValkey"})
# Where the number stands among the arguments.
_NUMBER = 2
_URL = re.compile(r"((?:redis|rediss|valkey|valkeys)://[^/?#]+)(?:/\d*)?")


def number_of_worker(made: ast.Call, module: Module) -> Edits:
    """The edits after which a client uses the database of its worker; None where it is not told here which it uses."""
    if any(isinstance(one, ast.Starred) for one in made.args) or any(one.arg is None for one in made.keywords):
        return None
    if len(_numbers(module)) > 1:  # what lies apart would come to lie together
        return None
    worker = imported(_HOME, made, module)
    edits = _changed(made, f"{worker.name}()", module) if worker else None
    return (*worker.edits, *edits) if worker and edits else None


def _numbers(module: Module) -> set[int]:
    """The numbers that the clients of a file are told."""
    calls = (node for node in ast.walk(module.source.tree) if isinstance(node, ast.Call))
    told = (_told(call) for call in calls if last_name(call.func) in _CLIENTS)
    return {one.value for one in told if isinstance(one, ast.Constant) and isinstance(one.value, int)}


def _told(made: ast.Call) -> ast.expr | None:
    """The number that a client is told."""
    if len(made.args) > _NUMBER:
        return made.args[_NUMBER]
    return next((one.value for one in made.keywords if one.arg == "db"), None)


def _changed(made: ast.Call, number: str, module: Module) -> tuple[Edit, ...] | None:
    name, given = last_name(made.func), {one.arg: one.value for one in made.keywords}
    if name == "from_url":
        return _without_number(made, given, number, module)
    if name not in _CLIENTS or "connection_pool" in given:
        return None
    told = _told(made)
    if told is None:
        return _added(made, f"db={number}", module)
    edit = replaced(told, number, module) if isinstance(told, ast.Constant) and type(told.value) is int else None
    return (edit,) if edit else None


def _without_number(
    made: ast.Call, given: dict[str | None, ast.expr], number: str, module: Module
) -> tuple[Edit, ...] | None:
    """The number of an address goes before any other, so that it must not be there."""
    url = made.args[0] if made.args else given.get("url")
    if not isinstance(url, ast.Constant) or not isinstance(url.value, str) or "db" in given:
        return None
    found = _URL.fullmatch(url.value)
    text = text_of(url, module)
    if found is None or text.count(url.value) != 1:  # an address in several pieces, or with escapes
        return None
    added = _added(made, f"db={number}", module)
    shorter = replaced(url, text.replace(url.value, found[1]), module)
    if added is None or shorter is None:
        return None
    return (shorter, *added) if shorter.text != text else added


def _added(made: ast.Call, text: str, module: Module) -> tuple[Edit, ...] | None:
    given: list[ast.expr | ast.keyword] = [*made.args, *made.keywords]
    if given:
        return added_after(max(given, key=lambda one: span_of(one, module).end), text, module)
    end = span_of(made, module).end - 1
    return (Edit(end, end, text),) if module.source.text[end - 1] == "(" else None
