"""What a worker has written down can be read whatever it was, and however much."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.plugin.crashes.black_box import BlackBox, LastSteps, read_box
from pytest_bulkhead.plugin.crashes.ending import read_trace

PLACE = "box"


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / PLACE)


def test_the_last_steps_are_told_in_their_order(path: str) -> None:
    box = BlackBox(path)
    box.begin("t.py::test_a", 100)
    box.note("change", "environ A")
    box.goes_on(b"between")
    box.begin("t.py::test_b[é]", 200)
    box.goes_on(b"teardown")
    touches = ("setup of t.py::test_a", "environ A changed", "end of t.py::test_a")
    touches += ("setup of t.py::test_b[é]", "teardown of t.py::test_b[é]")
    assert read_box(path) == LastSteps("t.py::test_b[é]", "teardown", touches, 200)


def test_a_test_with_many_steps_is_still_known(path: str) -> None:
    box = BlackBox(path)
    box.begin("t.py::test_a", 100)
    box.goes_on(b"call")
    for number in range(100):
        box.note("change", f"environ {number}" + "x" * 5000)
    box.goes_on(b"teardown")
    steps = read_box(path)
    assert steps is not None
    assert (steps.test, steps.phase) == ("t.py::test_a", "teardown")
    assert steps.touches[-1] == "teardown of t.py::test_a"
    assert Path(path).stat().st_size == 16 * 1024


@pytest.mark.parametrize(
    "data", [b"", b"\n" * 16384, b"\xff" * 16384, b"1\tcall\t0\t\n" * 1000, b"1\tcall\tx\t\n" * 1000]
)
def test_any_file_is_read_without_harm(data: bytes, path: str) -> None:
    Path(path).write_bytes(data)
    steps = read_box(path)
    assert steps is None or isinstance(steps.touches, tuple)
    read_trace(path, lambda _: True, str)


def test_nobodys_file_is_written_over(path: str) -> None:
    Path(path).write_text("somebody's")
    with pytest.raises(FileExistsError):
        BlackBox(path)
    assert Path(path).read_text() == "somebody's"
