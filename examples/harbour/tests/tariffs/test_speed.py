import time

import pytest

from harbour.tariffs import dues


@pytest.mark.performance
def test_a_thousand_bills_are_quick():
    begin = time.perf_counter()
    for length in range(10, 310, 3):
        dues(length, 3)
    assert time.perf_counter() - begin < 1.0
