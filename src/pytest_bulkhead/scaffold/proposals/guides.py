"""A guide for those who write tests, and a line that leads to it from where they begin."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.files import NAME
from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, declined, insert, read_text, shown
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, at_end

PART = "guides"
SUMMARY = "a guide for those who write tests, and a line in CONTRIBUTING.md and AGENTS.md that leads to it"
ORDER = 60
_GUIDE = "ISOLATION.md"
_AT_TOP = "TESTING-ISOLATION.md"
_FIRST_READ = ("CONTRIBUTING.md", "AGENTS.md")
_WHY = "how a test keeps to itself here, right and wrong"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """The guide beside the tests, where it is found by those who look at them."""
    root = project.root
    guide = root / project.tests / _GUIDE if project.tests in ("tests", "test") else root / _AT_TOP
    if not guide.exists():
        yield create(PART, root, guide, _guide(project), _WHY)
    for name in _FIRST_READ:
        path = (project.top or root) / name
        if path.is_symlink():
            if path.resolve().name not in _FIRST_READ and path.exists() and b"bulkhead" not in path.read_bytes():
                yield Declined(PART, f"{shown(path, root)} is a link: have what it leads to name {shown(guide, root)}.")
            continue
        try:
            before = read_text(path)
            if before is not None and "bulkhead" not in before:
                lines = template("contributing.md", guide=shown(guide, path.parent))
                yield insert(PART, root, path, before, f"leads to {shown(guide, root)}", at_end(before, lines))
        except NotEditableError as error:
            yield declined(PART, root, path, error, f"Lead to {shown(guide, root)} by hand.")


def _guide(project: Project) -> str:
    servers = {name: "yes" if name in project.servers else "" for name in ("postgres", "redis", "openfga")}
    return template(
        "isolation.md",
        test=f"pytest -n auto --dist {project.dist}",
        grouped="yes" if project.grouped else "",
        fastapi="yes" if project.has_fastapi else "",
        servers="yes" if project.servers else "",
        **servers,
        meta=NAME,
    )
