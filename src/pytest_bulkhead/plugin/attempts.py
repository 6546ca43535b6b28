"""Puts the phases of each test together, attempt by attempt, as their reports arrive."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Key = tuple[str, str]
"""A test, by the node id of its reports, and the worker that ran it."""
Tell = Callable[[Key, str, float, Mapping[str, int], str], None]
"""Takes an attempt that is over: whose, its outcome, its seconds, its times and sizes, and `test` or `rerun`."""

PHASES = ("setup", "call", "teardown")
_SPENT = {when: f"{when}_us" for when in PHASES}
_FAILURES = {"setup": "error", "call": "failed", "teardown": "error"}
_FINAL = frozenset({"passed", "failed", "skipped", "xfailed", "xpassed", "quarantined"})
_NO_SIZES: Mapping[str, int] = {}


class _Attempt:
    __slots__ = ("is_made_again", "outcome", "seconds", "times")

    def __init__(self) -> None:
        self.seconds = 0.0  # of all attempts of the test
        self.start()

    def start(self) -> None:
        self.times: dict[str, int] = {}
        self.outcome = "passed"
        self.is_made_again = False


class Attempts:
    """What has not come to its end yet; an attempt that is made again is told by itself."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._open: dict[Key, _Attempt] = {}

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, key: Key) -> bool:
        return key in self._open

    def phase(
        self, key: Key, when: str, outcome: str, seconds: float, begun_us: int | None, sizes: Mapping[str, int] | None
    ) -> None:
        """Take one phase; the last of a test completes it.

        Args:
            key: whose.
            when: setup, call or teardown.
            outcome: passed, failed, skipped, xfailed, xpassed or quarantined; others are of attempts made again.
            seconds: how long it took.
            begun_us: when it began, in microseconds since the run did, if known.
            sizes: of the process after the test, with a teardown.
        """
        attempt = self._attempt(key, when)
        times = attempt.times
        if begun_us is not None and not times:
            times["begun_us"] = begun_us
        spent = _SPENT[when]
        times[spent] = times.get(spent, 0) + int(seconds * 1e6)
        attempt.seconds += seconds
        if when == "setup":
            attempt.outcome = "passed"
        if outcome not in _FINAL:
            attempt.is_made_again = True
            if attempt.outcome not in ("failed", "error"):
                attempt.outcome = _FAILURES[when]
        elif not attempt.is_made_again:
            attempt.outcome = _merged(attempt.outcome, when, outcome)
        # Whether the teardown of what is made again is told, too, depends on who makes it again.
        if when == "teardown":
            if attempt.is_made_again:
                self._made_again(key, attempt, sizes or _NO_SIZES)
            else:
                del self._open[key]
                self._tell(key, attempt.outcome, attempt.seconds, {**times, **(sizes or _NO_SIZES)}, "test")

    def crashed(self, key: Key, seconds: float) -> None:
        """The worker of a test has died."""
        attempt = self._attempt(key, "")
        del self._open[key]
        self._tell(key, "crashed", attempt.seconds + seconds, attempt.times, "test")

    def end(self) -> None:
        """No report follows: tell of what was to be made again, and was not."""
        for key, attempt in self._open.items():
            if attempt.is_made_again:
                self._made_again(key, attempt, _NO_SIZES)
        self._open.clear()

    def _attempt(self, key: Key, when: str) -> _Attempt:
        """The attempt that this phase belongs to: another one, after a last phase that was not told as the last."""
        attempt = self._open.get(key)
        if attempt is None:
            attempt = self._open[key] = _Attempt()
        elif attempt.is_made_again and when != "teardown":
            self._made_again(key, attempt, _NO_SIZES)
        return attempt

    def _made_again(self, key: Key, attempt: _Attempt, sizes: Mapping[str, int]) -> None:
        spent = sum(attempt.times.get(one, 0) for one in _SPENT.values()) / 1e6
        self._tell(key, attempt.outcome, spent, {**attempt.times, **sizes}, "rerun")
        attempt.start()


def _merged(known: str, when: str, outcome: str) -> str:
    if outcome == "failed":
        return known if known == "failed" else _FAILURES[when]
    return known if outcome == "passed" else outcome
