import asyncio
from unittest.mock import patch

import pytest

from harbour.breaker import CircuitBreaker
from harbour.pilots import PilotOffice, StationClosedError, StationSilentError

ASK = "harbour.pilots.ask_station"


def test_silence_is_told():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with patch(ASK, side_effect=ConnectionError("static")), pytest.raises(StationSilentError, match="static"):
        loop.run_until_complete(PilotOffice(CircuitBreaker("loop")).dispatch("1"))


def test_station_answers():
    pilot = asyncio.run(PilotOffice(CircuitBreaker("run")).dispatch("1"))
    assert pilot in PilotOffice.on_duty


def test_answer_in_a_loop_of_our_own():
    loop = asyncio.new_event_loop()
    try:
        assert loop.run_until_complete(PilotOffice(CircuitBreaker("own")).dispatch("0"))
    finally:
        loop.close()


@pytest.mark.anyio
@patch(ASK, side_effect=ConnectionError("no answer"))
async def test_station_is_left_alone_after_three_failures(ask):
    office = PilotOffice()
    for _ in range(3):
        with pytest.raises(StationSilentError):
            await office.dispatch("1")
    with pytest.raises(StationClosedError):
        await office.dispatch("1")
    assert ask.await_count == 3


@pytest.mark.anyio
@patch(ASK, side_effect=ConnectionError("no answer"))
async def test_breaker_of_our_own_is_left_open(ask):
    breaker = CircuitBreaker("ours", limit=1)
    with pytest.raises(StationSilentError):
        await PilotOffice(breaker).dispatch("1")
    assert breaker.is_open
