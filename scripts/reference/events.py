"""The lines of a run record: every event, when it is written, and what it says."""

from __future__ import annotations

from typing import NamedTuple


class Event(NamedTuple):
    """One kind of line.

    Args:
        meaning: what it stands for, and when it is written.
        fields: each with what it says; those of `optional` may be missing.
        optional: fields that are left out where there is nothing to say.
    """

    meaning: str
    fields: dict[str, str]
    optional: frozenset[str] = frozenset()


_TEST = "the node id, without the suffix of a group; what looks like a secret is masked"
_WORKER = "`gw0`, `gw1`, …, or `main` where there are no workers"
_FINDING = "as in the JSON of findings"
_ATTEMPT = {
    "test": _TEST,
    "worker": _WORKER,
    "outcome": "`passed`, `failed`, `error` (in set-up or teardown), `skipped`, `xfailed`, `xpassed`, "
    "`quarantined`, `crashed`",
    "seconds": "set-up, call and teardown together",
    "begun_us": "when its set-up began, in microseconds after the run's start",
    "setup_us": "how long its set-up took, in microseconds",
    "call_us": "likewise",
    "teardown_us": "likewise",
    "resident_kb": "resident size of the process after it",
    "cpu_us": "CPU time of the process meanwhile, in microseconds",
    "mocks": "live mocks after it; at depth `deep`",
    "collected": "objects that only the garbage collector could free; at depth `deep`",
}
_MEASURES = frozenset(_ATTEMPT) - {"test", "worker", "outcome", "seconds"}

EVENTS = {
    "run": Event(
        "The first line of every record.",
        {
            "schema": "1; a later one is refused",
            "tool": "name and version",
            "run": "the run's identity, which is part of the file's name",
            "root": "pytest's root folder",
            "started": "seconds since 1970",
            "python": "version",
            "platform": "as in `sys.platform`",
            "pytest": "version",
            "xdist": "version, null without it",
            "revision": "commit",
            "branch": "its name",
            "dirty": "whether files differ from the commit",
            "environment": "what runs are compared within, of `BULKHEAD_ENVIRONMENT`",
            "labels": "of `BULKHEAD_LABELS`",
            "ci": "provider, run, job and url, as the CI service's variables name them",
            "implementation": "of Python, such as `CPython`",
            "machine": "the processor's architecture",
            "cpus": "processors that the process may use",
        },
        frozenset({"revision", "branch", "dirty", "environment", "labels", "ci", "cpus"}),
    ),
    "worker": Event("A worker starts, a replacement of one that died, too.", {"worker": _WORKER}),
    "start": Event("A test is begun.", {"test": _TEST}),
    "test": Event("A test is over.", _ATTEMPT, _MEASURES),
    "rerun": Event("An attempt is over that is made again.", _ATTEMPT, _MEASURES),
    "failure": Event(
        "A phase of a test went wrong.",
        {
            "test": _TEST,
            "worker": _WORKER,
            "when": "`setup`, `call` or `teardown`",
            "message": "its first 300 characters",
        },
    ),
    "finding": Event("A leak, a race or what is wrong with the collected tests.", {"finding": _FINDING}),
    "tolerated": Event(
        "A finding that the project lets stand.",
        {"finding": _FINDING, "by": "`comment` or `baseline`", "path": "where that stands", "line": "likewise"},
    ),
    "first-use": Event(
        "A cache was filled for the first time, which is no leak.",
        {"test": "by which test", "kind": "of state", "name": "of the state"},
    ),
    "touches": Event(
        "What a test, or a fixture in one of its lives, reached that others could reach, too. "
        "Only where races are looked for.",
        {
            "test": "the node id; of a wider fixture, the test that it was set up for",
            "owner": "`test` or `fixture:NAME`",
            "scope": "how wide the owner's life is",
            "worker": _WORKER,
            "group": "of `xdist_group`, empty without one",
            "defined": "where the test or fixture is: path and line",
            "uses": "the wider fixtures that it stood on and that have touched anything",
            "varies": "of a wider fixture, whether it has parameters",
            "began": "when its life began, on the clock of the touches",
            "ended": "when it was over",
            "touches": "each a list: kind, name, accesses, first and last time, how often, where it was written and "
            "read first, locks that were held, what became of it",
            "beyond": "how many more there were",
        },
    ),
    "dist": Event(
        "Only where races are looked for.", {"dist": "the `--dist` of the run, or of the project's settings"}
    ),
    "set-aside": Event(
        "Something that tests share and that is harmless.",
        {"kind": "of the resource", "name": "of the resource", "pattern": "what it was taken for", "reason": "why"},
    ),
    "confirmed": Event(
        "`bulkhead audit --confirm` made two tests meet.",
        {"before": "the finding as it stood", "finding": "as it stands from now on"},
    ),
    "memory": Event(
        "What a process came to in the end.",
        {
            "worker": _WORKER,
            "peak_kb": "greatest resident size",
            "resident_kb": "last resident size",
            "mocks": "live mocks",
            "collected": "objects that the garbage collector has freed",
            "uncollectable": "objects that it could not",
        },
    ),
    "crash": Event(
        "A worker died.",
        {
            "worker": _WORKER,
            "test": "the one that pytest-xdist charges it to, empty where it names none",
            "running": "the one that was under way in truth",
            "phase": "set-up, call, teardown, or where else in its life the worker was",
            "ended": "`killed by SIGSEGV`, `exited with status 3`",
            "place": "the line of the project that it came to",
            "resident_kb": "its size when that phase began",
            "peak_kb": "its greatest size",
            "touches": "what it did last, the latest at the end",
            "traceback": "the interpreter's last words, the innermost call first",
        },
        frozenset({"running", "phase", "ended", "place", "resident_kb", "peak_kb", "touches", "traceback"}),
    ),
    "never-ran": Event("Tests that were not run because workers died.", {"tests": "node ids"}),
    "quarantine": Event(
        "Which tests are set apart.",
        {"tests": "node ids of those whose failures do not count", "overdue": "those whose failures count again"},
    ),
    "collect-error": Event("A file that could not be collected.", {"path": "of it"}),
    "notice": Event("Something that the run has to say of itself.", {"message": "one sentence"}),
    "end": Event(
        "The last line; it is missing if the run was killed.",
        {"status": "pytest's exit status", "seconds": "the whole run"},
    ),
}
