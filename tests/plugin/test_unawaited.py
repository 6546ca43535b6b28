"""Coroutines that nobody awaits are told with the line that drops them; what is looked at on purpose is not."""

from __future__ import annotations

import pytest

from .running import KINDS, Run, run, write

PRODUCT = """
import asyncio

async def publish(writer):
    writer.write(b"news")
    await writer.drain()

async def closes(writer):
    await asyncio.wait_for(writer.close(), timeout=1)

async def send():
    return "sent"
"""

DROPS = """
import asyncio
from unittest.mock import AsyncMock, patch

import pytest
import product

def test_drops_it():
    AsyncMock().may_read("eve")  # by a test

def test_holds_it():
    guard = AsyncMock()
    answer = guard.may_write("eve")  # held to the end
    assert answer

def test_through_the_product():
    asyncio.run(product.publish(AsyncMock(name="wire")))

def test_of_a_patch():
    with patch("product.send"):
        product.send()  # patched

def test_forgets_an_await():
    async def main():
        product.send()  # of the product
    asyncio.run(main())

@pytest.fixture
def greeted():
    AsyncMock(name="door").knock()  # by a fixture

def test_with_a_fixture(greeted):
    pass
"""

KEEPS = """
import asyncio
import inspect
import warnings
from collections.abc import Coroutine
from unittest.mock import AsyncMock, patch

import pytest
import product

def test_awaits():
    async def main():
        guard = AsyncMock()
        await guard.may_read("eve")
        await asyncio.gather(guard.one(), guard.two())
        await asyncio.create_task(guard.three())
    asyncio.run(main())

def test_runs():
    asyncio.run(AsyncMock()())

def test_closes():
    AsyncMock()().close()

def test_looks_at_it():
    assert inspect.iscoroutine(AsyncMock()())

def test_asks_for_its_class():
    answer = product.send()
    assert isinstance(answer, Coroutine)

def test_wants_the_warning():
    with pytest.warns(RuntimeWarning):
        AsyncMock()()

@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
def test_lives_with_the_warning():
    AsyncMock()()

def test_replaces_the_runner():
    with patch("asyncio.run"):
        asyncio.run(product.send())

def test_replaces_the_runner_by_a_function(monkeypatch):
    async def times_out(coroutine, timeout):
        raise asyncio.TimeoutError
    monkeypatch.setattr(asyncio, "wait_for", times_out)
    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(product.closes(AsyncMock()))

def test_hands_it_to_somebody():
    def spawn(coroutine):
        pass
    spawn(AsyncMock().work())

def test_drops_in_the_product_what_is_no_mock():
    product.later = lambda: product.send() and None
    exec("def later():\\n    send()", vars(product))
    product.later()
"""


def suite(text: str) -> dict[str, str]:
    return {"product.py": PRODUCT, "test_news.py": text}


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_told_at_its_line(kind: str, tmp_path) -> None:
    done = run(write(tmp_path, suite(DROPS)), *KINDS[kind])
    assert done.verdict.startswith("6 passed")
    assert {finding.code for finding in done.findings} == {"BH405"}
    assert {
        (finding.test.rpartition("::")[2], finding.what.name, _line(done, finding)) for finding in done.findings
    } == {
        ("test_drops_it", "may_read", "by a test"),
        ("test_holds_it", "may_write", "held to the end"),
        ("test_through_the_product", "wire.write", ""),
        ("test_of_a_patch", "send", "patched"),
        ("test_forgets_an_await", "send", "of the product"),
        ("test_with_a_fixture", "door.knock", "by a fixture"),
    }


def test_what_is_awaited_or_meant_is_not_told(tmp_path) -> None:
    done = run(write(tmp_path, suite(KEEPS)), "-p", "no:cacheprovider")
    assert done.verdict.startswith("11 passed")
    assert done.findings == []


def test_the_line_of_the_warning_stays_what_it_was(tmp_path) -> None:
    folder = write(tmp_path, suite("from unittest.mock import AsyncMock\n\ndef test_it():\n    AsyncMock()()\n"))
    told = [run(folder, *mode).output for mode in ((), ("--bulkhead=off",))]
    assert [one.count("test_news.py:4: RuntimeWarning") for one in told] == [1, 1]


def test_without_the_sensor_nothing_is_told(tmp_path) -> None:
    blind = """
        import pytest_bulkhead.plugin.hooks as hooks
        every = hooks.sensors_at
        hooks.sensors_at = lambda depth: [sensor for sensor in every(depth) if sensor.kind != "coroutine"]
    """
    done = run(write(tmp_path, {**suite(DROPS), "conftest.py": blind}))
    assert (done.verdict.partition(",")[0], done.findings) == ("6 passed", [])


def _line(done: Run, finding) -> str:
    line = (done.folder / finding.location.path).read_text().splitlines()[finding.location.line - 1]
    return line.partition("# ")[2]
