"""The test that fails when what keeps tests apart is taken out."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create

PART = "meta-test"
SUMMARY = "a test file that fails when hooks, settings, CI or the plugin are taken out"
ORDER = 50
_WHY = "fails when hooks, settings, CI or the plugin are taken out"
_TEMPLATE = "test_isolation_meta.py"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """A file beside the tests, by a name that pytest collects."""
    path = project.test_file("bulkhead_meta")
    if not path.exists():
        yield create(PART, project.root, path, template(_TEMPLATE), _WHY)
