"""The process that tidies up on a server that is not ours, when the last process of the run has gone.

It is kept as a server of the run's own would be, and holds the run's lease meanwhile.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.membership import joined
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.postgres.leases import try_lock
from pytest_bulkhead.resources.postgres.left_over import drop_all_of_this_run
from pytest_bulkhead.resources.postgres.migrations import key_of
from pytest_bulkhead.resources.postgres.ownership import own_record
from pytest_bulkhead.resources.postgres.session import Session
from pytest_bulkhead.resources.recipe import Recipe
from pytest_bulkhead.resources.shared_server import shared_server
from pytest_bulkhead.worker.gathering import alone
from pytest_bulkhead.worker.run import get_run_id, get_shard_index

_CODE = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from pytest_bulkhead.resources.postgres import janitor; "
    "janitor.begin()"
)


def engage(address: Address) -> None:
    """See to it that what this run leaves on a server is dropped, however the run ends.

    Raises:
        ServerError: the server cannot be reached.
    """
    kind = f"postgres-janitor-{key_of((), address.url, get_shard_index())}"
    shared_server(kind, lambda: _recipe(address))


def _recipe(address: Address) -> Recipe:
    ours = str(Path(__file__).parents[3])
    return Recipe(
        "The janitor of the PostgreSQL server",
        (sys.executable, "-c", _CODE, ours, str(joined().folder), "{folder}"),
        "file:{folder}/ready=ready",
        files={"url": address.url},
        environment={"BULKHEAD_RUN_ID": get_run_id(), "BULKHEAD_SHARD": str(get_shard_index())},
    )


def begin() -> None:
    """Wait for the end of the run, then tidy up. The run's folder and our own come by the command line."""
    run, folder = Path(sys.argv[1]), Path(sys.argv[2])
    address = Address.parse((folder / "url").read_text(encoding="utf-8"))
    # Also those of whoever dies while we tidy up.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    with Session(address) as session:
        try_lock(session, own_record().lease)  # or a janitor of this run whose keeper died has it
        (folder / "ready").write_text("ready", encoding="utf-8")
        if signal.sigwait({signal.SIGTERM, signal.SIGINT}) == signal.SIGINT:
            alone(run, wait=True)  # our keeper died, and the run goes on without one
        try:
            drop_all_of_this_run(session)
        except ServerError:  # the connection was lost meanwhile
            with Session(address) as again:
                drop_all_of_this_run(again)
    os._exit(0)
