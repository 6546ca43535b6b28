"""A crash in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_bulkhead.crash import Crash

_STEPS = 6
_CALLS = 6
_TESTS = 5


def tell(crashes: Iterable[Crash]) -> Iterator[str]:
    """Lines for the terminal: the story of each test that workers died of, once."""
    by_test: dict[str, list[Crash]] = {}
    for crash in crashes:
        by_test.setdefault(crash.test or crash.running, []).append(crash)
    for alike in by_test.values():
        first = alike[0]
        yield first.told
        if first.traceback:
            yield f"  {first.traceback[0]}"
            yield from (f"    at {line}" for line in first.traceback[1 : _CALLS + 1])
        elif first.ended == "killed by SIGKILL":
            yield "  so ends the kernel the largest process when memory runs out; it leaves no traceback"
        if first.touches:
            yield f"  before that: {'; '.join(first.touches[-_STEPS:])}"
        if len(alike) > 1:
            others = ", ".join(crash.worker for crash in alike[1:])
            yield f"  it was handed out again, and took {others} with it"


def tell_never_ran(tests: list[str]) -> str:
    """Which tests never ran, the first few by name."""
    more = f" and {len(tests) - _TESTS} more" if len(tests) > _TESTS else ""
    return f"{len(tests)} test{'s' * (len(tests) != 1)} never ran: {', '.join(tests[:_TESTS])}{more}"
