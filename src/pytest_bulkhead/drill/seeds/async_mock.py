"""BH404, BH405: mocks that cannot be awaited, and mocks that are not."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_TOWAGE = """\
async def send_tug(ship):
    return f"tug for {ship}"


async def enter(ship):
    return await send_tug(ship)
"""

SEEDS = (
    Seed(
        code="BH404",
        name="plain mock handed to patch",
        bad={
            "towage_by_mock.py": _TOWAGE,
            "test_towage_by_mock.py": """\
import asyncio
from unittest.mock import Mock, patch

import pytest
import towage_by_mock


def test_enters_behind_a_tug():
    with patch.object(towage_by_mock, "send_tug", Mock(return_value="tug")), pytest.raises(TypeError):
        asyncio.run(towage_by_mock.enter("teal"))
""",
        },
        good={
            "towage_by_mock.py": _TOWAGE,
            "test_towage_by_mock.py": """\
import asyncio
from unittest.mock import AsyncMock, patch

import towage_by_mock


def test_enters_behind_a_tug():
    with patch.object(towage_by_mock, "send_tug", AsyncMock(return_value="tug")):
        assert asyncio.run(towage_by_mock.enter("teal")) == "tug"
""",
        },
        caught_by=READING,
    ),
    Seed(
        code="BH404",
        name="plain mock by monkeypatch",
        bad={
            "towage_by_attribute.py": _TOWAGE,
            "test_towage_by_attribute.py": """\
import asyncio
from unittest.mock import MagicMock

import pytest
import towage_by_attribute


def test_enters_behind_a_tug(monkeypatch):
    monkeypatch.setattr(towage_by_attribute, "send_tug", MagicMock(return_value="tug"))
    with pytest.raises(TypeError):
        asyncio.run(towage_by_attribute.enter("teal"))
""",
        },
        good={
            "towage_by_attribute.py": _TOWAGE,
            "test_towage_by_attribute.py": """\
import asyncio
from unittest.mock import AsyncMock

import towage_by_attribute


def test_enters_behind_a_tug(monkeypatch):
    monkeypatch.setattr(towage_by_attribute, "send_tug", AsyncMock(return_value="tug"))
    assert asyncio.run(towage_by_attribute.enter("teal")) == "tug"
""",
        },
        caught_by=READING,
    ),
    Seed(
        code="BH405",
        name="answer asserted without await",
        bad={
            "test_refusing_guard.py": """\
from unittest.mock import AsyncMock

import pytest


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_refuses_strangers(anyio_backend):
    guard = AsyncMock()
    guard.may_board.return_value = False
    assert guard.may_board("eve")
""",
        },
        good={
            "test_refusing_guard.py": """\
from unittest.mock import AsyncMock

import pytest


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_refuses_strangers(anyio_backend):
    guard = AsyncMock()
    guard.may_board.return_value = False
    assert not await guard.may_board("eve")
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"anyio"}),
    ),
)
