"""Names that each worker has made up for itself."""

from pytest_bulkhead.plugin.conflicts import conflicts
from pytest_bulkhead.touch import Touched
from tests.plugin.races.touching import ran, touch

A, B, C, D = (f"tests/test_a.py::test_{name}" for name in ("one", "two", "three", "four"))
ONE, OTHER = "5f0c21ab9d3e", "9b1de77a0c42"


def names(*touched: Touched) -> list[str]:
    return [one.name for one in conflicts(touched)]


def wrote(test: str, worker: str, *written: str) -> Touched:
    return ran(test, *(touch(f"file:{name}", "w") for name in written), worker=worker)


def test_of_each_worker_one():
    first = [wrote(test, "gw0", f"scratch_{ONE}/x.ini") for test in (A, B)]
    second = [wrote(test, "gw1", f"scratch_{OTHER}/y.ini") for test in (C, D)]
    assert names(*first, *second) == []
    assert names(*first) == [f"scratch_{ONE}/x.ini"]


def test_a_digest_that_two_workers_come_to_is_shared():
    first = [wrote(A, "gw0", f"cache/{ONE}"), wrote(B, "gw0", f"cache/{ONE}", f"cache/{OTHER}")]
    assert names(*first, wrote(C, "gw1", f"cache/{OTHER}")) == [f"cache/{ONE}", f"cache/{OTHER}"]
    assert names(*first[:1], wrote(C, "gw1", f"cache/{ONE}")) == [f"cache/{ONE}"]


def test_words_are_no_digits():
    first = [wrote(test, "gw0", "out_deadbeef") for test in (A, B)]
    others = (wrote(f"tests/test_b.py::{name}", "gw1", "out_cafebabe") for name in ("test_one", "test_two"))
    assert names(*first, *others) == ["out_deadbeef", "out_cafebabe"]
