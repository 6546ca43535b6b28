"""Writes a record, line by line, as a run goes on."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from pytest_bulkhead.record.folder import prepare_folder

SCHEMA = 1
# Made once: `json.dumps` with separators makes an encoder for each event.
_encode = json.JSONEncoder(separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring_ascii


class RecordWriter:
    """Appends events to a record, each written at once or with the next, so that a kill loses at most the last line."""

    def __init__(self, path: Path) -> None:
        """Create the file, and its folder where that is missing.

        Raises:
            OSError: the place cannot be written.
        """
        self.path = path
        prepare_folder(path.parent)
        # Held open for the whole run, and without a buffer: each line goes out by itself.
        self._file: FileIO = open(path, "xb", buffering=0)  # noqa: SIM115
        self._held = b""

    def write(self, event: str, **details: Any) -> None:
        """Append one event.

        Raises:
            OSError: the disk is full or gone.
        """
        self._put(f"{_encode({'event': event, **details})}\n".encode())

    def write_start(self, test: str) -> None:
        """Append that a test was begun, as `write` would, in a fraction of its time.

        Raises:
            OSError: the disk is full or gone.
        """
        self._put(f'{{"event":"start","test":{_quoted(test)}}}\n'.encode())

    def write_test(
        self,
        test: str,
        worker: str,
        outcome: str,
        seconds: float,
        sizes: Mapping[str, int],
        event: str = "test",
        *,
        holds: bool = False,
    ) -> None:
        """Append how a test went, likewise.

        Args:
            test: as in `TestResult`, and so are the next three.
            worker: likewise.
            outcome: likewise.
            seconds: likewise.
            sizes: of its process, and times of the test in microseconds, by name, which needs no quoting.
            event: `rerun` for an attempt that is made again.
            holds: whether the line may wait for the next one, so that both take one call of the system.

        Raises:
            OSError: the disk is full or gone.
        """
        seconds = round(seconds, 6) if math.isfinite(seconds) else 0.0
        more = "".join([f',"{name}":{size:d}' for name, size in sizes.items()])
        line = (
            f'{{"event":"{event}","test":{_quoted(test)},"worker":{_quoted(worker)},'
            f'"outcome":{_quoted(outcome)},"seconds":{seconds!r}{more}}}\n'
        ).encode()
        if holds:
            self._held += line
        else:
            self._put(line)

    def close(self) -> None:
        """Write what was held, and let go of the file.

        Raises:
            OSError: the disk is full or gone.
        """
        try:
            if self._held:
                self._put(b"")
        finally:
            self._file.close()

    def _put(self, line: bytes) -> None:
        held, self._held = self._held, b""
        self._file.write(held + line)


def add_to_record(path: Path, event: str, **details: Any) -> None:
    """Append one event to the record of a run that is over.

    Raises:
        OSError: the place cannot be written.
    """
    with open(path, "ab") as file:
        file.write(_encode({"event": event, **details}).encode() + b"\n")
