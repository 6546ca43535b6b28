import pytest

from harbour.breaker import CircuitBreaker


@pytest.fixture
def breaker():
    return CircuitBreaker("lighthouse", limit=3, rest=60)


@pytest.mark.parametrize(("failures", "is_open"), [(0, False), (2, False), (3, True), (4, True)])
def test_opens_at_the_limit(breaker, failures, is_open):
    for _ in range(failures):
        breaker.failed()
    assert breaker.is_open is is_open


def test_success_closes_it(breaker):
    for _ in range(5):
        breaker.failed()
    breaker.succeeded()
    assert (breaker.is_open, breaker.failures) == (False, 0)


def test_rested_breaker_lets_calls_through():
    breaker = CircuitBreaker("buoy", limit=1, rest=0)
    breaker.failed()
    assert not breaker.is_open


def test_station_opens_too(quiet_station):
    for _ in range(quiet_station.limit):
        quiet_station.failed()
    assert quiet_station.is_open
