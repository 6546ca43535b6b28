"""What the server needs beyond pytest, and what to say where it is missing."""

from __future__ import annotations

import importlib.util

from pytest_bulkhead.errors import UsageError

_NEEDED = ("sqlalchemy", "jinja2", "starlette", "uvicorn")


def require_server() -> None:
    """See that a server can be run.

    Raises:
        UsageError: something of the extra is not installed.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"The server needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed: "
            "pip install 'pytest-bulkhead[server]'."
        )
