"""Answers that are no page: JSON for programs, one line where something went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.machine_json import machine_json

API = "/api"


def document(contents: Mapping[str, Any], status: int = 200) -> Response:
    """JSON, as the commands write it."""
    text = machine_json({"version": 1, "tool": TOOL, **contents})
    return Response(text, status, media_type="application/json")


def problem(path: str, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """What went wrong, in one line.

    Args:
        path: that was asked for: programs are answered in JSON.
        status: of HTTP.
        message: for people.
        headers: besides.
    """
    if path == API or path.startswith(f"{API}/"):
        answer = document({"error": message}, status)
    else:
        answer = Response(f"{harmless(message)}\n", status, media_type="text/plain")
    answer.headers.update(headers or {})
    return answer


async def not_found(request: Request, _: Exception) -> Response:
    """There is no such page, and nothing is listed."""
    return problem(request.url.path, 404, "There is nothing here. / is the report, /api tells what else there is.")


async def not_allowed(request: Request, error: Exception) -> Response:
    """A page cannot be written to."""
    headers = getattr(error, "headers", None)
    return problem(request.url.path, 405, "Nothing here can be changed; runs are sent to /api/ingest by POST.", headers)
