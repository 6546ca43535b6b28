"""BH105: threads, processes, servers and event loops that outlive their test."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH105",
    slug="thread-or-loop",
    title="thread, process or event loop left running",
    family=Family.PROCESS,
    why="""\
What still runs after its test works on in the middle of the next ones: it logs into their capture, takes items from
their queues, meets their patches, and raises its exceptions in their name. A thread that is no daemon also keeps the
worker from ending, and pytest-xdist waits ten seconds at most before it cuts the worker off, together with the teardown
that was still to come. A loop that stays set as the current one, closed or not, is what the next test gets.""",
    bad="""\
import threading

def test_consumes_the_queue(queue):
    consumer = threading.Thread(target=queue.consume)
    consumer.start()
    queue.put("order")
    assert queue.wait_until_empty(timeout=5)
""",
    good="""\
import threading

def test_consumes_the_queue(queue):
    consumer = threading.Thread(target=queue.consume)
    consumer.start()
    try:
        queue.put("order")
        assert queue.wait_until_empty(timeout=5)
    finally:
        queue.close()
        consumer.join()
""",
    remedy="End it where it was begun: `join`, `terminate`, `shutdown` or `close` in a `finally` or behind the "
    "fixture's `yield`, `with` for executors and servers, `asyncio.run` for loops.",
    promised=frozenset({Layer.STATIC, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
