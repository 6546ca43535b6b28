"""How a server of our own is made: for one run, in a folder of its own, and with nothing that must survive it."""

from __future__ import annotations

import getpass
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import ServerError
from pytest_bulkhead.resources.availability import MissingError
from pytest_bulkhead.resources.postgres.address import Address
from pytest_bulkhead.resources.program import find_program, version_of
from pytest_bulkhead.resources.recipe import Recipe

OLDEST = 13
_ROLE = "bulkhead"
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
_INSTALL = (
    "Install PostgreSQL's server (Debian: `apt-get install postgresql`, macOS: `brew install postgresql`), or name one "
    "that is there already: BULKHEAD_POSTGRES_URL, or `servers` in the settings."
)
_SETTINGS = {
    # Nothing has to be there after a crash.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "checkpoint_timeout": "1h",
    # Within its own folder, with which they go, however it ends.
    "dynamic_shared_memory_type": "mmap",
    # It would visit each of the many databases, and hold the template while it is cloned.
    "autovacuum": "off",
    # Each database that is dropped is looked for in all of them.
    "shared_buffers": "32MB",
    "max_connections": "500",
}
_SPACE = 1 << 30


def own_server(settings: Mapping[str, str]) -> Recipe:
    """The recipe for a server of the run's own.

    Args:
        settings: of the server, over ours.

    Raises:
        MissingError: PostgreSQL is not installed.
        ServerError: it is too old, or there is nobody who could run it.
    """
    try:
        initdb = find_program("initdb", _PLACES, install=_INSTALL)
    except ServerError as error:
        raise MissingError(str(error)) from None
    # Not by PATH alone: what distributions put there may be of another version.
    postgres = str(Path(initdb).resolve().parent / "postgres")
    user = _runner(postgres)
    version = version_of(postgres)
    if version[:1] < (OLDEST,):
        told = ".".join(map(str, version)) or "unknown"
        raise ServerError(f"{postgres} is of version {told}, but {OLDEST} is the oldest that will do. {_INSTALL}")
    password = secrets.token_hex(16)
    options = [f"{name}={value}" for name, value in {**_SETTINGS, **settings}.items()]
    data = "{folder}/data"
    prepare = [initdb, "--no-sync", f"--pgdata={data}", f"--username={_ROLE}", "--pwfile={folder}/password"]
    prepare += ["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    if sys.platform == "linux":
        prepare.append("--lc-ctype=C.UTF-8")
    return Recipe(
        "PostgreSQL",
        (
            *(postgres, "-D", data, "-k", "{folder}", "-p", "{port}", "-c", "listen_addresses=127.0.0.1"),
            *(part for option in options for part in ("-c", option)),
        ),
        f"file:{data}/postmaster.pid=ready",
        steps=(tuple(prepare),),
        files={"password": password},
        user=user,
        stop="SIGINT",
        address={"port": "{port}", "folder": "{folder}", "user": _ROLE, "password": password},
        memory=_SPACE,
    )


def addresses(known: Mapping[str, Any]) -> tuple[Address, Address]:
    """Of such a server's own database: for tests, by loopback; for us, by the socket in its folder."""
    port, user, password = int(known["port"]), str(known["user"]), str(known["password"])
    return (
        Address("127.0.0.1", port, user, password, "postgres"),
        Address(str(known["folder"]), port, user, "", "postgres"),
    )


def _runner(postgres: str) -> str:
    """Who runs it: PostgreSQL refuses root, so another user if that is us.

    Raises:
        ServerError: no other user can.
    """
    if os.name != "posix" or os.geteuid() != 0:
        return ""
    import pwd

    ordinary = [entry.pw_name for entry in pwd.getpwall() if entry.pw_uid >= 1000]
    for name in dict.fromkeys(("postgres", "nobody", *ordinary)):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if _can_run(postgres, entry):
            return name
    raise ServerError(
        f"These tests run as {getpass.getuser()}, whom PostgreSQL refuses, and no other user can run {postgres}. Make "
        "one (`useradd postgres`) and let it read the programs, or run the tests as an ordinary user."
    )


def _can_run(program: str, entry: Any) -> bool:
    try:
        done = subprocess.run(
            [program, "--version"],
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
