"""Which hazards are looked for, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.selection import select
from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.settings import Settings

LEAK = "import os\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    run()\n"


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in ("tests/api/test_a.py", "tests/test_b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(LEAK)


def found(**settings: object) -> list[str]:
    return [one.location.path for one in check_paths(["."], Settings(**settings)).findings]


@pytest.mark.parametrize(
    "pattern", ["tests/api/**", "tests/api", "api", "test_a.py", "tests/*/test_a.py", "tests/api/"]
)
@pytest.mark.parametrize("name", ["BH101", "environ", "BH1", "ALL"])
def test_per_file_ignores_hold_where_their_pattern_matches(pattern, name):
    assert found(per_file_ignores=((pattern, (name,)),)) == ["tests/test_b.py"]


@pytest.mark.parametrize("pattern", ["api/**", "tests/web/**", "test_c.py"])
def test_they_hold_nowhere_else(pattern):
    assert len(found(per_file_ignores=((pattern, ("BH101",)),))) == 2


def test_of_several_patterns_each_takes_its_own():
    ignores = (("tests/**", ("BH102",)), ("test_b.py", ("BH101",)))
    assert found(per_file_ignores=ignores) == ["tests/api/test_a.py"]


def test_a_suppression_of_what_is_not_looked_for_in_a_file_is_not_called_unused(tmp_path):
    Path("tests/test_b.py").write_text("x = 1  # bulkhead: ignore[BH101] why\n")
    ignores = (("test_*.py", ("BH101",)),)
    assert found(per_file_ignores=ignores) == []


def test_a_name_that_no_hazard_has_is_told_and_the_rest_is_done():
    result = check_paths(["."], Settings(select=("BH101", "enviorn"), ignore=("BH999",)))
    assert len(result.findings) == 2
    assert "'enviorn'. Did you mean environ" in result.problems[0]
    assert "'BH999'" in result.problems[1]


def test_when_no_name_means_anything_nothing_can_be_done():
    with pytest.raises(UnknownHazardError, match="Did you mean environ"):
        select(Settings(select=("enviorn",)))


def test_a_result_names_what_was_looked_at():
    result = check_paths(["tests"], Settings(select=("environ",)))
    assert result.paths == ("tests/api/test_a.py", "tests/test_b.py")
    assert result.codes == {"BH101"}
