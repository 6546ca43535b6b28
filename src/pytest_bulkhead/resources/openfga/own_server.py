"""How a server of our own is made: in memory, on loopback, with nothing beside what tests ask it."""

from __future__ import annotations

from pathlib import Path

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.availability import MissingError
from pytest_bulkhead.resources.program import find_program
from pytest_bulkhead.resources.recipe import Recipe

_INSTALL = (
    "Install OpenFGA (https://openfga.dev/docs/getting-started/setup-openfga/overview, or with Go: `go install "
    "github.com/openfga/openfga/cmd/openfga@latest`), or name a server that is there already: BULKHEAD_OPENFGA_URL, or "
    "`servers` in the settings."
)
# Said even where it is the default: the environment of a project may say something else of its own server.
_SAID = {
    "datastore-engine": "memory",
    "http-addr": "127.0.0.1:{port}",
    "grpc-addr": "127.0.0.1:{port1}",
    "authn-method": "none",
    "playground-enabled": "false",
    "metrics-enabled": "false",
    "profiler-enabled": "false",
    "trace-enabled": "false",
    "check-query-cache-enabled": "false",
    "log-level": "error",
}


def own_server() -> Recipe:
    """The recipe for a server of the run's own.

    Raises:
        MissingError: OpenFGA is not installed.
    """
    try:
        program = find_program("openfga", (f"{Path.home()}/go/bin", "/usr/local/bin", "/opt/homebrew/bin"))
    except ServerError as error:
        raise MissingError(f"{error} {_INSTALL}") from None
    return Recipe(
        "OpenFGA",
        (program, "run", *(f"--{name}={value}" for name, value in _SAID.items())),
        "http://127.0.0.1:{port}/healthz",
        environment={"OPENFGA_HTTP_TLS_ENABLED": "false", "OPENFGA_GRPC_TLS_ENABLED": "false"},
        ports=1,
        address={"url": "http://127.0.0.1:{port}"},
    )
