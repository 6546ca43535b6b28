"""BH505: shared circuit breakers that a test leaves tripped."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH505",
    slug="circuit-breaker",
    title="shared circuit breaker left tripped",
    family=Family.ORGANISATION,
    why="""\
A circuit breaker is made to remember, and usually lives at module level, one for each service. A test that drives it
open leaves it open: later tests of the worker are refused before their mock is even asked, until the breaker's timeout
has passed. So the victims fail when they come soon after, and pass when the machine is slow: the picture of a flaky
network where there is none. Failures that were counted but did not yet trip it do the same to the next test that fails
on purpose.""",
    bad="""\
import pytest

from shop.payments import GatewayDown, breaker, charge

def test_stops_calling_a_dead_gateway(dead_gateway):
    for _ in range(breaker.fail_max):
        with pytest.raises(GatewayDown):
            charge(dead_gateway, 10)
    assert breaker.current_state == "open"
""",
    good="""\
import pytest

from shop.payments import GatewayDown, breaker, charge

@pytest.fixture
def closed_breaker():
    breaker.close()
    yield breaker
    breaker.close()

def test_stops_calling_a_dead_gateway(closed_breaker, dead_gateway):
    for _ in range(closed_breaker.fail_max):
        with pytest.raises(GatewayDown):
            charge(dead_gateway, 10)
    assert closed_breaker.current_state == "open"
""",
    remedy="Make a breaker for the test, or close the shared one in a fixture, before and behind its `yield`.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
