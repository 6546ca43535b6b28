"""A plugin for runs of seeds in which one look at the collected tests, named by the environment, sees nothing."""

from __future__ import annotations

import os
from importlib import import_module

import pytest

VARIABLE = "BULKHEAD_TESTS_BLIND"


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    module, name = os.environ[VARIABLE].rsplit(":", 1)
    owner, _, attribute = name.rpartition(".")
    thing = import_module(module)
    setattr(getattr(thing, owner) if owner else thing, attribute, lambda *_: iter(()))
