"""Projects with runs, as small as a page can be made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.history.writing import STARTED, record

NASTY = "tests/test_a.py::test_x[</script><img src=x onerror=alert(1)>\x1b[2J\u202e&\"']"
DAY = 86_400


def finding(test: str = "tests/test_a.py::test_leaks", **details: Any) -> dict[str, Any]:
    """The event of a leak."""
    known = {
        "code": "BH101",
        "hazard": "environ",
        "source": "runtime",
        "severity": "error",
        "path": "tests/test_a.py",
        "line": 5,
        "column": 5,
        "end_line": 5,
        "end_column": 35,
        "symbol": "test_leaks",
        "message": "test_leaks leaves `OFFICE` set",
        "help": "Use `monkeypatch.setenv`.",
        "test": test,
        "owner": "test",
        "what": {"kind": "environ", "name": "OFFICE"},
        "fix": None,
        "evidence": [],
    }
    return {"event": "finding", "finding": {**known, **details}}


def project(folder: Path) -> Path:
    """A project with one test file."""
    (folder / "tests").mkdir(parents=True)
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "tests" / "test_a.py").write_text(
        "import os\n\n\ndef test_leaks():\n    os.environ['OFFICE'] = 'open'\n\n\ndef test_is_alone():\n    pass\n"
    )
    (folder / ".bulkhead" / "runs").mkdir(parents=True)
    return folder


def run_of(root: Path, number: int = 0, *, results: list[dict[str, Any]] | None = None, **details: Any) -> Path:
    """One more run of it, a day after the one before: with two workers, a failure, a skip, and one that leaks."""
    node = "tests/test_a.py::test_"
    bare = [
        ("leaks", "gw0", "passed", 100_000),
        ("is_alone", "gw1", "failed" if number % 3 == 1 else "passed", 150_000),
        ("waits", "gw0", "skipped", 900_000),
    ]
    known = [
        {
            "test": node + name,
            "worker": worker,
            "outcome": outcome,
            "seconds": 0.5,
            "begun_us": begun,
            "setup_us": 1000,
            "call_us": 498_000 + number,
            "teardown_us": 1000,
            "resident_kb": 51_200 + 1024 * number,
            "cpu_us": 400_000,
        }
        for name, worker, outcome, begun in bare
    ]
    known.append({"test": NASTY, "worker": "gw1", "outcome": "passed", "seconds": 0.25, "begun_us": 1_000_000})
    details = {"more": [finding()], "revision": f"abc{number // 3}", "branch": "trunk", **details}
    return record(
        root / ".bulkhead" / "runs" / f"202510{number + 10:02}T000000-r{number}.jsonl",
        known if results is None else results,
        run=f"r{number}",
        root=str(root),
        started=STARTED + number * DAY,
        workers=2,
        **details,
    )
