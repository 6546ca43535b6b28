"""The settings: a table in pyproject.toml, or a file of their own where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.checker.baselined import DEFAULT_BASELINE
from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.errors import NoTestCodeError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.scaffold.filling import template
from pytest_bulkhead.scaffold.project import Project
from pytest_bulkhead.scaffold.proposal import Declined, Proposal, create, declined, insert, read_text
from pytest_bulkhead.scaffold.text.insertion import NotEditableError
from pytest_bulkhead.scaffold.text.toml_edit import append_table
from pytest_bulkhead.settings import Settings, load_settings
from pytest_bulkhead.tolerated.baseline import Baseline
from pytest_bulkhead.tolerated.baseline_file import baseline_text

PART = "settings"
SUMMARY = "[tool.bulkhead] in pyproject.toml, or bulkhead.toml; a baseline of what is found today"
ORDER = 10
_WHY = "what is looked for, and what the plugin does about leaks"


def propose(project: Project) -> Iterator[Proposal | Declined]:
    """The table, and a baseline of what there is to be found today, so that only what is new is told from now on."""
    root = project.root
    if load_settings(root).path is not None:
        return
    baseline = root / DEFAULT_BASELINE
    findings = [] if baseline.exists() else _findings(project)
    tolerated = bool(findings) or baseline.exists()
    lines = template("settings.toml", baseline=f'baseline = "{DEFAULT_BASELINE}"' if tolerated else "")
    path = root / "pyproject.toml"
    try:
        before = read_text(path)
        if before is None:
            yield create(PART, root, root / "bulkhead.toml", lines, _WHY)
        else:
            yield insert(PART, root, path, before, _WHY, append_table(before, "tool.bulkhead", lines))
    except NotEditableError as error:
        yield declined(PART, root, path, error, "Put [tool.bulkhead] in by hand, or the same keys into bulkhead.toml.")
        return
    if findings:
        why = f"{len(findings)} finding{'s' * (len(findings) > 1)} of today, tolerated until mended"
        yield create(PART, root, baseline, baseline_text(Baseline.of(baseline, findings)), why)


def _findings(project: Project) -> list[Finding]:
    """What the checker tells of the project, under the settings that it would have."""
    settings = Settings(path=project.root / "pyproject.toml")
    try:
        found = check_paths([project.root], settings, processes=None).findings
    except NoTestCodeError:
        return []
    return [finding for finding in found if Baseline.of(project.root / DEFAULT_BASELINE, [finding]).counts]
