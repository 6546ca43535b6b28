"""Takes in the file of a run that somebody sends, as `bulkhead history ingest` takes one that is named."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from pytest_bulkhead.errors import BulkheadError, StoreError
from pytest_bulkhead.history.ingesting import Fate, Ingest, Taken
from pytest_bulkhead.history.pruning import prune
from pytest_bulkhead.history.sources.part import Given
from pytest_bulkhead.record.provenance import labels_of
from pytest_bulkhead.server.answers import document, problem
from pytest_bulkhead.server.live import Live
from pytest_bulkhead.server.token import Token

_AT_ONCE = 4
_UNPACKED = 20
"""So many times as large as it may come, a compressed file may be."""
_PATIENCE = 300
_CHUNK = 1024 * 1024
_DAY = 24 * 60 * 60
_SAID = ("run", "revision", "branch", "environment", "label")


class _RefusedError(Exception):
    """Args are the status of HTTP, and what is wrong."""


def ingest(live: Live, token: Token | None, largest: int) -> Callable[[Request], Awaitable[Response]]:
    """What answers whoever sends a file.

    Args:
        live: the project and its store.
        token: that they must know; None where nothing is taken in.
        largest: how many bytes a file may have as it is sent.
    """
    places = asyncio.Semaphore(_AT_ONCE)

    async def answer(request: Request) -> Response:
        path = request.url.path
        if token is None:
            return problem(path, 403, "Nothing is taken in here: the server was started without a token.")
        if not token.fits(request.headers.get("authorization", "")):
            return problem(path, 401, "Files are taken from who knows the token.", {"www-authenticate": "Bearer"})
        try:
            given = _given(request)
            async with places, _received(request, largest) as file:
                taken = await run_in_threadpool(_take, live, file, given, largest * _UNPACKED)
        except _RefusedError as refused:
            status, message = refused.args
            return problem(path, status, message)
        except (ClientDisconnect, TimeoutError):
            return problem(path, 408, "The file did not come whole. Nothing of it is kept: send it again.")
        is_new = taken.fate is not Fate.KNOWN
        files = [{"path": "upload", "fate": taken.fate.value, "attempts": taken.attempts}]
        summary = {"files": 1, "new": int(is_new), "attempts": taken.attempts, "refused": 0}
        return document({"files": files, "refused": [], "summary": summary}, 201 if is_new else 200)

    return answer


def _given(request: Request) -> Given:
    """What the address says about the file."""
    said = request.query_params
    for name in said:
        if name not in _SAID:
            raise _RefusedError(400, f"{name} means nothing here; there are {', '.join(_SAID)}.")
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise _RefusedError(415, "Send the file itself, not a form: curl --data-binary @FILE.")
    run, revision, branch, environment = (said.get(name, "") for name in _SAID[:-1])
    return Given(run, revision, branch, environment, labels_of(",".join(said.getlist("label"))))


@contextlib.asynccontextmanager
async def _received(request: Request, largest: int) -> AsyncIterator[Path]:
    """The body of a request, in a file as long as this goes on."""
    too_large = _RefusedError(413, f"The file is larger than {largest:,} bytes. Compress it with gzip, or split it.")
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > largest:
        raise too_large
    with tempfile.TemporaryDirectory(prefix="bulkhead-") as folder:
        path, size = Path(folder) / "upload", 0
        async with asyncio.timeout(_PATIENCE):
            with open(path, "wb") as file:
                async for piece in request.stream():
                    size += len(piece)
                    if size > largest:
                        raise too_large
                    file.write(piece)
        yield path


def _take(live: Live, file: Path, given: Given, most: int) -> Taken:
    _unpacks_to(file, most)
    try:
        with live.store(creates=True) as store:
            taken = Ingest(store, given).take(file)
            if days := live.settings.history_keep:
                prune(store, int((time.time() - days * _DAY) * 1e6), compacts=False)
    except StoreError:
        raise
    except BulkheadError as error:
        raise _RefusedError(422, str(error).replace(str(file), "The file")) from None
    live.forget()
    return taken


def _unpacks_to(file: Path, most: int) -> None:
    """See that a small file does not become a large one without end."""
    with open(file, "rb") as raw:
        if raw.read(2) != b"\x1f\x8b":
            return
    size = 0
    with contextlib.suppress(EOFError, OSError, zlib.error), gzip.open(file) as unpacked:  # told when it is read
        while piece := unpacked.read(_CHUNK):
            size += len(piece)
            if size > most:
                raise _RefusedError(413, f"The file unpacks to more than {most:,} bytes. Split it.")
