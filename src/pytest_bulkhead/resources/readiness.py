"""Whether a server serves yet."""

from __future__ import annotations

import contextlib
import socket
import urllib.request
from pathlib import Path

_PATIENCE = 1.0


def answers(place: str) -> bool:
    """Whether something answers there.

    Args:
        place: `host:port`, the path of a Unix socket, a URL that has to answer with status 200, or `file:PATH=WORD`
            for a file that has to hold a line that begins with the word.
    """
    with contextlib.suppress(OSError):
        if place.startswith("file:"):
            path, _, word = place.removeprefix("file:").rpartition("=")
            return any(line.startswith(word) for line in Path(path).read_text(encoding="utf-8").splitlines())
        if place.startswith("http://"):
            # Not by a proxy that the environment names.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(place, timeout=_PATIENCE) as answer:
                return bool(answer.status == 200)
        if place.startswith("/"):
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(_PATIENCE)
                client.connect(place)
                return True
        host, _, port = place.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=_PATIENCE):
            return True
    return False
