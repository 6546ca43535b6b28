"""What programs can read: the state of the suite, its alerts, runs and tests, and metrics."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pytest_bulkhead.alerting import open_metrics
from pytest_bulkhead.alerting.looking import look
from pytest_bulkhead.alerting.terminal import render_json
from pytest_bulkhead.alerting.told import Told
from pytest_bulkhead.history.queries import Reader
from pytest_bulkhead.history.status import status_of
from pytest_bulkhead.history.status_document import status_document
from pytest_bulkhead.history.store import Store
from pytest_bulkhead.history.values import RunsOfTest, RunTotals
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.quarantine.entry import today
from pytest_bulkhead.quarantine.file import read_quarantine
from pytest_bulkhead.quarantine.place import quarantine_path
from pytest_bulkhead.server.answers import document, problem
from pytest_bulkhead.server.live import Live

OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
_MOST_RUNS = 1000
_USUAL_RUNS = 100
_LONGEST_NUMBER = 9

Endpoint = Callable[[Request], Response]

PATHS = {
    "/": "the report; with ?since=30d, what has become better or worse since",
    "/api/report": "the same as data",
    "/api/status": "as `bulkhead history status` tells it",
    "/api/alerts": "as `bulkhead history alerts` tells it; nothing is acknowledged, opened or closed by reading",
    "/api/runs?last=N": f"the latest runs in each environment ({_USUAL_RUNS}, {_MOST_RUNS} at most)",
    "/api/test?id=TEST": "the attempts of one test in its latest runs",
    "/api/quarantine": "the tests that are set apart",
    "/api/ingest": "takes a file of a run by POST, with the token",
    "/metrics": "OpenMetrics, for Prometheus",
    "/health": "whether the store answers",
}


def endpoints(live: Live) -> dict[str, Endpoint]:
    """What answers, by path.

    Args:
        live: the project and its store.
    """

    def told(store: Store) -> Told:
        return look(store, live.settings, live.root, remembers=False)

    def index(_: Request) -> Response:
        return document({"project": live.root.name, "paths": PATHS, "summary": {"paths": len(PATHS)}})

    def status(_: Request) -> Response:
        def make(store: Store) -> dict[str, Any]:
            quarantine = read_quarantine(quarantine_path(live.settings.root, live.root))
            known = status_of(store, live.settings, live.root)
            return status_document(known, store.place, quarantine, today())

        return document(live.fresh("status", make))

    def alerts(_: Request) -> Response:
        return Response(render_json(live.fresh("told", told), Style()), media_type="application/json")

    def metrics(_: Request) -> Response:
        return Response(open_metrics.render(live.fresh("told", told)), headers={"content-type": OPEN_METRICS})

    def runs(request: Request) -> Response:
        last = request.query_params.get("last", str(_USUAL_RUNS))
        if not last.isdecimal() or len(last) > _LONGEST_NUMBER or not 0 < int(last) <= _MOST_RUNS:
            return problem(request.url.path, 400, f"last is a number from 1 to {_MOST_RUNS}.")

        def make(store: Store) -> list[RunTotals]:
            with store.reading() as connection:
                return Reader(connection).totals()

        totals = live.fresh("runs", make)
        told = [_run(one) for one in reversed(totals[-int(last) :])]
        return document({"runs": told, "summary": {"runs": len(totals), "told": len(told)}})

    def test(request: Request) -> Response:
        name = request.query_params.get("id", "")
        with live.store() as store, store.reading() as connection:
            found = Reader(connection).of_test(name) if name else []
        if not found:
            return problem(request.url.path, 404, "No such test is remembered. id is that of pytest, percent-encoded.")
        attempts = sum(len(one.attempts) for one in found)
        environments = [_environment(one) for one in found]
        return document({"test": name, "environments": environments, "summary": {"attempts": attempts}})

    def quarantine(_: Request) -> Response:
        known, day = read_quarantine(quarantine_path(live.settings.root, live.root)), today()
        summary = {"tests": len(known.entries), "overdue": len(known.overdue(day))}
        return document({"tests": [one.to_json(day) for one in known.entries], "summary": summary})

    def health(_: Request) -> Response:
        with live.store() as store, store.reading():
            return Response("ok\n", media_type="text/plain")

    return {
        "/api": index,
        "/api/status": status,
        "/api/alerts": alerts,
        "/api/runs": runs,
        "/api/test": test,
        "/api/quarantine": quarantine,
        "/metrics": metrics,
        "/health": health,
    }


def _run(one: RunTotals) -> dict[str, Any]:
    return {
        "run": one.run,
        "environment": one.environment,
        "started": _moment(one.started),
        "revision": one.revision,
        "branch": one.branch,
        "dirty": one.is_dirty,
        "shards": one.shards,
        "workers": one.workers,
        "attempts": one.attempts,
        "failed": one.bad,
        "crashes": one.crashes,
        "collect_errors": one.collect_errors,
        "complete": one.is_complete,
        "serial_seconds": one.wall / 1e6,
        "elapsed_seconds": None if one.elapsed is None else one.elapsed / 1e6,
    }


def _environment(of: RunsOfTest) -> dict[str, Any]:
    attempts = [
        {
            "run": one.run,
            "started": _moment(one.started),
            "revision": one.revision,
            "worker": one.worker,
            "attempt": one.number,
            "outcome": one.outcome.name.lower(),
            "seconds": one.wall / 1e6,
            "resident_kb": one.resident,
        }
        for one in of.attempts
    ]
    return {"environment": of.environment, "attempts": attempts}


def _moment(microseconds: int) -> str:
    """In UTC; what no calendar holds is told as its last day."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(min(microseconds / 1e6, 253e9)))
