"""A prefix of keys, and a user that can reach no others: for where a server has no number left."""

from __future__ import annotations

import itertools
import secrets
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.redis.address import Address
from pytest_bulkhead.resources.redis.driver import connect, redis_py
from pytest_bulkhead.resources.redis.leases import Leases
from pytest_bulkhead.worker.names import scoped_name

# Patterns of keys do not bind these: they tell the names of all keys, reach other numbers, or the whole server.
_UNBOUND = (
    *("keys", "scan", "randomkey", "dbsize", "flushdb", "flushall", "swapdb", "select", "move", "copy"),
    *("config", "acl", "debug", "shutdown", "monitor", "save", "bgsave", "bgrewriteaof", "replicaof", "slaveof"),
    *("script", "function", "client", "module", "migrate", "slowlog", "latency", "psync", "sync", "failover"),
)
_BOUND_AGAIN = ("script|load", "script|exists", "client|id", "client|getname", "client|setname", "acl|whoami")
_AT_ONCE = 500


class Prefix:
    """Keys of number 0 that begin in a way that only this process begins them; they are wiped one by one."""

    number = 0

    def __init__(self, address: Address, user: str, client: Any, leases: Leases) -> None:
        self.address = address
        self.prefix = f"{user}:"
        self._user = user
        self._client = client
        self._leases = leases

    def check(self) -> None:
        self._leases.check(_name(self._user))

    def wipe(self) -> None:
        self.check()
        wipe_prefix(self._client, self.prefix)

    def give_back(self) -> None:
        try:
            self.wipe()
            self._client.execute_command("ACL", "DELUSER", self._user)
            self._leases.give_back(_name(self._user))
        finally:
            self._client.close()


def own_prefix(address: Address, leases: Leases) -> Prefix:
    """A prefix, with a user for it.

    Args:
        address: of the server.
        leases: of this process there.

    Raises:
        ServerError: the server knows no users, or lets us make none: then nothing keeps others from these keys.
    """
    # Chance besides the worker: children of a worker that run tests, too, have its name.
    user, password = scoped_name(f"redis_{secrets.token_hex(4)}"), secrets.token_hex(16)
    client = connect(address.url(0))
    leases.take(_name(user))
    leases.put_record(_name(user))
    try:
        make_user(client, user, password)
    except redis_py().ResponseError as error:
        leases.give_back(_name(user))
        client.close()
        raise ServerError(
            f"Redis at {address.place} has no free number left, and gives us no user whom it would hold to keys of his "
            f"own ({error}). Start it with a higher `databases` setting, empty numbers that nobody needs (`bulkhead "
            "clean` shows those of dead runs), run fewer workers, or name no server: then one is started for the run."
        ) from None
    return Prefix(address.by(user, password), user, client, leases)


def make_user(client: Any, user: str, password: str) -> None:
    """Make a user that reaches the keys and channels that begin with his name, and no others."""
    known = {str(name).lower() for name in client.command()}
    rules = [f"-{name}" for name in _UNBOUND if name in known]
    channels = () if _version(client) < (6, 2) else ("resetchannels", f"&{user}:*")
    again = (f"+{name}" for name in _BOUND_AGAIN)
    client.execute_command(
        *("ACL", "SETUSER", user, "reset", "on", f">{password}", f"~{user}:*", *channels, "+@all", *rules, *again)
    )


def wipe_prefix(client: Any, prefix: str) -> None:
    """Remove the keys that begin so."""
    found = client.scan_iter(match=f"{prefix}*", count=_AT_ONCE)
    while keys := list(itertools.islice(found, _AT_ONCE)):
        client.unlink(*keys)


def _version(client: Any) -> tuple[int, ...]:
    return tuple(int(number) for number in str(client.info("server")["redis_version"]).split(".")[:2])


def _name(user: str) -> str:
    return f"prefix:{user}"
