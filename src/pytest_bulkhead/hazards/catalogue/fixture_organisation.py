"""BH501, BH502: autouse fixtures of wide scope in places where they surprise."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

DUPLICATE = Hazard(
    code="BH501",
    slug="fixture-organisation",
    title="wide autouse fixture defined twice",
    family=Family.ORGANISATION,
    why="""\
Two autouse fixtures of one name and of session or module scope are two answers to one question: which settings hold,
which schema is there. Session-scoped, each is set up with the first test of its file and both stay in force, so that
the later one decides for tests that were written for the other; which one is later depends on how the files were dealt
out to the workers. And whoever mends one of them seldom knows of the second.""",
    bad="""\
import pytest

# tests/test_orders.py
@pytest.fixture(scope="session", autouse=True)
def currency():
    with exchange.quoting("EUR"):
        yield

# tests/test_refunds.py
@pytest.fixture(scope="session", autouse=True)
def currency():
    with exchange.quoting("USD"):
        yield
""",
    good="""\
import pytest

# tests/conftest.py
@pytest.fixture(scope="session", autouse=True)
def currency():
    with exchange.quoting("EUR"):
        yield

# tests/test_refunds.py
@pytest.fixture
def dollars():
    with exchange.quoting("USD"):
        yield
""",
    remedy="Keep one of them, in the `conftest.py` above all files that need it, and let tests that want something "
    "else ask for a function-scoped fixture by another name.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.DRILL}),
)

MISPLACED = Hazard(
    code="BH502",
    slug="fixture-organisation",
    title="wide autouse fixture outside a conftest",
    family=Family.ORGANISATION,
    why="""\
A session-scoped autouse fixture in a test file does not cover the session. It is set up when the first test of that
file runs and torn down at the very end: files that came before went without it, files that come after have it whether
they want it or not. In a serial run the order of the files hides this; in parallel each worker gets its own mixture,
and workers that were given no test of the file never run the fixture at all.""",
    bad="""\
# tests/test_orders.py
import pytest

@pytest.fixture(scope="session", autouse=True)
def sandbox():
    with payments.sandbox():
        yield

def test_pays():
    assert payments.charge(10).sandboxed
""",
    good="""\
# tests/conftest.py
import pytest

@pytest.fixture(scope="session", autouse=True)
def sandbox():
    with payments.sandbox():
        yield
""",
    remedy="Move it to a `conftest.py` if all tests below that folder shall have it; otherwise make it "
    "function-scoped, or drop `autouse` and ask for it with `@pytest.mark.usefixtures(…)`.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (DUPLICATE, MISPLACED)
