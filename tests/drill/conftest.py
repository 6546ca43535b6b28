"""A bench of our own interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.pytest_process import own_interpreter, probe

# The plugins of our environment that no suite of these tests needs.
ARGUMENTS = tuple(word for name in ("randomly", "hypothesispytest", "anyio", "cov") for word in ("-p", f"no:{name}"))


@pytest.fixture(scope="session")
def bench() -> Bench:
    """Nothing but Python is there for the suites that it runs."""
    return Bench(probe(own_interpreter(), Path.cwd()), ARGUMENTS)
