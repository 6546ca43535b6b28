"""BH401, BH402: the memory convention for test classes that are full of mocks."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer, Profile

GROUP = Hazard(
    code="BH401",
    slug="mock-memory-pattern",
    title="mocking test class without a group mark",
    family=Family.MOCKS,
    why="""\
Some teams mark each test class that uses mocks with `xdist_group`, so that its mocks fill the memory of one worker and
not of all. This is a convention for those who want it, not a defect, and it isolates nothing: the mark keeps the tests
of a group on one worker (under `--dist loadgroup` alone), takes away parallelism, and what leaks inside that worker
still leaks. Hence it is looked for in the profile `strict` only.""",
    bad="""\
from unittest.mock import AsyncMock

class TestCheckout:
    async def test_charges_the_card(self):
        gateway = AsyncMock()
        await checkout(gateway, total=10)
        gateway.charge.assert_awaited_once_with(10)
""",
    good="""\
from unittest.mock import AsyncMock

import pytest

@pytest.mark.xdist_group("checkout")
class TestCheckout:
    async def test_charges_the_card(self):
        gateway = AsyncMock()
        await checkout(gateway, total=10)
        gateway.charge.assert_awaited_once_with(10)
""",
    remedy="Put `@pytest.mark.xdist_group(…)` on the class, or in the module's `pytestmark`.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
    profile=Profile.STRICT,
)

TEARDOWN = Hazard(
    code="BH402",
    slug="mock-memory-pattern",
    title="mocking test class without a collecting teardown",
    family=Family.MOCKS,
    why="""\
Mocks refer to themselves in circles, which only the garbage collector takes apart. It runs by itself, though: 3,000
tests with 8 mocks each took the process from 44 MB to at most 55 MB without any explicit collection, and 45 MB with one
after every test, at the price of 66 seconds of processor time in all, since each collection walks every live object.
Worth it where memory is very tight or the mocks hold large data; a convention of the profile `strict` for the rest.""",
    bad="""\
from unittest.mock import MagicMock

class TestThumbnails:
    def test_scales_the_picture(self):
        store = MagicMock()
        store.read.return_value = bytes(20_000_000)
        make_thumbnail(store, "cat.png")
        store.write.assert_called_once()
""",
    good="""\
import gc
from unittest.mock import MagicMock

class TestThumbnails:
    def teardown_method(self):
        gc.collect()

    def test_scales_the_picture(self):
        store = MagicMock()
        store.read.return_value = bytes(20_000_000)
        make_thumbnail(store, "cat.png")
        store.write.assert_called_once()
""",
    remedy="Give the class, or a base class, a `teardown_method` that calls `gc.collect()`.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
    profile=Profile.STRICT,
)

HAZARDS = (GROUP, TEARDOWN)
