"""A few processes that examine mutants at the same time."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from pytest_bulkhead.errors import OurFaultError

_TICK = 0.2
_PATIENCE = 30.0

Job = Callable[[], Any]


class Lanes:
    """Runs jobs, each of them in one of some processes; use it as a context manager.

    Args:
        count: how many processes.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._lanes: dict[Connection, SpawnProcess] = {}

    def __enter__(self) -> Lanes:
        context = multiprocessing.get_context("spawn")
        for _ in range(self._count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=False)
            process.start()
            theirs.close()
            self._lanes[ours] = process
        return self

    def __exit__(self, *error: object) -> None:
        """End them, and what they run."""
        for connection, process in self._lanes.items():
            connection.close()
            if process.is_alive() and process.pid and any(error):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGINT)
        for process in self._lanes.values():
            process.join(_PATIENCE)
            if process.is_alive():
                process.terminate()
                process.join(_PATIENCE)
                process.kill()
                process.join()

    def run(self, jobs: Sequence[Job], go_on: Callable[[], bool] = lambda: True) -> Iterator[tuple[Any, Any]]:
        """Each job with its result, in the order in which they end.

        Args:
            jobs: what can be pickled.
            go_on: asked a few times a second; once it denies, no more jobs are begun.

        Raises:
            OurFaultError: a job raised something, or its process died.
        """
        pending, busy = list(reversed(jobs)), dict[Connection, Job]()
        while pending or busy:
            if not go_on():
                pending.clear()
            for connection in self._lanes:
                if connection not in busy and pending:
                    busy[connection] = pending.pop()
                    connection.send(busy[connection])
            for ready in wait(list(busy), _TICK):
                assert isinstance(ready, Connection)
                yield busy.pop(ready), _received(ready)


def _received(connection: Connection) -> Any:
    try:
        result, fault = connection.recv()
    except EOFError:
        raise OurFaultError("A process in which mutants were examined has died.") from None
    if fault:
        raise OurFaultError(fault)
    return result


def _serve(connection: Connection) -> None:
    """Do jobs until nobody sends any."""
    # A request to end is an interruption, too: what is under way leaves nothing behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # The interruption of a terminal reaches all; who waits for us tells us when to end.
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            job = connection.recv()
            try:
                answer = (job(), "")
            except Exception:
                answer = (None, traceback.format_exc())
            connection.send(answer)
