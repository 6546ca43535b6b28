"""Each examiner sees what its layer sees, and says so where it cannot see anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.examiner import Outcome
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.drill.registry import all_examiners
from pytest_bulkhead.drill.seed import Examination

LEAKING = """\
import os

os.environ["SHOP_REGION"] = "eu"


def test_region():
    assert os.environ["SHOP_REGION"] == "eu"
"""

MUTANT = Mutant(
    identity="1",
    code="BH101",
    also=frozenset(),
    origin="by hand",
    changes={"tests/test_region.py": LEAKING},
    path="tests/test_region.py",
    line=3,
    tests=("tests/test_region.py",),
)

# A write while the file is imported is seen by whatever imports it.
EXPECTED = {
    Examination.CHECK: Outcome.CAUGHT,
    Examination.COLLECTION: Outcome.CAUGHT,
    Examination.SERIAL: Outcome.CAUGHT,
    Examination.PARALLEL: Outcome.CAUGHT,
    Examination.REGRESSION: Outcome.NOT_APPLICABLE,
    Examination.REVIEW: Outcome.CAUGHT,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / MUTANT.path).write_text(LEAKING)
    return tmp_path


def test_there_is_one_for_each_way_of_catching(bench: Bench) -> None:
    assert [examiner.examination for examiner in all_examiners(bench)] == list(Examination)


@pytest.mark.parametrize("examination", Examination, ids=lambda examination: examination.value)
def test_it_catches_what_its_layer_sees(examination: Examination, bench: Bench, folder: Path) -> None:
    (examiner,) = [one for one in all_examiners(bench) if one.examination is examination]
    result = examiner.examine(folder, MUTANT, ())
    assert result.outcome is EXPECTED[examination], result.reason
    assert {finding.code for finding in result.findings} == ({"BH101"} if result.outcome is Outcome.CAUGHT else set())


def test_what_was_there_before_is_not_caught(bench: Bench, folder: Path) -> None:
    check = all_examiners(bench)[0]
    assert check.examine(folder, MUTANT, check.findings(folder, ())).outcome is Outcome.MISSED


def test_tests_that_need_what_is_not_there_are_not_run(bench: Bench, folder: Path) -> None:
    (serial,) = [one for one in all_examiners(bench) if one.examination is Examination.SERIAL]
    result = serial.examine(folder, MUTANT._replace(needs=frozenset({"redis"})), ())
    assert (result.outcome, result.reason) == (Outcome.NOT_APPLICABLE, "redis is not there")


BY_HAND = """\
def test_name(worker_id):
    create(f"test_{worker_id}")
"""


@pytest.mark.parametrize("profile", ["recommended", "strict"])
def test_conventions_are_looked_for_where_the_profile_has_them(profile: str, bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "bulkhead.toml").write_text(f'profile = "{profile}"\n')
    (tmp_path / "test_name.py").write_text(BY_HAND)
    (check,) = (one for one in all_examiners(bench) if one.examination is Examination.CHECK)
    codes = {finding.code for finding in check.findings(tmp_path)}
    assert codes == ({"BH206"} if profile == "strict" else set())
