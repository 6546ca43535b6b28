import pytest

from harbour.breaker import station_breaker


@pytest.fixture
def quiet_station():
    """The breaker of the pilot station, closed before and after."""
    station_breaker.reset()
    yield station_breaker
    station_breaker.reset()
