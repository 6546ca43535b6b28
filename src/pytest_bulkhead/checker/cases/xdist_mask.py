"""Named good and bad cases of BH508."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

BAD: Mapping[str, Case] = {
    "skipped in workers": """\
import os

import pytest

@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="fails in parallel")  # <- here
def test_exports(orders):
    export(orders)
""",
    "a condition with a name": """\
import os

import pytest

IN_WORKER = os.environ.get("PYTEST_XDIST_WORKER") is not None

@pytest.mark.xfail(IN_WORKER, reason="fails now and then")  # <- here
def test_exports(orders):
    export(orders)
""",
    "a mark with a name": """\
import os

import pytest

serial = pytest.mark.skipif(bool(os.getenv("PYTEST_XDIST_WORKER")), reason="in one process only")

@serial  # <- here
class TestExport:
    def test_exports(self, orders):
        export(orders)
""",
    "retried": """\
import pytest

@pytest.mark.flaky(reruns=3)  # <- here
def test_exports(orders):
    export(orders)
""",
    "retried by the flaky package": """\
from flaky import flaky

@flaky  # <- here
def test_exports(orders):
    export(orders)
""",
    "the whole file": """\
import os

import pytest

pytestmark = [pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="shares a port")]  # <- here

def test_exports(orders):
    export(orders)
""",
    "it skips itself": """\
import pytest
import xdist

def test_exports(orders, request):
    if xdist.is_xdist_worker(request):
        pytest.skip("shares a port")  # <- here
    export(orders)
""",
}

GOOD: Mapping[str, Case] = {
    "a performance test": """\
import os

import pytest

@pytest.mark.performance
@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="measures alone")
def test_exports_in_a_second(orders):
    export(orders)
""",
    "skipped for another reason": """\
import sys

import pytest

@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_exports(orders):
    export(orders)
""",
    "expected to fail, strictly": """\
import os

import pytest

@pytest.mark.xfail("PYTEST_XDIST_WORKER" in os.environ, strict=True, reason="shows the race")
def test_exports(orders):
    export(orders)
""",
    "asking for the worker's name": """\
import os

def test_exports(orders, tmp_path):
    export(orders, tmp_path / os.environ.get("PYTEST_XDIST_WORKER", "main"))
""",
    "a fixture called flaky": """\
def test_recovers(flaky_server):
    assert call(flaky_server)
""",
}
