from unittest.mock import AsyncMock, patch

import httpx
import pytest

from harbour.app import app
from harbour.cache import Cache, cache
from harbour.weather import fetch_wind, wind_report

FETCH = "harbour.weather.fetch_wind"


@pytest.mark.parametrize("berth", ["A1", "A2", "B1"])
def test_calm_without_a_reading(client, berth):
    assert client.get(f"/berths/{berth}/wind").json() == {"berth": berth, "wind": 4.0, "workable": True}


@pytest.mark.anyio
async def test_breeze_is_workable():
    with patch(FETCH, AsyncMock(return_value=12.0)):
        report = await wind_report("A1")
    assert report == {"berth": "A1", "wind": 12.0, "workable": True}


@pytest.mark.anyio
async def test_storm_stops_work():
    with patch(FETCH, return_value=31.0):
        report = await wind_report("A1")
    assert report == {"berth": "A1", "wind": 31.0, "workable": False}


@pytest.mark.anyio
@patch(FETCH, new_callable=AsyncMock)
async def test_broken_mast_does_not_stop_work(fetch):
    fetch.side_effect = OSError("no mast")
    assert (await wind_report("A2"))["wind"] is None
    fetch.assert_awaited_once_with("A2")


@pytest.mark.anyio
async def test_storm_warning_is_confirmed():
    radio = AsyncMock(return_value="roger")
    assert await radio("storm warning for B1") == "roger"


@pytest.mark.anyio
async def test_reading_of_the_mast(monkeypatch):
    cache = Cache()
    monkeypatch.setattr("harbour.weather.cache", cache)
    cache.set("wind:B1", 12.5)
    assert await fetch_wind("B1") == 12.5


@pytest.mark.anyio
async def test_reading_that_is_taken_away():
    cache.set("wind:B2", 9.0)
    try:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://harbour:8000") as visitor:
            assert (await visitor.get("/berths/B2/wind")).json()["wind"] == 9.0
    finally:
        cache.delete("wind:B2")
