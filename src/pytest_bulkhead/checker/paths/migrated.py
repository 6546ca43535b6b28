"""Whether the database that a fixture migrates is the same one in every worker."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.sameness.sameness import Likeness
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.knowledge import Knowledge

# Who speaks of these has a database, or a server, of the worker's own.
_OWN = re.compile(
    r"container|tmp_path|tmpdir|tempfile|mkdtemp|uuid|postgresql|pytest_|mock|django_db|_proc\b|random|memory"
    r"|free_port|worker|xdist|monkeypatch",
    re.IGNORECASE,
)
_MENTIONS = (b"testcontainers", b"worker_id", b"PYTEST_XDIST_WORKER", b"pytest_postgresql", b"workerinput")


def is_shared_database(function: Function, knowledge: Knowledge) -> bool:
    """Whether nothing that a fixture does, asks for or says gives it a database of its own."""
    likeness = Likeness(knowledge, function.module)
    urls = [node.args[1] for node in ast.walk(function.node) if isinstance(node, ast.Call) and _sets_url(node)]
    if urls:
        return all(likeness.of(url, Where(function.module, function.scope)).is_shared for url in urls)
    involved, pending = {function}, [function]
    while pending:
        one = pending.pop()
        for name in one.parameters:
            fixture = knowledge.fixtures.find(name, one)
            if fixture is None and name not in ("request", "self"):
                return False
            if fixture is not None and fixture.function not in involved:
                involved.add(fixture.function)
                pending.append(fixture.function)
    if any(_OWN.search(ast.unparse(one.node)) for one in involved):
        return False
    paths = {function.module.path, *(one.path for one in knowledge.index.conftests(function.module.path))}
    return not any(knowledge.index.mentions(path, text) for path in paths for text in _MENTIONS)


def _sets_url(call: ast.Call) -> bool:
    """``config.set_main_option("sqlalchemy.url", url)``."""
    first = call.args[0] if len(call.args) == 2 else None
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("set_main_option", "set_section_option")
        and isinstance(first, ast.Constant)
        and first.value == "sqlalchemy.url"
    )
