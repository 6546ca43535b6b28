"""In the controller (or the only process): writes down what arrives, as it arrives."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_bulkhead import __version__
from pytest_bulkhead.plugin.attempts import PHASES, Attempts, Key
from pytest_bulkhead.record.folder import prune_records
from pytest_bulkhead.record.provenance import provenance
from pytest_bulkhead.record.tolerated import Tolerated
from pytest_bulkhead.record.writing import SCHEMA, RecordWriter

if TYPE_CHECKING:
    from pytest_bulkhead.crash import Crash
    from pytest_bulkhead.findings import Finding
    from pytest_bulkhead.plugin.races.pattern import SetAside
    from pytest_bulkhead.plugin.tolerance import Tolerance
    from pytest_bulkhead.touch import Spot, Touched

_SET_ASIDE = 200
"""Of what is harmless, so much is kept."""

_MANY_TOUCHES, _MOST_TOUCHES = 200_000, 300_000
"""How many touches a run may have until looks are only counted, and until all are: some 100 bytes of record each."""

_LONGEST_FAILURE = 300


class Recording:
    """Keeps the run's findings and notices, and a record of them where one can be written."""

    def __init__(self, path: Path, plain: Callable[[str], str] = str, tolerance: Tolerance | None = None) -> None:
        """Write nothing yet.

        Args:
            path: where the record belongs.
            plain: gives a test the id that it has in every kind of run.
            tolerance: what the project lives with.
        """
        self.path: Path | None = path
        self.findings: list[Finding] = []
        self.tolerated: list[Tolerated] = []
        self.is_exceeded = False
        self.notices: list[str] = []
        self.first_uses: dict[tuple[str, str], str] = {}
        self.healed = self.refused = 0
        self.crashes: list[Crash] = []
        self.missed: list[str] = []
        self.touched: list[Touched] = []
        self._touches = 0
        self.dist = ""
        self.set_aside: list[SetAside] = []
        self.sizes: dict[str, Mapping[str, int]] = {}
        self._died: dict[str, Crash] = {}
        self._without_group = plain
        self._tolerance = tolerance
        self._writer: RecordWriter | None = None
        self._attempts = Attempts(self._complete)
        self._started = 0.0
        self._began = time.monotonic()

    def start(self, run: str, root: str, versions: Mapping[str, str | None]) -> None:
        """Open the record and write its first line."""
        self._started = time.time()
        if self.path is None:
            return
        try:
            self._writer = RecordWriter(self.path)
        except OSError as error:
            self._give_up(error)
            return
        with contextlib.suppress(OSError):
            prune_records(self.path.parent, spare=self.path.stem)
        self._write(
            "run",
            schema=SCHEMA,
            tool=f"pytest-bulkhead {__version__}",
            run=run,
            root=root,
            started=self._started,
            python=platform.python_version(),
            platform=sys.platform,
            **versions,
            **provenance(Path(root), os.environ),
        )
        for message in self.notices:
            self._write("notice", message=message)

    def worker_starts(self, worker: str) -> None:
        self._write("worker", worker=worker)

    def test_starts(self, test: str) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write_start(self._plain(test))
        except OSError as error:
            self._give_up(error)

    def phase(
        self,
        test: str,
        worker: str,
        when: str,
        outcome: str,
        seconds: float,
        sizes: Mapping[str, int] | None = None,
        *,
        began: float = 0.0,
        failure: str = "",
    ) -> None:
        """Take one report; the last of a test completes its line.

        Args:
            test: the node id.
            worker: the worker that ran it, `main` where there are none.
            when: setup, call, teardown, or anything else for a test whose worker died.
            outcome: passed, failed, skipped, xfailed, xpassed or quarantined; others are of attempts made again.
            seconds: how long the phase took.
            sizes: of the process after the test, with a teardown.
            began: when the phase did, since 1970; 0 where that is not known.
            failure: what went wrong, if it did.
        """
        key = (test, worker)
        if failure:
            self._failed(test, worker, when, failure)
        if when in PHASES:
            begun_us = int((began - self._started) * 1e6) if began else None
            self._attempts.phase(key, when, outcome, seconds, begun_us, sizes)
            return
        from pytest_bulkhead.crash import Crash  # only where a worker died

        self._crash(self._died.pop(worker, Crash(worker, "")), self._plain(test))
        self._attempts.crashed(key, seconds)

    def passed(
        self,
        test: str,
        worker: str,
        seconds: tuple[float, float, float],
        began: float,
        sizes: Mapping[str, int] | None,
        *,
        is_followed: bool = False,
    ) -> bool:
        """Take all phases of a test together, each of which went well.

        Args:
            test: as in `phase`, and so is the next.
            worker: likewise.
            seconds: how long each phase took.
            began: when the first did, since 1970.
            sizes: of the process after the test.
            is_followed: whether the next test, or the end of the run, is told of right after it.

        Returns:
            Whether it could be done: not after an attempt that was to be made again.
        """
        key = (test, worker)
        if key in self._attempts:
            return False
        setup, call, teardown = seconds
        times = {
            "begun_us": int((began - self._started) * 1e6),
            "setup_us": int(setup * 1e6),
            "call_us": int(call * 1e6),
            "teardown_us": int(teardown * 1e6),
        }
        if sizes is not None:
            times.update(sizes)
        self._complete(key, "passed", setup + call + teardown, times, "test", holds=is_followed)
        return True

    def quarantine(self, tests: Sequence[str], overdue: Sequence[str]) -> None:
        """Which tests are set apart: those whose failures do not count, and those whose failures count again."""
        self._write("quarantine", tests=tests, overdue=overdue)

    def collect_error(self, path: str) -> None:
        self._write("collect-error", path=path)

    def take(self, parcel: Any) -> None:
        """Unpack what a worker, or the watch of this process, has sent along."""
        if not isinstance(parcel, Mapping):
            return
        for data in parcel.get("findings", ()):
            if finding := self._unpack(data):
                self._finding(finding)
        for one in parcel.get("tolerated", ()):
            if finding := self._unpack(one["finding"]):
                self._tolerate(Tolerated(finding, str(one["by"]), str(one["path"]), int(one["line"])))
        for notice in parcel.get("notices", ()):
            self.notice(str(notice))
        for use in parcel.get("first_uses", ()):
            self._first_use(str(use["test"]), str(use["kind"]), str(use["name"]))
        for touched in parcel.get("touches", ()):
            self._touched(touched)
        self.healed += parcel.get("healed", 0)
        self.refused += parcel.get("refused", 0)

    def dealt(self, dist: str) -> None:
        """How tests are dealt out among workers, by this run or by the project's settings; empty where unknown."""
        self.dist = dist
        self._write("dist", dist=dist)

    def races(self, races: Iterable[tuple[Finding, Spot]], set_aside: Sequence[SetAside]) -> None:
        """Take what the touches of the whole run come to.

        Args:
            races: each with the place where the test or fixture that it speaks of is defined.
            set_aside: what is shared, too, and harmless.
        """
        for finding, defined in races:
            tolerated = self._tolerance.judge(finding, None, defined) if self._tolerance else None
            if tolerated:
                self._tolerate(tolerated)
            else:
                self._finding(finding)
        from pytest_bulkhead.outputs.masking import masked

        self.set_aside = [one._replace(name=masked(one.name)) for one in set_aside[:_SET_ASIDE]]
        for one in self.set_aside:
            self._write("set-aside", **one._asdict())

    def memory(self, worker: str, sizes: Mapping[str, int]) -> None:
        """What the process of a worker came to in the end; `main` where there are none."""
        self.sizes[worker] = sizes
        self._write("memory", worker=worker, **sizes)

    def worker_died(self, crash: Crash) -> None:
        """Keep what is known of a worker that died, until it is said which test is charged with it."""
        self._died[crash.worker] = crash

    def never_ran(self, tests: Iterable[str]) -> None:
        """Tell which tests were not run, because workers died, whose stories are all known by now."""
        while self._died:
            self._crash(self._died.popitem()[1], "")
        self.missed = [self._plain(test) for test in tests]
        if self.missed:
            self._write("never-ran", tests=self.missed)

    def weigh(self) -> None:
        """Tell of what the baseline tolerates too little, once everything has arrived."""
        if self._tolerance is None or not self.tolerated:
            return
        for findings, message in self._tolerance.excess(self.tolerated):
            # A race that may happen some day fails no run by itself.
            self.is_exceeded |= any(finding.source.value != "race" for finding in findings)
            self.notice(message)
            for finding in findings:
                self._finding(finding)
            self.tolerated = [one for one in self.tolerated if one.finding not in findings]

    def notice(self, message: str) -> None:
        """Say something once."""
        from pytest_bulkhead.outputs.masking import masked  # only when there is something to tell

        message = masked(message)
        if message not in self.notices:
            self.notices.append(message)
            self._write("notice", message=message)

    def end(self, status: int) -> None:
        """Write the last line."""
        self._attempts.end()
        self._write("end", status=status, seconds=round(time.monotonic() - self._began, 3))
        self.close()

    def close(self) -> None:
        """Let go of the file, at its end or where a run breaks off before that."""
        if self._writer is not None:
            with contextlib.suppress(OSError):
                self._writer.close()
            self._writer = None

    def _crash(self, crash: Crash, test: str) -> None:
        from pytest_bulkhead.outputs.masking import masked

        running = self._plain(crash.running) if crash.running else ""
        touches = []
        for touch in crash.touches:
            did, of, what = touch.partition(" of ")
            touches.append(did + of + self._plain(what) if of else masked(touch))
        crash = dataclasses.replace(crash, test=test, running=running, touches=tuple(touches))
        self.crashes.append(crash)
        known = {
            name: value for name, value in dataclasses.asdict(crash).items() if value or name in ("worker", "test")
        }
        self._write("crash", **known)

    def _failed(self, test: str, worker: str, when: str, failure: str) -> None:
        from pytest_bulkhead.outputs.masking import masked

        message = masked(failure[: 4 * _LONGEST_FAILURE])[:_LONGEST_FAILURE]
        self._write("failure", test=self._plain(test), worker=worker, when=when, message=message)

    def _complete(
        self, key: Key, outcome: str, seconds: float, sizes: Mapping[str, int], event: str, *, holds: bool = False
    ) -> None:
        if self._writer is None:
            return
        test, worker = key
        try:
            self._writer.write_test(self._plain(test), worker, outcome, seconds, sizes, event, holds=holds)
        except OSError as error:
            self._give_up(error)

    def _plain(self, test: str) -> str:
        """The id under which a test stands in the record."""
        test = self._without_group(test)
        if "[" not in test:
            return test
        from pytest_bulkhead.outputs.masking import masked_test

        return masked_test(test)

    def _unpack(self, data: Any) -> Finding | None:
        from pytest_bulkhead.findings import Finding  # only when there is something to tell

        try:
            test = data["test"]
            return Finding.from_json({**data, "test": test and self._plain(test)})
        except (ValueError, KeyError, TypeError, AttributeError):
            self.notice("a worker with another version of pytest-bulkhead sent findings that cannot be read")
            return None

    def _tolerate(self, one: Tolerated) -> None:
        # As for findings: each worker imports every module.
        if one not in self.tolerated:
            self.tolerated.append(one)
            self._write("tolerated", finding=one.finding.to_json(), by=one.by, path=one.path, line=one.line)

    def _first_use(self, test: str, kind: str, name: str) -> None:
        if (kind, name) not in self.first_uses:
            self.first_uses[kind, name] = self._plain(test)
            self._write("first-use", test=self._plain(test), kind=kind, name=name)

    def _touched(self, data: Any) -> None:
        from pytest_bulkhead.plugin.veiling import veiled  # only where touches are followed
        from pytest_bulkhead.touch import Touched

        try:
            touched = Touched.from_json(data)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.notice("a worker with another version of pytest-bulkhead sent touches that cannot be read")
            return
        touched = touched._replace(party=touched.party._replace(test=self._plain(touched.party.test)))
        if self._touches > _MANY_TOUCHES and touched.touches:  # looks alone are no race, and most touches
            kept = tuple(one for one in touched.touches if one.changes and self._touches <= _MOST_TOUCHES)
            touched = touched._replace(touches=kept, beyond=touched.beyond + len(touched.touches) - len(kept))
        self._touches += len(touched.touches)
        self.touched.append(touched)
        self._write("touches", **veiled(touched).to_json())

    def _finding(self, finding: Finding) -> None:
        # Each worker collects the whole suite, and sees the same.
        if (finding.owner == "module" or finding.test is None) and finding in self.findings:
            return
        self.findings.append(finding)
        self._write("finding", finding=finding.to_json())

    def _write(self, event: str, **details: Any) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(event, **details)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self.close()
        place, self.path = self.path, None
        self.notices.append(f"no run record is kept: {place} cannot be written ({error.strerror})")
