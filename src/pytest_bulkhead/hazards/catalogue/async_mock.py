"""BH404, BH405: mocks that do not fit the await they meet."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

PLAIN = Hazard(
    code="BH404",
    slug="async-mock",
    title="plain mock in place of an async function",
    family=Family.MOCKS,
    why="""\
What a plain `Mock` returns cannot be awaited: the code under test gets a TypeError where it expected an answer. If it
catches broadly, it tries again until a timeout or takes an error path that the test never meant to look at, and what is
then asserted is about that path. `patch` without a replacement needs no care: it looks at its target and makes an
`AsyncMock` where that is `async def`. The trouble begins when a `Mock` is handed to it.""",
    bad="""\
from unittest.mock import Mock, patch

from shop import mail, orders  # mail.send is `async def`

async def test_confirms_the_order():
    with patch.object(mail, "send", Mock(return_value=True)) as send:
        await orders.place("tea")
    send.assert_called_once()
""",
    good="""\
from unittest.mock import AsyncMock, patch

from shop import mail, orders  # mail.send is `async def`

async def test_confirms_the_order():
    with patch.object(mail, "send", AsyncMock(return_value=True)) as send:
        await orders.place("tea")
    send.assert_awaited_once()
""",
    remedy="Use `AsyncMock`, or leave the replacement to `patch`, which makes an `AsyncMock` for an async target by "
    "itself.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.DRILL}),
)

UNAWAITED = Hazard(
    code="BH405",
    slug="async-mock",
    title="async mock called without await",
    family=Family.MOCKS,
    why="""\
Calling an `AsyncMock`, like any coroutine function, gives a coroutine and runs nothing. The coroutine is true in every
assertion, whatever the mock was told to answer, so the test passes for ever. All that tells is a warning that it was
never awaited, one among many; where the coroutine hangs in a cycle of objects, the warning comes with the next garbage
collection, in the name of some later test.""",
    bad="""\
from unittest.mock import AsyncMock

async def test_denies_strangers():
    guard = AsyncMock()
    guard.may_read.return_value = False
    assert guard.may_read("eve", "diary") is not None
""",
    good="""\
from unittest.mock import AsyncMock

async def test_denies_strangers():
    guard = AsyncMock()
    guard.may_read.return_value = False
    assert await guard.may_read("eve", "diary") is False
""",
    remedy="Await the call, or hand it to `asyncio.gather` or `asyncio.run`.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (PLAIN, UNAWAITED)
