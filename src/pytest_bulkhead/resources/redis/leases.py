"""What several processes, on any machine, share out within one server: by keys that expire unless they are renewed."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.worker.identity import get_worker_id
from pytest_bulkhead.worker.run import get_run_id, get_shard_index

MARK = "pytest-bulkhead"
LEASE = f"{MARK}:lease:"
RECORD = f"{MARK}:record:"
_SECONDS = 60
_RENEWED = 15.0
_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('expire', KEYS[1], ARGV[2]) end return 0"
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1], KEYS[2]) end return 0"


class Leases:
    """Those of this process. They last a minute unless a thread of ours renews them, which ends with the process.

    Besides the lease there is a record without an end, from when something of ours may be there until it is wiped: so
    what a dead run left is told from what is foreign.

    Args:
        client: of number 0, where leases and records lie.
        place: for messages.
    """

    def __init__(self, client: Any, place: str) -> None:
        self._client = client
        self._place = place
        self._token = json.dumps([secrets.token_hex(8), *_whose()])
        self._held: set[str] = set()
        self._lost: set[str] = set()
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, name: str) -> bool:
        """Lease something; False when somebody has it."""
        if not self._client.set(LEASE + name, self._token, nx=True, ex=_SECONDS):
            return False
        self._held.add(name)
        if self._thread is None:
            self._thread = threading.Thread(target=self._renew, name="bulkhead-leases", daemon=True)
            self._thread.start()
        return True

    def was_ours(self, name: str) -> bool:
        """Whether there is a record: some run of ours had it, and did not wipe it."""
        return bool(self._client.exists(RECORD + name))

    def put_record(self, name: str) -> None:
        self._client.set(RECORD + name, self._token)

    def give_back(self, name: str) -> None:
        """End a lease, and the record with it, if nobody has taken it over."""
        self._held.discard(name)
        self._client.eval(_RELEASE, 2, LEASE + name, RECORD + name, self._token)

    def check(self, name: str) -> None:
        """See that it is still leased by us.

        Raises:
            ServerError: it is not.
        """
        holder = self._client.get(LEASE + name)
        if name in self._lost or holder != self._token:
            raise ServerError(
                f"Redis at {self._place}: the lease of {name} was lost, not renewed for {_SECONDS} s (this process "
                f"was stopped, or somebody deleted the key {LEASE + name}). Whoever has it now is left alone; "
                "run the tests again."
            )

    def close(self) -> None:
        """Give back what is left, and end the thread."""
        self._is_over.set()
        for name in sorted(self._held):
            self.give_back(name)
        if self._thread is not None:
            self._thread.join()

    def _renew(self) -> None:
        while not self._is_over.wait(_RENEWED):
            for name in tuple(self._held):
                # A server that is away for a moment is asked again.
                with contextlib.suppress(Exception):
                    if not self._client.eval(_RENEW, 1, LEASE + name, self._token, _SECONDS) and name in self._held:
                        self._lost.add(name)


def _whose() -> tuple[str, int, str, str, int]:
    return get_run_id(), get_shard_index(), get_worker_id(), socket.gethostname(), os.getpid()
