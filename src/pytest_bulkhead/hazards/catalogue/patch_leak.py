"""BH104: mock patches that nobody stops."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH104",
    slug="patch-leak",
    title="patch started and not stopped",
    family=Family.PROCESS,
    why="""\
A patcher that was started by hand stays in force until its `stop` is called; the end of the test does nothing about it.
Every later test of the worker then meets the mock in place of the real function, and tests of that very function pass
or fail by what the mock was told. An easy slip is to keep what `start()` returns and to stop that: it is the mock, its
`stop` is one more recorded call, and the patch stays.""",
    bad="""\
from unittest.mock import patch

def test_confirms_the_order(shop):
    send = patch("shop.mail.send").start()
    shop.place_order("tea")
    send.assert_called_once()
""",
    good="""\
from unittest.mock import patch

def test_confirms_the_order(shop):
    with patch("shop.mail.send") as send:
        shop.place_order("tea")
    send.assert_called_once()
""",
    remedy="Use `patch` as a context manager or decorator, or register the patcher's `stop` with `addCleanup`, "
    "`request.addfinalizer` or behind the fixture's `yield` as soon as it is started.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
