"""Whether anybody's code but pytest's own runs between two tests."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.plugin.known_tools import KNOWN_TOOLS, module_of

_BETWEEN = (
    "pytest_runtest_protocol",
    "pytest_runtest_logstart",
    "pytest_runtest_setup",
    "pytest_runtest_teardown",
    "pytest_runtest_makereport",
    "pytest_runtest_logreport",
    "pytest_report_teststatus",
    "pytest_exception_interact",
    "pytest_warning_recorded",
    "pytest_runtest_logfinish",
)
"""The hooks that are called from the end of a test's teardown to the beginning of the next one's set-up."""
_TRUSTED = KNOWN_TOOLS.keys() | {"pytest_bulkhead", "_hypothesis_pytestplugin"}


def is_pytest_alone(hooks: Any) -> bool:
    """Whether none but pytest and tools whose changes count for nothing have a part in it.

    Args:
        hooks: of the configuration, once everything is collected.
    """
    found = (one.function for name in _BETWEEN for one in getattr(hooks, name).get_hookimpls())
    return all(module_of(function).partition(".")[0] in _TRUSTED for function in found)
