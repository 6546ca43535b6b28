"""Suites that hand each worker something of its own, which a run in one process never gets."""

from __future__ import annotations

import pytest

from pytest_bulkhead.plugin.known_tools import is_tools, module_of
from pytest_bulkhead.touch import UNSEEN

_OF_RUNS = "pytest_"
"""How modules of pytest's plugins begin, ours too."""


def handed_out(config: pytest.Config) -> str:
    """What is to be said of a run in one process; empty where nothing known tells workers apart.

    Plugins of pytest that hand on their own options do so for the run; what a project or its libraries hand on is
    likely a name or number for each worker.

    Args:
        config: of the run.
    """
    caller = getattr(config.hook, "pytest_configure_node", None)
    hooks = [one.function for one in caller.get_hookimpls()] if caller is not None else []
    givers = [module_of(hook) for hook in hooks if not (is_tools(hook) or module_of(hook).startswith(_OF_RUNS))]
    if not givers:
        return ""
    return f"{UNSEEN}{givers[0]} gives each worker something of its own, which one process never gets: audit with -n 2"
