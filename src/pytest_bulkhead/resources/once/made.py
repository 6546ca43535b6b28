"""What is known of a thing that was made, on disk: a file for each key in the folder of the run."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.errors import OnceError
from pytest_bulkhead.resources.once.function import Function

_BEGINS = "once-"
_ENDS = ".json"


class Made(NamedTuple):
    """A thing that was made.

    Args:
        key: by which it is asked for.
        value: what it is, as JSON can say it.
        undo: what undoes it, if anything does.
        time: when it was made, in seconds since 1970.
        fault: why it could not be made; then there is no value.
    """

    key: str
    value: Any = None
    undo: Function | None = None
    time: float = 0.0
    fault: str = ""

    def write(self, path: Path) -> None:
        """Put it on disk, whole or not at all.

        Raises:
            TypeError: the value is nothing that JSON could say.
            ValueError: likewise.
        """
        data = self._replace(time=time.time())._asdict()
        data["undo"] = self.undo._asdict() if self.undo else None
        text = json.dumps(data)
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(text, encoding="utf-8")
        part.replace(path)

    @classmethod
    def read(cls, path: Path) -> Made | None:
        """What stands there; None for nothing.

        Raises:
            OnceError: it is nothing that `write` wrote.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            undo = data.pop("undo")
            return cls(**data, undo=Function(**undo) if undo else None)
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise OnceError(
                f"{path} does not hold what was made once for a run, so nobody knows whether anything has to be "
                "undone. Remove the file if nothing has."
            ) from None


def path_for(run: Path, key: str) -> Path:
    """Where a thing of a run is put down.

    Args:
        run: the folder of the run.
        key: which.
    """
    return run / f"{_BEGINS}{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}{_ENDS}"


def all_made(run: Path) -> Iterator[tuple[Path, Made]]:
    """All that a run has made, the last first."""
    found = [(path, Made.read(path)) for path in run.glob(f"{_BEGINS}*{_ENDS}")]
    there = [(path, made) for path, made in found if made is not None]
    yield from sorted(there, key=lambda pair: pair[1].time, reverse=True)
