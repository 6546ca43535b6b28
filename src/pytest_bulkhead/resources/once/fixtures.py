"""The fixture for what is made once; what it does is imported when a test asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def once_per_run() -> Callable[..., Any]:
    """A function that makes something once for all workers: `once_per_run("data", make_data, undo=remove_data)`.

    Whoever comes first makes it. Its value travels to all workers as JSON. `undo`, a function at the top level of a
    file, is called with it when the last worker has gone, also after a crash.
    """
    from pytest_bulkhead.errors import BulkheadError
    from pytest_bulkhead.resources.once.once import once_per_run

    def once(key: str, make: Any, undo: Callable[[Any], object] | None = None) -> Any:
        try:
            return once_per_run(key, make, undo)
        except BulkheadError as error:
            told = str(error)
        return pytest.fail(told, pytrace=False)

    return once
