"""The process that tidies up on a server that is not ours, when the last process of the run has gone.

It is kept as a server of the run's own would be, and holds the run's lease meanwhile.
"""

from __future__ import annotations

import contextlib
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


_ENDS = {signal.SIGTERM, signal.SIGINT}
_LOOKS = 5.0
"""Seconds between two looks at the lease."""


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
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    lease = _Lease(address)
    lease.hold()
    (folder / "ready").write_text("ready", encoding="utf-8")
    while (sent := signal.sigtimedwait(_ENDS, _LOOKS)) is None:
        lease.hold()
    if sent.si_signo == signal.SIGINT:
        alone(run, wait=True)  # our keeper died, and the run goes on without one
    with Session(address) as session:
        drop_all_of_this_run(session)
    os._exit(0)


class _Lease:
    """The lock by which the run is known to be alive; who loses it, or finds it taken, tries again."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._session = Session(address)
        self._is_held = False

    def hold(self) -> None:
        """See that it is held: somebody's `clean` may look at the run for a moment, a connection may be lost."""
        try:
            self._session.run("SELECT 1")
            # Or a janitor of this run whose keeper died has it, until it goes.
            self._is_held = self._is_held or try_lock(self._session, own_record().lease)
        except ServerError:
            self._is_held = False
            with contextlib.suppress(ServerError):
                self._session = Session(self._address)
