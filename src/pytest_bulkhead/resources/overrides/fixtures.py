"""The fixture for overrides; what it does is imported when a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pytest_bulkhead.resources.overrides.scope import ScopedOverrides


@pytest.fixture
def dependency_overrides() -> Iterator[Callable[..., ScopedOverrides]]:
    """A function that gives the overrides of an app, to set and delete: `dependency_overrides(app)[user] = fake_user`.

    All is undone at the end. With `require_schemes=True`, what rests on a security scheme can be overridden only where
    the scheme is, too.
    """
    import contextlib

    from pytest_bulkhead.resources.overrides.scope import ScopedOverrides

    with contextlib.ExitStack() as undone:

        def overrides(app: Any, *, require_schemes: bool = False) -> ScopedOverrides:
            scope = ScopedOverrides(app, require_schemes=require_schemes)
            undone.callback(scope.undo)
            return scope

        yield overrides
