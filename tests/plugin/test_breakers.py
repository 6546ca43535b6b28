"""Circuit breakers of libraries and of projects: what is left tripped is told, what is closed again is not."""

from __future__ import annotations

from .running import run, write

SHOP = """
import circuitbreaker
import pybreaker

gateway = pybreaker.CircuitBreaker(fail_max=2)
kept = {}
breakers = {}

class Mail:
    limit = pybreaker.CircuitBreaker(fail_max=2)

class PostCircuitBreaker:
    def __init__(self):
        self.failures, self.total_failures, self.last_error = [], 0, None

post = PostCircuitBreaker()

def of(name):
    return breakers.setdefault(name, pybreaker.CircuitBreaker())

@circuitbreaker.circuit(failure_threshold=2, expected_exception=ConnectionError)
def pay():
    raise ConnectionError
"""

LEAVES = """
import circuitbreaker
import pybreaker
import pytest
import shop

def fail():
    raise ConnectionError

def test_counts():
    with pytest.raises(ConnectionError):
        shop.gateway.call(fail)

def test_opens():
    with pytest.raises(pybreaker.CircuitBreakerError):
        shop.gateway.call(fail)

def test_of_a_class():
    shop.Mail.limit.open()

def test_around_a_function():
    with pytest.raises(ConnectionError):
        shop.pay()

def test_own():
    shop.post.failures.append(1)

def test_made_when_asked_for():
    with pytest.raises(ConnectionError):
        shop.of("llm").call(fail)
"""

CLOSES = """
import circuitbreaker
import pybreaker
import pytest
import shop

def fail():
    raise ConnectionError

@pytest.fixture
def closed():
    yield
    shop.gateway.close()

def test_counts(closed):
    with pytest.raises(ConnectionError):
        shop.gateway.call(fail)

def test_made_by_the_test():
    breaker = pybreaker.CircuitBreaker(fail_max=1)
    breaker.open()

def test_replaced_for_the_test(monkeypatch):
    monkeypatch.setattr(shop, "gateway", pybreaker.CircuitBreaker())
    shop.gateway.open()

def test_reset():
    with pytest.raises(ConnectionError):
        shop.pay()
    circuitbreaker.CircuitBreakerMonitor.get("pay").reset()

def test_succeeds():
    shop.gateway.call(lambda: 1)

def test_counts_for_ever():
    shop.post.total_failures += 1
    shop.post.last_error = "timeout"

def test_taken_out_again():
    breaker = shop.of("llm")
    breaker.open()
    shop.breakers.clear()

def test_made_when_asked_for():
    shop.of("redis").call(lambda: 1)
"""


def test_what_is_left_tripped_is_told(tmp_path) -> None:
    done = run(write(tmp_path, {"shop.py": SHOP, "test_shop.py": LEAVES}))
    assert done.verdict == "6 passed"
    assert {finding.code for finding in done.findings} == {"BH505"}
    assert [finding.message for finding in done.findings] == [
        "test_counts leaves the circuit breaker shop.gateway with _fail_counter 1 (was 0)",
        "test_opens leaves the circuit breaker shop.gateway with _fail_counter 2 (was 1), _state open (was closed)",
        "test_of_a_class leaves the circuit breaker shop.Mail.limit with _state open (was closed)",
        "test_around_a_function leaves the circuit breaker shop.pay with _failure_count 1 (was 0)",
        "test_own leaves the circuit breaker shop.post with failures 1 (was 0)",
        "test_made_when_asked_for leaves the circuit breaker shop.breakers['llm'] with _fail_counter 1",
    ]


def test_what_is_closed_or_nobody_else_s_is_not(tmp_path) -> None:
    done = run(write(tmp_path, {"shop.py": SHOP, "test_shop.py": CLOSES}))
    assert (done.verdict, done.findings) == ("8 passed", [])


def test_a_breaker_is_told_once_also_in_depth(tmp_path) -> None:
    done = run(write(tmp_path, {"shop.py": SHOP, "test_shop.py": LEAVES}), "--bulkhead-depth=deep")
    assert done.verdict == "6 passed"
    # But for what such a class keeps in a list of its own.
    of_state = [finding.what.name for finding in done.findings if finding.code != "BH505"]
    assert (len(done.findings), of_state) == (7, ["shop.post.failures"])
