"""Files that tell of runs, as small as they can be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

STARTED = 1_760_000_000.0
"""In seconds: 2025-10-09, 08:53 UTC."""


def record(
    path: Path,
    results: Sequence[dict[str, Any]],
    *,
    run: str = "r1",
    started: float = STARTED,
    more: Sequence[dict[str, Any]] = (),
    workers: int = 0,
    ends: bool = True,
    **header: Any,
) -> Path:
    """A run record of these results."""
    known = {"schema": 1, "run": run, "root": "/srv", "started": started, "python": "3.12.1", "platform": "linux"}
    lines: list[dict[str, Any]] = [{"event": "run", **known, **header}]
    lines += [{"event": "worker", "worker": f"gw{number}"} for number in range(workers)]
    for one in results:
        lines.append({"event": "start", "test": one["test"]})
        lines.append({"event": "test", "worker": "main", "outcome": "passed", "seconds": 0.5, **one})
    lines += more
    if ends:
        lines.append({"event": "end", "status": 0, "seconds": 2.5})
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))
    return path


def junit(path: Path, body: str, timestamp: str = "2025-10-09T10:53:20+02:00", name: str = "pytest") -> Path:
    """A JUnit file with one suite."""
    suite = f'<testsuite name="{name}" timestamp="{timestamp}">{body}</testsuite>'
    path.write_text(f'<?xml version="1.0"?><testsuites>{suite}</testsuites>')
    return path
