"""Processes that examine mutants leave nothing behind, however they are told to end."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from pytest_bulkhead.drill.lanes import Lanes
from pytest_bulkhead.errors import OurFaultError


@dataclass(frozen=True)
class Ended:
    """A job that is told to end, and has something to put back."""

    trace: Path

    def __call__(self) -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(120)
        finally:
            self.trace.write_text("put back")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_request_to_end_lets_a_job_put_back_what_it_did(tmp_path: Path) -> None:
    with pytest.raises(OurFaultError, match="has died"), Lanes(1) as lanes:
        list(lanes.run([Ended(tmp_path / "trace.txt")]))
    assert (tmp_path / "trace.txt").read_text() == "put back"
