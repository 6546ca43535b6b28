"""What the page needs beyond pytest, and what to say where it is missing."""

from __future__ import annotations

import importlib.util

from pytest_bulkhead.errors import UsageError

NEEDED = "pip install 'pytest-bulkhead[report]'"


def has_report() -> bool:
    """Whether a page can be written here."""
    return importlib.util.find_spec("jinja2") is not None


def require_report() -> None:
    """See that a page can be written.

    Raises:
        UsageError: jinja2 is not installed.
    """
    if not has_report():
        raise UsageError(f"The report needs jinja2, which is not installed: {NEEDED}.")
