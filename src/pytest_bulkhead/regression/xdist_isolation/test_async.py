"""Loops, tasks and contexts: what one test hands on to the next."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from pytest_bulkhead.regression.children import run_suite


def test_queue_of_one_loop_in_the_next() -> None:
    """An asyncio object that is made once and used in the loop of each test belongs to the first: the next one fails.

    Made within the test, or by a fixture of the loop's scope, it belongs to the loop that uses it.
    """

    async def wait(lock: asyncio.Lock) -> None:
        async with lock:
            waiting = asyncio.ensure_future(lock.acquire())
            await asyncio.sleep(0)
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting

    async def own() -> None:
        await wait(asyncio.Lock())

    shared = asyncio.Lock()
    asyncio.run(wait(shared))
    with pytest.raises(RuntimeError, match="different event loop"):
        asyncio.run(wait(shared))
    for _ in range(2):
        asyncio.run(own())


def test_task_that_a_test_leaves_runs_into_the_next() -> None:
    """With one loop for all tests, a task that one has started goes on in the next, and changes what that one sees.

    A loop for each test, or a task group, ends with what has been started in it.
    """
    seen: list[str] = []

    async def later(name: str) -> None:
        for _ in range(9):
            await asyncio.sleep(0)
        seen.append(name)

    async def leaving(name: str) -> list[asyncio.Task[None]]:
        return [asyncio.ensure_future(later(name))]

    async def following() -> list[str]:
        before = len(seen)
        for _ in range(20):
            await asyncio.sleep(0)
        return seen[before:]

    async def grouped(name: str) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(later(name))

    with asyncio.Runner() as one_for_all:
        left = one_for_all.run(leaving("left"))
        assert one_for_all.run(following()) == ["left"]
        assert left[0].done()
        one_for_all.run(grouped("grouped"))
        assert one_for_all.run(following()) == []


def test_context_variable_stays_in_a_plain_test(tmp_path: Path) -> None:
    """A context variable that a plain test sets (the tenant, the request's id) is that of all later plain tests.

    In `asyncio.run`, or a copied context, it ends with the test.
    """
    done = run_suite(
        tmp_path,
        """
        import contextvars

        TENANT = contextvars.ContextVar("tenant", default="nobody")

        def test_mended():
            contextvars.copy_context().run(TENANT.set, "anne")

        def test_after_the_mended():
            assert TENANT.get() == "nobody"

        def test_by_hand():
            TENANT.set("anne")

        def test_after_it():
            assert TENANT.get() == "nobody"
        """,
    )
    assert done.failed == {"test_after_it"}, done.output
