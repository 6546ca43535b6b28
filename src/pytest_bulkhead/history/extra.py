"""What the history needs beyond pytest, and what to say where it is missing."""

from __future__ import annotations

import importlib.util

from pytest_bulkhead.errors import UsageError


def has_history() -> bool:
    """Whether a store can be opened here."""
    return importlib.util.find_spec("sqlalchemy") is not None


def require_history() -> None:
    """See that a store can be opened.

    Raises:
        UsageError: SQLAlchemy is not installed.
    """
    if not has_history():
        raise UsageError(
            "The history needs SQLAlchemy, which is not installed: pip install 'pytest-bulkhead[history]'."
        )


def require_lake() -> None:
    """See that Parquet can be written.

    Raises:
        UsageError: DuckDB is not installed.
    """
    if importlib.util.find_spec("duckdb") is None:
        raise UsageError("To write Parquet takes DuckDB, which is not installed: pip install 'pytest-bulkhead[lake]'.")
