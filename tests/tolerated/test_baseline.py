"""A baseline tolerates what was counted, says what is stale, and never grows by itself."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import BaselineError
from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.tolerated.baseline import Baseline, Judged
from pytest_bulkhead.tolerated.baseline_file import read_baseline, write_baseline

CODES = ("BH101", "BH102", "BH201")
FILES = ("a.py", "tests/b.py", "tests/é c.py")


def finding(path: str = "a.py", code: str = "BH101", line: int = 1, source: Source = Source.STATIC) -> Finding:
    return Finding(code, "environ", source, Severity.ERROR, Location(path, line), "m")


findings = st.lists(
    st.builds(
        finding,
        st.sampled_from(FILES),
        st.sampled_from(CODES),
        st.integers(1, 90),
        st.sampled_from([Source.STATIC, Source.RUNTIME]),
    ),
    max_size=15,
)
ALL = Judged(FILES, CODES)


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in FILES:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()


def stale(sifted) -> list[Finding]:
    return [one for one in sifted.findings if one.code == "BH004"]


@given(findings)
def test_what_was_counted_is_tolerated_and_nothing_is_stale(some):
    sifted = Baseline.of(Path("base.json"), some).sift(some, ALL)
    assert sifted.findings == ()
    assert sifted.tolerated == len(some)


@given(findings)
def test_a_file_of_it_says_the_same(some):
    made = Baseline.of(Path("base.json"), some)
    write_baseline(made)
    assert read_baseline(made.path).counts == made.counts


@given(findings, findings)
def test_pruning_never_grows_and_tolerates_what_is_left(before, after):
    made = Baseline.of(Path("base.json"), before)
    pruned = made.pruned(after, ALL)
    for source, files in pruned.counts.items():
        for path, codes in files.items():
            for code, allowed in codes.items():
                assert 0 < allowed <= made.counts[source][path][code]
    assert not stale(pruned.sift(after, ALL))
    assert pruned.sift(after).tolerated == made.sift(after).tolerated


@given(findings, findings)
def test_a_finding_is_told_exactly_where_there_are_more_than_tolerated(before, after):
    known = Counter((one.source, one.location.path, one.code) for one in before)
    found = Counter((one.source, one.location.path, one.code) for one in after)
    told = Baseline.of(Path("base.json"), before).sift(after).findings
    by_entry = [(one, (one.source, one.location.path, one.code)) for one in after]
    assert Counter(told) == Counter(one for one, entry in by_entry if found[entry] > known[entry])


def test_where_one_is_new_all_of_the_entry_are_told_and_it_is_said_why():
    sifted = Baseline.of(Path("base.json"), [finding(line=3)]).sift([finding(line=3), finding(line=9)])
    assert [one.location.line for one in sifted.findings] == [3, 9]
    assert "tolerates 1" in sifted.notices[0]


def test_moving_lines_changes_nothing():
    assert not Baseline.of(Path("base.json"), [finding(line=3)]).sift([finding(line=30)], ALL).findings


def test_an_entry_for_findings_that_are_gone_is_stale_at_its_line():
    write_baseline(Baseline.of(Path("base.json"), [finding(), finding(line=2), finding("tests/b.py")]))
    (one,) = stale(read_baseline(Path("base.json")).sift([finding(), finding("tests/b.py")], ALL))
    assert "tolerates 2 of BH101 in a.py, and there is 1" in one.message
    assert '"a.py"' in Path("base.json").read_text().splitlines()[one.location.line - 1]


@pytest.mark.parametrize("judged", [Judged(["tests/b.py"], CODES), Judged(FILES, ["BH102"]), None])
def test_what_was_not_looked_at_is_not_stale(judged):
    assert not Baseline.of(Path("base.json"), [finding()]).sift([], judged).findings


def test_an_entry_for_a_file_that_is_gone_is_stale():
    made = Baseline.of(Path("base.json"), [finding("gone.py")])
    assert stale(made.sift([], Judged([], [])))
    assert made.pruned([], Judged([], [])).counts == {}


def test_a_leak_that_a_run_does_not_show_is_not_proved_to_be_gone():
    made = Baseline.of(Path("base.json"), [finding(source=Source.RUNTIME)])
    assert not stale(made.sift([], ALL))
    assert made.pruned([], ALL).counts == made.counts


def test_static_and_runtime_findings_are_counted_apart():
    made = Baseline.of(Path("base.json"), [finding()])
    assert made.sift([finding(source=Source.RUNTIME)]).tolerated == 0


def test_paths_are_relative_to_the_file_of_the_baseline(monkeypatch):
    made = Baseline.of(Path("base.json").absolute(), [finding("tests/b.py")])
    monkeypatch.chdir("tests")
    assert made.sift([finding("b.py")], Judged(["b.py"], CODES)).tolerated == 1


def test_what_is_wrong_with_comments_is_never_tolerated():
    complaint = finding(code="BH002")
    assert Baseline.of(Path("base.json"), [complaint]).counts == {}
    assert Baseline(Path("base.json")).sift([complaint]).findings == (complaint,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"version": 2}',
        '{"version": 1, "static": []}',
        '{"version": 1, "magic": {}}',
        '{"version": 1, "static": {"a.py": {"BH101": 0}}}',
        '{"version": 1, "static": {"a.py": {"BH101": true}}}',
        '{"version": 1, "static": {"a.py": 3}}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_broken_file_is_one_clear_paragraph(text):
    Path("base.json").write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(BaselineError, match=r"is broken: .*--create-baseline") as raised:
        read_baseline(Path("base.json"))
    assert "object" not in str(raised.value)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    Path("base.json").write_bytes(data)
    with contextlib.suppress(BaselineError):
        read_baseline(Path("base.json"))


def test_a_missing_file_says_how_to_make_one():
    with pytest.raises(BaselineError, match="--create-baseline"):
        read_baseline(Path("none.json"))


def test_writing_where_nothing_can_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(BaselineError, match="cannot be written"):
        write_baseline(Baseline(tmp_path / "absent" / "base.json"))
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "folder.json" / "x").touch()
    with pytest.raises(BaselineError, match="cannot be written"):
        write_baseline(Baseline(tmp_path / "folder.json"))
    assert not list(tmp_path.glob("*.part"))


def test_the_file_reads_well_in_a_diff():
    write_baseline(Baseline.of(Path("base.json"), [finding("tests/b.py"), finding()]))
    assert list(json.loads(Path("base.json").read_text())["static"]) == ["a.py", "tests/b.py"]
    assert Path("base.json").read_text().endswith("}\n")


def test_of_a_run_states_are_counted_not_the_tests_that_leave_them():
    some = [
        replace(finding(line=line, source=Source.RUNTIME), what=What("environ", name))
        for line, name in enumerate("AAB", 1)
    ]
    made = Baseline.of(Path("base.json"), some)
    assert made.counts[Source.RUNTIME] == {"a.py": {"BH101": 2}}
    assert made.sift([*some, some[0]]).tolerated == 4
