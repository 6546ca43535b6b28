"""A finding is a value: it sorts by place, and comes back from JSON as it went."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.findings import Applicability, Edit, Evidence, Finding, Fix, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity

# With the halves of surrogate pairs that a file name has which is no UTF-8.
TEXT = st.text(st.characters(codec="utf-8") | st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF), max_size=20)
NUMBER = st.integers(0, 2**31 - 1)
FINDINGS = st.builds(
    Finding,
    code=TEXT,
    hazard=TEXT,
    source=st.sampled_from(Source),
    severity=st.sampled_from(Severity),
    location=st.builds(Location, TEXT, NUMBER, NUMBER, NUMBER, NUMBER),
    message=TEXT,
    help=TEXT,
    symbol=TEXT,
    test=st.none() | TEXT,
    owner=st.none() | TEXT,
    what=st.none() | st.builds(What, TEXT, TEXT),
    fix=st.none()
    | st.builds(Fix, st.sampled_from(Applicability), st.lists(st.builds(Edit, NUMBER, NUMBER, TEXT)).map(tuple)),
    evidence=st.lists(st.builds(Evidence, TEXT, NUMBER, TEXT), max_size=3).map(tuple),
)

FULL = Finding(
    code="BH101",
    hazard="environ",
    source=Source.STATIC,
    severity=Severity.ERROR,
    location=Location("tests/test_x.py", 12, 5, 12, 40),
    message="`os.environ` is written",
    help="use monkeypatch",
    symbol="test_x",
    what=What("environ", "API_URL"),
    fix=Fix(Applicability.SAFE, (Edit(310, 345, "x"),)),
    evidence=(Evidence("tests/conftest.py", 3, "read here"),),
)


def at(path: str = "a.py", line: int = 1, column: int = 1, **details: object) -> Finding:
    values = {"code": "BH101", "message": "m", **details}
    return Finding(
        hazard="h", source=Source.STATIC, severity=Severity.ERROR, location=Location(path, line, column), **values
    )


@settings(deadline=None)
@given(FINDINGS)
def test_any_finding_comes_back_from_json_text_as_it_was(finding):
    assert Finding.from_json(json.loads(json.dumps(finding.to_json()))) == finding


def test_json_has_the_keys_of_the_contract_in_its_order():
    assert FULL.to_json() == {
        "code": "BH101",
        "hazard": "environ",
        "source": "static",
        "severity": "error",
        "path": "tests/test_x.py",
        "line": 12,
        "column": 5,
        "end_line": 12,
        "end_column": 40,
        "symbol": "test_x",
        "message": "`os.environ` is written",
        "help": "use monkeypatch",
        "test": None,
        "owner": None,
        "what": {"kind": "environ", "name": "API_URL"},
        "fix": {"applicability": "safe", "edits": [{"start": 310, "end": 345, "text": "x"}]},
        "evidence": [{"path": "tests/conftest.py", "line": 3, "message": "read here"}],
    }
    assert list(FULL.to_json()) == list(at().to_json())


def test_what_is_not_known_is_null_or_empty():
    bare = at().to_json()
    assert [key for key, value in bare.items() if value is None] == ["test", "owner", "what", "fix"]
    assert [key for key, value in bare.items() if value in ("", [])] == ["symbol", "help", "evidence"]


@pytest.mark.parametrize("missing", list(FULL.to_json()))
def test_json_without_one_of_its_keys_is_refused(missing):
    data = FULL.to_json()
    del data[missing]
    with pytest.raises(KeyError, match=missing):
        Finding.from_json(data)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("code", 7),
        ("path", None),
        ("message", ["m"]),
        ("test", 5),
        ("source", "guessed"),
        ("source", []),
        ("severity", "fatal"),
        ("line", "12"),
        ("line", 1.5),
        ("line", True),
        ("line", -1),
        ("column", float("inf")),
        ("column", float("nan")),
        ("end_line", 10**400),
        ("end_column", None),
        ("what", {}),
        ("what", "environ"),
        ("what", {"kind": "environ", "name": {}}),
        ("fix", {"applicability": "perhaps", "edits": []}),
        ("fix", {"applicability": "safe", "edits": [{"start": 0, "end": 1}]}),
        ("fix", {"applicability": "safe", "edits": 4}),
        ("evidence", [{"path": "a.py", "line": float("inf"), "message": "m"}]),
        ("evidence", {"path": "a.py"}),
    ],
)
def test_json_with_a_value_of_another_kind_is_refused(key, value):
    with pytest.raises((ValueError, KeyError, TypeError)):
        Finding.from_json({**FULL.to_json(), key: value})


def test_keys_of_a_later_version_are_passed_over():
    assert Finding.from_json({**FULL.to_json(), "since": "2.0"}) == FULL


SORTED = [
    at("a.py", 2, 9, message="z"),
    at("a.py", 10, 1, code="BH101", test=None, message="b"),
    at("a.py", 10, 1, code="BH101", test="t", owner=None),
    at("a.py", 10, 1, code="BH101", test="t", owner="fixture:a", message="a"),
    at("a.py", 10, 1, code="BH101", test="t", owner="fixture:a", message="b"),
    at("a.py", 10, 1, code="BH201"),
    at("a.py", 10, 3),
    at("b.py", 1, 1),
]


@settings(deadline=None)
@given(st.permutations(SORTED))
def test_findings_sort_by_place_then_code_then_who_then_words(findings):
    assert sorted(findings, key=lambda finding: finding.sort_key) == SORTED


@pytest.mark.parametrize(
    ("given_ends", "ends"), [((), (7, 3)), ((9,), (9, 3)), ((0, 8), (7, 8)), ((9, 2), (9, 2)), ((7, 3), (7, 3))]
)
def test_a_location_without_an_end_ends_where_it_begins(given_ends, ends):
    location = Location("a.py", 7, 3, *given_ends)
    assert (location.end_line, location.end_column) == ends


def test_a_location_without_a_column_is_at_the_first():
    assert Location("a.py", 7) == Location("a.py", 7, 1, 7, 1)


def test_a_finding_cannot_be_changed():
    with pytest.raises(AttributeError):
        FULL.message = "other"
