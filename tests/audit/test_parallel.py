"""Whether a suite is safe to run in parallel."""

import json
from pathlib import Path

import pytest

from pytest_bulkhead.audit.merge import merge
from pytest_bulkhead.audit.parallel import Safe, answer
from pytest_bulkhead.crash import Crash
from pytest_bulkhead.findings import Evidence, Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.record.reading import Record, TestResult
from pytest_bulkhead.touch import Party, Spot, Touched
from tests.audit.conftest import Audit


def found(source: Source = Source.RACE, severity: Severity = Severity.ERROR, **more: object) -> Finding:
    given = {"code": "BH205", "hazard": "shared-file", "location": Location("a.py", 3), "message": "m", **more}
    return Finding(source=source, severity=severity, **given)


def record(**more: object) -> Record:
    return Record({}, **{"tests": [TestResult("t", "main", "passed", 0.1)], "is_followed": True, **more})


def test_yes_as_far_as_the_run_shows():
    said = answer(record(), [found(severity=Severity.WARNING), found(Source.STATIC)], broke_off=False)
    assert said.safe is Safe.YES
    assert said.told.startswith("Safe to run in parallel: yes")


def test_no_until_races_and_leaks_are_mended():
    leak = found(Source.RUNTIME, test="a", what=What("environ", "X"))
    again = found(Source.RUNTIME, test="b", what=What("environ", "X"))
    said = answer(record(), [found(), found(), leak, again], broke_off=True)
    assert said.told == "Safe to run in parallel: no, only after 2 races and 1 leak are mended."
    assert said.to_json() == {"safe": "no", "races": 2, "leaks": 1, "because": "2 races and 1 leak are mended"}
    assert answer(record(), [found()], broke_off=False).because == "1 race is mended"


_PARTY = Party("t", "test", "function", Spot("a.py", 1), "main", 0.0, 1.0)


@pytest.mark.parametrize(
    ("run", "because"),
    [
        (None, "no test ran"),
        (record(tests=[]), "no test ran"),
        (record(tests=[TestResult("t", "main", "skipped", 0.1)]), "no test ran"),
        (record(is_followed=False), "races were not looked for"),
        (record(tests=[TestResult("t", "main", "failed", 0.1)]), "1 test failed"),
        (record(crashes=[Crash("gw0", "t")]), "1 worker died"),
        (record(collect_errors=["a.py", "b.py"]), "2 files could not be collected"),
        (record(never_ran=["t"]), "1 test never ran"),
        (record(touched=[Touched(_PARTY, (), 7)]), "1 test or fixture touched more than is kept"),
        (record(notices=["for races, keys in Redis are not all known: redis 99"]), "because keys in Redis are not all"),
    ],
)
def test_unknown_where_not_all_could_be_seen(run, because):
    said = answer(run, [], broke_off=False)
    assert said.safe is Safe.UNKNOWN
    assert because in said.told


def test_unknown_where_the_run_broke_off():
    assert "before its time" in answer(record(), [], broke_off=True).told


class TestJoined:
    """What the checker says of a race is part of it."""

    race = found(
        what=What("sqlite", "x.db"), evidence=(Evidence("b.py", 8, "written here"), Evidence("a.py", 3, "written here"))
    )

    def static(self, path: str, line: int, name: str, code: str = "BH205") -> Finding:
        return found(Source.STATIC, code=code, location=Location(path, line), what=What("file", name))

    def test_about_the_same_file_wherever_it_stands(self):
        both = [self.static("c.py", 1, "x.db"), self.static("d.py", 1, "sub/x.db", "BH504")]
        assert merge(both, [self.race]) == ([self.race], [])

    def test_about_another_file_it_stays(self):
        other = self.static("b.py", 8, "box.db")
        assert merge([other], [self.race]) == ([self.race], [other])

    def test_on_a_line_of_any_party(self):
        nameless = [self.static("b.py", 8, "", "BH208"), self.static("b.py", 9, "", "BH208")]
        assert merge(nameless, [self.race]) == ([self.race], nameless[1:])

    def test_not_what_has_to_do_with_something_else(self):
        environ = self.static("b.py", 8, "", "BH101")
        assert merge([environ], [self.race]) == ([self.race], [environ])

    def test_with_what_is_left_in_the_file_while_it_counts(self):
        left = found(Source.RUNTIME, test="t", what=What("file", "x.db"))
        elsewhere = found(Source.RUNTIME, test="t", what=What("file", "y.db"))
        assert merge([], [left, elsewhere, self.race]) == ([elsewhere, self.race], [])
        assert answer(record(), [left, self.race], broke_off=False).because == "1 race is mended"
        warning = found(severity=Severity.WARNING, what=self.race.what)
        assert merge([], [left, warning]) == ([left, warning], [])


RACING = """\
import pathlib

def test_one():
    pathlib.Path("out.txt").write_text("1")
    assert pathlib.Path("out.txt").read_text() == "1"

def test_two():
    pathlib.Path("out.txt").write_text("2")
"""


def test_an_audit_opens_with_the_answer(audit: Audit, tmp_path: Path, plain_python: str):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_racing.py").write_text(RACING)
    said = audit(tmp_path, "--python", plain_python)
    assert said.out.startswith("Safe to run in parallel: no, only after 1 race is mended.\n")
    assert said.status == 1
    again = json.loads(audit(tmp_path, "--python", plain_python, "--output-format", "json").out)
    assert again["summary"]["parallel"]["races"] == 1
    assert [(one["source"], one["what"]["name"]) for one in again["findings"]] == [("race", "out.txt")]
    told = audit(tmp_path, "--python", plain_python, "--create-baseline", "--output-format", "json")
    assert told.json["summary"]["parallel"]["safe"] == "no", "to be tolerated makes nothing safe"
    assert told.json["findings"] == []
