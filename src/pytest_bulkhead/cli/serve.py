"""`bulkhead serve`: the live store over HTTP."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from pytest_bulkhead.audit.suite import find_suite
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.history.place import VARIABLE, place_of
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.server.extra import require_server
from pytest_bulkhead.server.token import VARIABLE as TOKEN
from pytest_bulkhead.server.token import token_of
from pytest_bulkhead.settings import load_settings
from pytest_bulkhead.settings.values import megabytes

SUMMARY = "show the report of the live store in a browser, with an interface for programs, metrics, and ingest"

_PORT = 8765
_LARGEST = "100 MB"
_EPILOG = f"""\
Reads the store (--store, else the variable {VARIABLE}, else `history` in the settings, else .bulkhead/history.sqlite)
for each answer. /api tells what there is to read. Files of runs are taken in at /api/ingest from who knows the token,
in the variable {TOKEN} or in a file; without a token nothing can be changed. On a host that others reach,
there must be a token, and reading takes it, too.
Exit status: 0 stopped (SIGINT, SIGTERM), 2 wrong use, a port that is taken, 3 our own fault.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead serve` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project (.)")
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=_PORT, metavar="N", help=f"where to listen ({_PORT}); 0: any")
    parser.add_argument("--name", action="append", default=[], metavar="NAME", help="what browsers call it besides")
    parser.add_argument("--store", metavar="PLACE", help="a file, or postgresql://user@host/database")
    parser.add_argument("--token-file", metavar="FILE", help="holds the token")
    parser.add_argument(
        "--largest", type=_size, default=_LARGEST, metavar="SIZE", help=f"of a file that is sent ({_LARGEST})"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until we are stopped."""
    require_server()
    from pytest_bulkhead.server.app import application  # takes the extra, and `--help` does not
    from pytest_bulkhead.server.live import Live
    from pytest_bulkhead.server.running import address_of, is_loopback, listen
    from pytest_bulkhead.server.running import run as run_server

    root = find_suite(Path(options.path)).root
    settings = load_settings(root)
    token = token_of(os.environ, options.token_file)
    is_public = not is_loopback(options.host)
    if is_public and token is None:
        raise UsageError(
            f"On {options.host} others than this machine can ask, so there must be a token that they know: set "
            f"{TOKEN}, or name --token-file."
        )
    live = Live(root, settings, place_of(root, settings, os.environ, options.store or ""))
    names = [*options.name, *([options.host] if options.host else [])]
    app = application(live, names=names, token=token, is_public=is_public, largest=options.largest * 1024 * 1024)
    with listen(options.host, options.port) as listening:
        print(f"{harmless(root.name)} is served at {address_of(listening)}; Ctrl-C stops it.", flush=True)
        if token is None:
            print("Nothing can be sent to it: no token is set.", flush=True)
        if is_public:
            print(
                "bulkhead: other machines can reach it. Reading and sending take the token, which goes over the "
                "network as plain text unless something with TLS stands before it.",
                file=sys.stderr,
            )
        run_server(app, listening)
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def _size(text: str) -> int:
    try:
        return megabytes(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"it must be {error}, not {text!r}") from None
