"""Chromium without a window, and a page in it that is watched for complaints and requests."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, sync_playwright

_PATIENCE = 120_000
"""In milliseconds: machines that run tests are busy."""


@contextlib.contextmanager
def start_browser(program: str) -> Iterator[Any]:
    with (
        tempfile.TemporaryDirectory() as home,
        sync_playwright() as playwright,
        contextlib.closing(
            playwright.chromium.launch(
                executable_path=program,
                args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
                timeout=_PATIENCE,
                env={"HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin"},
            )
        ) as browser,
    ):
        yield browser


class Shown:
    """An opened page.

    Args:
        url: of the page.
        context: of the browser: its size, its colours.
    """

    def __init__(self, browser: Any, url: str, **context: Any) -> None:
        self._context = browser.new_context(**context)
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(_PATIENCE)
        self._problems: list[str] = []
        self.page.on("console", lambda said: self._problems.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self._problems.append(f"error: {error}"))
        self.page.on("request", self._watch)
        self._url = url
        self.page.goto(url)

    def _watch(self, request: Any) -> None:
        if request.url.partition("#")[0] != self._url.partition("#")[0] and not request.url.startswith("data:,"):
            self._problems.append(f"request: {request.url}")

    def ask(self, script: str) -> Any:
        """What a script answers, outside of the page's policy."""
        return self.page.evaluate(script)

    def close(self) -> list[str]:
        """What went wrong."""
        self._context.close()
        return self._problems
