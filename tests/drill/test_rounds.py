"""What an examination has not seen is said, and does not pass for silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiner import Look, Outcome
from pytest_bulkhead.drill.jobs import LookAtTwins, LookBefore
from pytest_bulkhead.drill.laboratory import Laboratory
from pytest_bulkhead.drill.lanes import Lanes
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.rounds import look_at_twins, look_before
from pytest_bulkhead.drill.seed import Examination


class Late(Lanes):
    """Of all jobs one is not done in time."""

    def run(self, jobs: Sequence[Any], go_on: Callable[[], bool] = lambda: True) -> Iterator[tuple[Any, Any]]:
        for job in jobs:
            yield job, Look((), "too slow" if job.examination is Examination.SERIAL else "")


def test_what_was_not_seen_is_told_of_both_rounds(tmp_path: Path, bench: Bench) -> None:
    before = look_before(Late(0), tmp_path, bench, print)
    assert before.complaints == ("serial has not seen all of the untouched copy: too slow",)
    twins = look_at_twins(Late(0), Laboratory(tmp_path, bench, before.findings), (), print)
    assert twins.complaints == ("serial has not seen all of the sound code that was laid in: too slow",)


def test_a_file_that_cannot_be_imported_is_a_complaint(tmp_path: Path, bench: Bench) -> None:
    project = tmp_path / "shop"
    project.mkdir()
    (project / "pytest.ini").write_text("[pytest]\n")
    (project / "test_a.py").write_text("import nothing_of_that_name\n")
    look = LookBefore(project, bench, Examination.SERIAL)()
    assert (look.complaint, look.is_blind) == ("could not be collected: test_a.py", True)
    assert LookAtTwins(project, bench, Examination.SERIAL, (), ())().complaint == "could not be collected: test_a.py"


def test_a_run_that_breaks_down_has_seen_nothing_and_is_not_asked_of_mutants(tmp_path: Path, bench: Bench) -> None:
    project = tmp_path / "shop"
    project.mkdir()
    (project / "pytest.ini").write_text("[pytest]\n")
    (project / "conftest.py").write_text("def pytest_sessionstart():\n    raise RuntimeError('no server')\n")
    (project / "test_a.py").write_text("def test_a():\n    pass\n")
    look = LookBefore(project, bench, Examination.SERIAL)()
    assert look.is_blind
    assert "status 3" in look.complaint
    assert "no server" in look.complaint
    leaking = "import os\n\n\ndef test_a():\n    os.environ['SHOP'] = '1'\n"
    mutant = Mutant(
        "1", "BH101", frozenset(), "by hand", {"test_a.py": leaking}, "test_a.py", 5, ("test_a.py::test_a",)
    )
    before = dict.fromkeys(Examination, ())
    blind = dict.fromkeys((Examination.COLLECTION, Examination.SERIAL, Examination.PARALLEL), look.complaint)
    (project / "conftest.py").unlink()
    (examined,) = Laboratory(project, bench, before, blind).examine([mutant])
    assert examined.outcomes[Examination.CHECK] is Outcome.CAUGHT
    assert examined.outcomes[Examination.SERIAL] is Outcome.NOT_APPLICABLE
    assert "no server" in examined.reasons[Examination.SERIAL]


def test_without_xdist_what_needs_workers_is_blind_and_that_is_no_complaint(tmp_path: Path, bench: Bench) -> None:
    class Here(Lanes):
        def run(self, jobs: Sequence[Any], go_on: Callable[[], bool] = lambda: True) -> Iterator[tuple[Any, Any]]:
            for job in jobs:
                needs_workers = job.examination in (Examination.COLLECTION, Examination.PARALLEL)
                yield job, job() if needs_workers else Look(())

    project = tmp_path / "shop"
    project.mkdir()
    (project / "test_a.py").write_text("def test_a():\n    pass\n")
    alone = bench._replace(interpreter=replace(bench.interpreter, xdist=None))
    before = look_before(Here(0), project, alone, print)
    assert set(before.blind) == {Examination.COLLECTION, Examination.PARALLEL}
    assert before.complaints == ()
