"""Put the office together."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from harbour import __version__
from harbour.routes import berths, bookings, counter, master, notices, pilots, ships
from harbour.store import ConflictError, UnknownEntryError


def create_app() -> FastAPI:
    app = FastAPI(title="Harbour office", version=__version__)
    for area in (counter, berths, ships, bookings, notices, pilots, master):
        app.include_router(area.router)
    app.add_exception_handler(UnknownEntryError, _not_found)
    app.add_exception_handler(ConflictError, _conflict)
    return app


async def _not_found(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=404)


async def _conflict(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status_code=409)


app = create_app()
