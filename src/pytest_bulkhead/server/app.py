"""All that the server answers."""

from __future__ import annotations

import sys
from collections.abc import Collection

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.masking import masked
from pytest_bulkhead.server.answers import not_allowed, not_found, problem
from pytest_bulkhead.server.guard import Guard
from pytest_bulkhead.server.live import Live
from pytest_bulkhead.server.page import pages
from pytest_bulkhead.server.reading import endpoints
from pytest_bulkhead.server.token import Token
from pytest_bulkhead.server.uploading import ingest


def application(live: Live, *, names: Collection[str], token: Token | None, is_public: bool, largest: int) -> Starlette:
    """The application.

    Args:
        live: the project and its store.
        names: of this server, beside localhost and addresses.
        token: for those who send files; None where nobody may.
        is_public: whether others than this machine reach it: they read with the token only.
        largest: how many bytes a file may have that is sent.
    """
    answers = {**pages(live), **endpoints(live)}
    routes = [Route(path, answer, methods=["GET"]) for path, answer in answers.items()]
    routes.append(Route("/api/ingest", ingest(live, token, largest), methods=["POST"]))
    guard = Middleware(Guard, names=names, token=token if is_public else None)
    handlers = {BulkheadError: _unavailable, 404: not_found, 405: not_allowed, Exception: _our_fault}
    app = Starlette(routes=routes, middleware=[guard], exception_handlers=handlers)
    app.router.redirect_slashes = False
    return app


async def _unavailable(request: Request, error: Exception) -> Response:
    """The store is away, or the project's files are not as they should be; both may pass."""
    return problem(request.url.path, 503, masked(str(error)), {"retry-after": "5"})


async def _our_fault(request: Request, error: Exception) -> Response:
    told = f"{type(error).__name__}: {error}"
    print(f"bulkhead: our own fault, at {harmless(request.url.path)}: {harmless(masked(told))}", file=sys.stderr)
    return problem(request.url.path, 500, "This is our own fault, not yours; the server's terminal says more.")
