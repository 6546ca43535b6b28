"""BH505: circuit breakers that a test leaves tripped."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_GATEWAY = """\
class GatewayCircuitBreaker:
    def __init__(self, fail_max=3):
        self.fail_max = fail_max
        self.failures = 0

    @property
    def is_open(self):
        return self.failures >= self.fail_max

    def call(self, function):
        if self.is_open:
            raise RuntimeError("not now")
        try:
            return function()
        except ConnectionError:
            self.failures += 1
            raise

    def close(self):
        self.failures = 0


breaker = GatewayCircuitBreaker()


def charge(pay):
    return breaker.call(pay)
"""
_DEAD = """

def dead():
    raise ConnectionError
"""

SEEDS = (
    Seed(
        code="BH505",
        name="driven until it opens",
        bad={
            "gateway_breaker.py": _GATEWAY,
            "test_gateway_breaker.py": f"""\
import pytest
from gateway_breaker import breaker, charge
{_DEAD}

def test_stops_calling_a_dead_gateway():
    for _ in range(breaker.fail_max):
        with pytest.raises(ConnectionError):
            charge(dead)
    assert breaker.is_open
""",
        },
        good={
            "gateway_breaker.py": _GATEWAY,
            "test_gateway_breaker.py": f"""\
import pytest
from gateway_breaker import breaker, charge
{_DEAD}

@pytest.fixture
def closed_breaker():
    breaker.close()
    yield breaker
    breaker.close()


def test_stops_calling_a_dead_gateway(closed_breaker):
    for _ in range(closed_breaker.fail_max):
        with pytest.raises(ConnectionError):
            charge(dead)
    assert closed_breaker.is_open
""",
        },
        caught_by=READING | RUNNING,
    ),
)
