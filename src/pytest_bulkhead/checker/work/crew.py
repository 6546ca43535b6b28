"""Several processes that check files, none of which can take the others down with it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing import connection
from multiprocessing.context import BaseContext
from typing import Any

from pytest_bulkhead.checker.files.layout import shown
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.source.source import reading_instead
from pytest_bulkhead.checker.work.outcome import Job, Outcome
from pytest_bulkhead.checker.work.plan import Plan
from pytest_bulkhead.checker.work.shares import Shares
from pytest_bulkhead.checker.work.workshop import Workshop
from pytest_bulkhead.errors import OurFaultError

# More of them would pass the limit of memory that the whole check has.
_MOST = 4
# One that dies is replaced; when they all do, it is not because of a file.
_DEATHS = 5
# A process that starts anew imports our own rules; a project's rules are no modules that it could find.
_PACKAGE = "pytest_bulkhead."


def crew_size(rules: Iterable[Rule]) -> int:
    """How many processes are worth it, 1 for none besides this one."""
    if not (_may_fork() or all(type(rule).__module__.startswith(_PACKAGE) for rule in rules)):
        return 1
    available = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(available, _MOST)


class Crew:
    """Processes with a workshop each; to be closed when they are not needed any more."""

    def __init__(self, plan: Plan, size: int) -> None:
        self._plan = plan
        self._context: BaseContext = multiprocessing.get_context("fork" if _may_fork() else "spawn")
        self._hands: list[_Hand] = []
        self._deaths = 0
        for number in range(size):
            self._hands.append(self._hire(number))

    def run(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        """Have files checked, and hand on each answer as it comes."""
        shares = Shares(jobs, len(self._hands))
        for hand in self._hands:
            hand.give(shares.take(hand.number))
        while busy := {hand.pipe: hand for hand in self._hands if hand.given}:
            for pipe in connection.wait(list(busy)):
                hand = busy[pipe]
                try:
                    outcome = hand.receive()
                except (EOFError, OSError):
                    yield self._bury(hand, shares)
                    hand = self._hands[hand.number]
                else:
                    yield outcome
                if len(hand.given) <= 1:  # so that it need not wait
                    hand.give(shares.take(hand.number))

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for hand in self._hands:
            hand.end()

    def _hire(self, number: int) -> _Hand:
        return _Hand(number, self._context, self._plan, [hand.pipe for hand in self._hands])

    def _bury(self, hand: _Hand, shares: Shares) -> Outcome:
        job, *left = hand.given
        hand.end(patience=1.0)
        self._deaths += 1
        fault = f"{shown(job.path, self._plan.cwd)}: the process that checked it died ({_cause(hand.status)})"
        if self._deaths >= _DEATHS:
            raise OurFaultError(fault)
        shares.put_back(hand.number, left)
        self._hands[hand.number] = self._hire(hand.number)
        return Outcome(job, fault=fault)


class _Hand:
    """One process, as the one that started it sees it."""

    def __init__(self, number: int, context: Any, plan: Plan, others: list[Any]) -> None:
        self.number = number
        self.given: deque[Job] = deque()
        self.pipe, far_end = context.Pipe()
        inherited = [*others, self.pipe] if context.get_start_method() == "fork" else []
        self._process = context.Process(target=_serve, args=(far_end, plan, inherited), daemon=True)
        self._process.start()
        far_end.close()

    @property
    def status(self) -> int:
        status: int = self._process.exitcode or 0
        return status

    def give(self, jobs: list[Job]) -> None:
        if jobs:
            self.given.extend(jobs)
            try:
                self.pipe.send(jobs)
            except OSError:
                pass  # it has died, which receiving will tell

    def receive(self) -> Outcome:
        outcome: Outcome = self.pipe.recv()
        self.given.popleft()
        return outcome

    def end(self, patience: float = 0.0) -> None:
        self.pipe.close()
        self._process.join(patience)
        if self._process.is_alive():
            self._process.terminate()
        self._process.join()


def _serve(pipe: Any, plan: Plan, inherited: list[Any]) -> None:
    # Whoever presses Ctrl-C means the process that started this one, and that one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in inherited:  # else nobody would notice when the first process is gone
        other.close()
    workshop = Workshop(plan)
    gc.disable()  # for good: it would look at everything once more before this process ends
    with warnings.catch_warnings(), reading_instead(plan.instead):
        warnings.simplefilter("ignore")
        try:
            while True:
                for job in pipe.recv():
                    pipe.send(workshop.check(job))
        except (EOFError, OSError):
            return


def _may_fork() -> bool:
    """Forking is fast, and safe where no thread of this process can hold a lock; elsewhere libraries forbid it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _cause(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"exit status {status}"
