"""What several processes, on any machine, share out within one server: by keys that expire unless they are renewed."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import threading
from typing import Any, NamedTuple

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.this_host import host_identity
from pytest_bulkhead.worker.claims import Claim, claim
from pytest_bulkhead.worker.identity import get_worker_id
from pytest_bulkhead.worker.run import get_run_id, get_shard_index

MARK = "pytest-bulkhead"
LEASE = f"{MARK}:lease:"
RECORDS = f"{MARK}:records"
_CLAIM = "redis-leases"
_SECONDS = 60
_RENEWED = 15.0
_RENEW = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('expire', KEYS[1], ARGV[2]) end return 0"
_RELEASE = (
    "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('hdel', KEYS[2], ARGV[2]) redis.call('del', KEYS[1]) end "
    "return 0"
)
_LET_GO = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end return 0"
_REPLACE = (
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('set', KEYS[1], ARGV[2], 'EX', ARGV[3]) end "
    "return 0"
)


class Holder(NamedTuple):
    """Who has leased something.

    Args:
        identity: of his leases, which no others have; claimed on his host as long as he lives.
        host: the identity of that.
        pid: of the process.
        run: its run.
        shard: which of the machines of the run.
        worker: which of its workers.
    """

    identity: str
    host: str
    pid: int
    run: str
    shard: int
    worker: str

    @classmethod
    def read(cls, text: str) -> Holder | None:
        """What stands in a lease; None for what we have not written."""
        try:
            identity, host, pid, run, shard, worker = json.loads(text)
            return cls(str(identity), str(host), int(pid), str(run), int(shard), str(worker))
        except (ValueError, TypeError):
            return None


class Leases:
    """Those of this process. They last a minute unless a thread of ours renews them, which ends with the process.

    Whoever died on this host is known to have died at once: by a claim, which ended with him. Besides the lease there
    is a record without an end, from when something of ours may be there until it is wiped: so what a dead run left is
    told from what is foreign.

    Args:
        client: of number 0, where leases and records lie.
        place: for messages.
    """

    def __init__(self, client: Any, place: str) -> None:
        self._client = client
        self._place = place
        self._holder = Holder(
            secrets.token_hex(8), host_identity(), os.getpid(), get_run_id(), get_shard_index(), get_worker_id()
        )
        self._token = json.dumps(self._holder)
        self._claim: Claim | None = None
        self._held: set[str] = set()
        self._inherited: set[str] = set()
        self._lost: set[str] = set()
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self, name: str) -> bool:
        """Lease something; False when somebody has it."""
        if self._claim is None:
            self._claim = claim(_CLAIM, self._holder.identity)
        if not self._client.set(LEASE + name, self._token, nx=True, ex=_SECONDS):
            other = self._client.get(LEASE + name) or ""
            if not has_died(other) or not self._client.eval(_REPLACE, 1, LEASE + name, other, self._token, _SECONDS):
                return False
            self._inherited.add(name)
        self._held.add(name)
        if self._thread is None:
            self._thread = threading.Thread(target=self._renew, name="bulkhead-leases", daemon=True)
            self._thread.start()
        return True

    def was_ours(self, name: str) -> bool:
        """Whether there is a record: some run of ours had it, and did not wipe it."""
        return bool(self._client.hexists(RECORDS, name))

    def is_inherited(self, name: str) -> bool:
        """Whether what is there was left by the dead whose lease we took over, or by this run.

        Once a lease has run out, somebody else may have written there since, whatever the record says.
        """
        record = Holder.read(self._client.hget(RECORDS, name) or "")
        if record is None:
            return False
        return name in self._inherited or (record.run, record.shard) == (self._holder.run, self._holder.shard)

    def put_record(self, name: str) -> None:
        self._client.hset(RECORDS, name, self._token)

    def pass_by(self, name: str) -> None:
        """End a lease of what is not ours to use; the record of whoever had it stays."""
        self._held.discard(name)
        self._client.eval(_LET_GO, 1, LEASE + name, self._token)

    def give_back(self, name: str) -> None:
        """End a lease, and the record with it, if nobody has taken it over."""
        self._held.discard(name)
        self._client.eval(_RELEASE, 2, LEASE + name, RECORDS, self._token, name)

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

    def close(self, *, forget: bool = False) -> None:
        """Give back what is left, and end the thread.

        Args:
            forget: whether what is left is not wiped: then the lease just ends with its holder.
        """
        self._is_over.set()
        for name in () if forget else sorted(self._held):
            self.give_back(name)
        if self._thread is not None:
            self._thread.join()
        if self._claim is not None:
            self._claim.release()

    def _renew(self) -> None:
        while not self._is_over.wait(_RENEWED):
            for name in tuple(self._held):
                # A server that is away for a moment is asked again.
                with contextlib.suppress(Exception):
                    if not self._client.eval(_RENEW, 1, LEASE + name, self._token, _SECONDS) and name in self._held:
                        self._lost.add(name)


def left_over(client: Any) -> dict[str, str]:
    """What runs have leased and not wiped that are dead by now: names, with what was recorded of whom."""
    records: dict[str, str] = client.hgetall(RECORDS)
    return {name: record for name, record in records.items() if has_died(client.get(LEASE + name))}


def has_died(token: str | None) -> bool:
    """Whether the holder of a lease is known not to be there any more: it ended, or he died on this host."""
    if token is None:
        return True
    holder = Holder.read(token)
    if holder is None or holder.host != host_identity():
        return False
    taken = claim(_CLAIM, holder.identity)
    if taken is None:
        return False
    taken.release()
    return True
