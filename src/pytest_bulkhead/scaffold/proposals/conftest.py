"""Fixtures that only the project itself can tell us how to make."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, declined, insert, read_text
from pytest_bulkhead.scaffold.text.insertion import Insertion, NotEditableError, at_end, inserted, line_end

PART = "conftest"
SUMMARY = "fixtures for the application's overrides and the database's migrations, where there are any"
ORDER = 40
_WHY = "{} for tests to ask for"
_URL = "'sqlalchemy.url'"
_SETS_URL = re.compile(r"\bset_(?:main|section)_option\b|\basync_|\burl=(?!url\b)")
_FROM_SETTINGS = re.compile(rf"\w+\.(?:get_section\(|get_main_option\({_URL}\)$)")
_IMPORT, _GAP = "import pytest\n", "\n"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """Those that are not there yet, put at the end of the outermost conftest.py of the tests."""
    path = project.root / project.tests / "conftest.py"
    wanted = {"app_overrides": _overrides(project), "postgres_migrations": _migrations(project)}
    try:
        before = read_text(path)
        known = before or ""
        fixtures = {name: text for name, text in wanted.items() if text and not _has(project.root, path, name)}
        if not fixtures:
            return
        why, lines = _WHY.format(" and ".join(fixtures)), "\n\n".join(fixtures.values())
        if before is None:
            yield create(PART, project.root, path, f"{_IMPORT}\n\n{lines}", why)
            return
        pieces = [at_end(known, f"\n{lines}"), *_import(known)]
        after = inserted(known, pieces)
        if not _parses(after) or not _parses(known):
            raise NotEditableError("is no valid Python")
        yield insert(PART, project.root, path, before, why, *pieces)
    except NotEditableError as error:
        yield declined(PART, project.root, path, error, "Mend it, and run this again.")


def _overrides(project: Project) -> str:
    module, _, name = project.app.partition(":")
    return template("conftest-overrides.py.txt", module=module, name=name) if name else ""


def _migrations(project: Project) -> str:
    """For projects with Alembic whose environment takes the URL that it is told."""
    configured = project.root / "alembic.ini"
    if "postgres" not in project.servers or "alembic" not in project.requirements or not configured.is_file():
        return ""
    found = re.search(r"(?m)^script_location\s*=\s*(?:%\(here\)s/)?(\S+)", configured.read_text(errors="replace"))
    environment = project.root / (found[1] if found else "alembic") / "env.py"
    try:
        text = environment.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return template("conftest-migrations.py.txt") if _takes_url(text) else ""


def _takes_url(text: str) -> bool:
    """Whether an environment of Alembic connects to the URL of its configuration, and to no other one.

    It migrates whatever it connects to: where there is a doubt, nobody is to be sent to a database that is in use.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    code = ast.unparse(tree)
    if code.count(_URL) > code.count(f"get_main_option({_URL})") or _SETS_URL.search(code):
        return False
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = [call for call in calls if ast.unparse(call.func).endswith(("engine_from_config", "create_engine"))]
    if any(keyword.arg == "url" for call in made for keyword in call.keywords):
        return False
    return bool(made) and all(call.args and _FROM_SETTINGS.match(ast.unparse(call.args[0])) for call in made)


def _has(root: Path, path: Path, name: str) -> bool:
    """Whether a conftest of the tests or above them speaks of a name."""
    above = [folder / "conftest.py" for folder in (path.parent, *path.parent.parents) if folder.is_relative_to(root)]
    return any(re.search(rf"\b{name}\b", read_text(one) or "") for one in above)


def _import(text: str) -> list[Insertion]:
    """The import of pytest, behind the others at the top; none where the name is bound already."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return []
    imports = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    if any(one.name == "pytest" and not one.asname for node in imports for one in node.names):
        return []
    docstring = bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    above = [*body[:docstring], *itertools.takewhile(lambda node: node in imports, body[docstring:])][-1:]
    start = sum(map(len, text.splitlines(keepends=True)[: above[0].end_lineno or 0])) if above else 0
    joins = (
        above and above[0] in imports and not (isinstance(above[0], ast.ImportFrom) and above[0].module == "__future__")
    )
    return [Insertion(start, f"{'' if joins or not above else _GAP}{_IMPORT}".replace("\n", line_end(text)))]


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True
