from unittest.mock import patch

import pytest

from harbour.breaker import CircuitBreaker
from harbour.pilots import PilotOffice, StationSilentError


@pytest.fixture
def office():
    return PilotOffice(CircuitBreaker("roster"))


@pytest.mark.anyio
async def test_pilots_take_turns(office):
    sent = [await office.dispatch(str(number)) for number in range(4)]
    assert sent == ["Ines", "Tomas", "Greta", "Ines"]


@pytest.mark.anyio
async def test_nobody_on_duty(office, monkeypatch):
    monkeypatch.setattr(PilotOffice, "on_duty", [])
    with pytest.raises(StationSilentError):
        await office.dispatch("1")


@pytest.mark.anyio
async def test_roster_of_one_office(office):
    office.on_duty = ["Bruno"]
    assert await office.dispatch("1") == "Bruno"


@pytest.mark.anyio
async def test_holiday(office):
    with patch.object(PilotOffice, "on_duty", ["Hedda"]):
        assert await office.dispatch("1") == "Hedda"


@pytest.mark.anyio
async def test_new_pilot_joins(office, monkeypatch):
    monkeypatch.setattr(PilotOffice, "on_duty", [*PilotOffice.on_duty, "Joris"])
    assert await office.dispatch("3") == "Joris"


@pytest.mark.anyio
async def test_night_shift(office, monkeypatch):
    monkeypatch.setattr(PilotOffice, "on_duty", ["Kaja"])
    assert await office.dispatch("2") == "Kaja"
