"""An identity of this host that no other one has, even where all are called the same, as containers may be."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from pathlib import Path

from pytest_bulkhead.worker.host_folder import host_folder

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def host_identity() -> str:
    """The same for all processes that can see each other's locks, until the host is started again.

    Raises:
        WorkerError: the folder where processes of this host meet cannot be used.
    """
    path = host_folder("host") / "identity"
    part = path.with_name(f"{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        part.write_text(secrets.token_hex(16), encoding="ascii")
        try:
            os.link(part, path)  # whole, and only by the first
        except FileExistsError:
            pass
        finally:
            part.unlink()
    boot = _BOOT.read_text(encoding="ascii") if _BOOT.exists() else ""
    return hashlib.sha256(f"{path.read_text(encoding='ascii')} {boot} {socket.gethostname()}".encode()).hexdigest()[:16]
