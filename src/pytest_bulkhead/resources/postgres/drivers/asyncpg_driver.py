"""asyncpg, whose loop runs in a thread of its own, so that it serves fixtures of any test, async ones too."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg  # type: ignore[import-untyped]

ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, asyncio.TimeoutError)
_PATIENCE = 15


class Connection:
    """A connection of asyncpg."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bulkhead-postgres")
        try:
            self._connection = self._result(asyncpg.connect(url, timeout=_PATIENCE))
        except BaseException:
            self._end()
            raise

    def fetch(self, statement: str) -> list[tuple[Any, ...]]:
        """Run it, and give the rows, if it has any."""
        return list(map(tuple, self._result(self._connection.fetch(statement))))

    def script(self, text: str) -> None:
        """Run several statements."""
        self._result(self._connection.execute(text))

    def quoted(self, text: str, *, name: bool) -> str:
        """A name or a literal as it may stand in a statement."""
        function = "quote_ident" if name else "quote_literal"
        return str(self._result(self._connection.fetchval(f"SELECT {function}($1)", text)))

    def close(self) -> None:
        """End the connection."""
        self._result(self._connection.close())
        self._end()

    def _result(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self._thread.submit(self._loop.run_until_complete, coroutine).result()

    def _end(self) -> None:
        self._thread.shutdown()
        self._loop.close()


connect = Connection
