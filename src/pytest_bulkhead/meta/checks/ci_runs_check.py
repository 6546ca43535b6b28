"""CI looks at the test code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "Who has no hook installed, or commits with --no-verify, brings in whatever there is."

_CHECKS = r"\bbulkhead[\"',\s]+(?:check|audit|review)\b|\bpytest_bulkhead[\"',\s]+(?:check|audit|review)\b"
_SERVICE = r"(?m)^ci:"
"""In the configuration of pre-commit: what its own service runs for each pull request."""


def look(subject: Subject) -> Iterator[Fault]:
    """Whether any line of CI does, by itself or by the hooks."""
    hooked = {entry.path for entry in subject.hooks}
    if any(re.search(_SERVICE, path.read_text(encoding="utf-8", errors="replace")) for path in hooked):
        return
    if not subject.ci:
        raise DoesNotApplyError("no CI is set up in this repository")
    if not subject.ci_with(_CHECKS) and not any(line.path in hooked for line in subject.ci):
        yield Fault("No job of CI runs `bulkhead check`, nor the hooks.", "Add it: `bulkhead init` writes the job.")
