"""The report of the live store, as a page and as data."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pytest_bulkhead.audit.told_again import records_near, root_of
from pytest_bulkhead.errors import RecordError, StoreError
from pytest_bulkhead.history.store import Store
from pytest_bulkhead.record.reading import read_record
from pytest_bulkhead.report.data.sources import Run
from pytest_bulkhead.report.data.whole import page_data
from pytest_bulkhead.report.gathering import gather, run_of_record
from pytest_bulkhead.report.rendering import render
from pytest_bulkhead.server.answers import document, problem
from pytest_bulkhead.server.live import Live
from pytest_bulkhead.settings import load_settings

_DAY = 24 * 60 * 60
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def pages(live: Live) -> dict[str, Callable[[Request], Response]]:
    """What answers with the report, by path.

    Args:
        live: the project and its store.
    """
    latest = _Latest(live.root)

    def data(days: int) -> dict[str, Any]:
        def make(_: Store) -> dict[str, Any]:
            run, tolerated = latest.run()
            since = time.time() - days * _DAY if days else None
            gathered = gather(run, live.root, live.settings, live.patient_place, tolerated=tolerated, since=since)
            if gathered.sources.past is None:
                raise StoreError("; ".join(gathered.missing))
            return page_data(gathered.sources)

        known: dict[str, Any] = live.fresh(f"report {days}", make)
        return known

    def page(request: Request) -> Response:
        if (days := _days(request)) is None:
            return _not_understood(request)
        text = live.fresh(f"page {days}", lambda _: render(data(days)))
        # What the page says of itself holds as the server's word, too, and nobody frames it.
        said = _POLICY.search(text)
        policy = f"{html.unescape(said[1])}; " if said else "default-src 'none'; "
        headers = {"content-security-policy": f"{policy}frame-ancestors 'none'"}
        return Response(text, media_type="text/html", headers=headers)

    def report(request: Request) -> Response:
        if (days := _days(request)) is None:
            return _not_understood(request)
        known = data(days)
        trends = known["trends"]
        summary = {"tests": len(known["tests"]["name"]), "runs": trends["runs"] if trends else 0}
        return document({**known, "summary": summary})

    return {"/": page, "/api/report": report}


class _Latest:
    """The latest run of the project, with what the checker says of its files, looked at once for each record."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: tuple[tuple[str, int], Run, dict[str, int]] | None = None

    def run(self) -> tuple[Run | None, dict[str, int]]:
        """The run, None where none can be told; and how many of its findings are tolerated, by what lets them stand."""
        for path in reversed(records_near(self._root)):
            try:
                key = (str(path), path.stat().st_size)
                if self._known is None or self._known[0] != key:
                    record = read_record(path)
                    root = root_of(record, path)
                    self._known = (key, *run_of_record(record, path.stem, root, load_settings(root)))
            except (OSError, RecordError):
                continue
            return self._known[1], self._known[2]
        return None, {}


def _days(request: Request) -> int | None:
    """How far back a review looks, 0 without one; None for what is no such time."""
    text = request.query_params.get("since", "0d")
    return int(text[:-1]) if re.fullmatch(r"[0-9]{1,4}d", text) else None


def _not_understood(request: Request) -> Response:
    return problem(request.url.path, 400, "since is a number of days, such as 30d.")
