"""How much memory a command and all the processes that it starts hold at the same time; Linux alone can tell."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import plain_environment

_PAUSE = 0.05
_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_NAN = float("nan")


def peak_memory(command: Sequence[str], folder: Path) -> float:
    """The most that was seen, in MB; what processes share counts once."""
    if not Path("/proc/self/smaps_rollup").exists():
        return _NAN
    quiet, most = subprocess.DEVNULL, 0
    with subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet, env=plain_environment()) as process:
        while process.poll() is None:
            most = max(most, sum(map(_held, _family(process.pid))))
            time.sleep(_PAUSE)
    return most / 1024


def _family(parent: int) -> list[int]:
    """A process and all that it, and those, have started."""
    found = [parent]
    for one in found:  # grows while it is walked
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found.extend(map(int, children.split()))
    return found


def _held(process: int) -> int:
    try:
        told = _SHARE.search(Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(told[1]) if told else 0
