"""Which tests are to meet, and at which of their moments."""

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.audit.confirming.cases import Case, cases
from pytest_bulkhead.audit.confirming.points import moment, points_to_try
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.plugin.conflicts import conflicts
from pytest_bulkhead.plugin.races.telling import tell
from pytest_bulkhead.settings import Harmless
from pytest_bulkhead.touch import Touched
from tests.plugin.races.touching import ran, stood, touch

A, B, C = "test_a.py::test_one", "test_b.py::test_two", "test_c.py::test_three"


def findings(touched: list[Touched]) -> list[Finding]:
    return [finding for finding, _ in tell(conflicts(touched))]


def cases_of(touched: list[Touched], seconds: dict[str, float] | None = None) -> list[Case]:
    return cases(findings(touched), touched, "", (), seconds or {})


def met(case: Case) -> list[tuple[str, str, str]]:
    return [(pair.name, pair.one.party.test, pair.other.party.test) for pair in case.pairs]


def test_two_that_collide_meet_the_writer_first():
    touched = [ran(A, touch("file:out.txt", "r")), ran(B, touch("file:out.txt", "w"))]
    [case] = cases_of(touched)
    assert met(case) == [("out.txt", B, A)]


def test_who_removes_and_who_reads_meet_before_others():
    touched = [
        ran(A, touch("file:out.txt", "w")),
        ran(B, touch("file:out.txt", "wrd")),
        ran(C, touch("file:out.txt", "r")),
    ]
    [case] = cases_of(touched)
    assert met(case)[0] == ("out.txt", A, B)


def test_of_pairs_that_weigh_the_same_the_quick_one_meets():
    touched = [ran(test, touch("file:out.txt", "w")) for test in (A, B, C)]
    [case] = cases_of(touched, {A: 9.0, B: 0.1, C: 0.2})
    assert met(case) == [("out.txt", B, C)]


def test_a_wide_fixture_meets_itself():
    touched = [stood("data", "session", A, touch("file:data", "w"))]
    touched += [ran(test, uses=("fixture:data",)) for test in (A, B)]
    [case] = cases_of(touched)
    assert met(case) == [("data", A, A)]


def test_files_that_are_told_together_meet_one_by_one():
    names = [f"out/{number}.txt" for number in range(5)]
    touched = [ran(test, *(touch(f"file:{name}", "w") for name in names)) for test in (A, B)]
    [case] = cases_of(touched)
    assert [name for name, _, _ in met(case)] == names[:3]


def test_what_most_take_part_in_is_first():
    touched = [ran(test, touch("file:many", "wr")) for test in (A, B, C)]
    touched += [ran(test, touch("file:few", "wr")) for test in ("test_0.py::test_x", "test_0.py::test_y")]
    assert [case.finding.what.name for case in cases_of(touched) if case.finding.what] == ["many", "few"]


def test_what_is_harmless_by_now_meets_nobody():
    touched = [ran(test, touch("file:out.txt", "w")) for test in (A, B)]
    [case] = cases(findings(touched), touched, "", [Harmless("out.txt", "of a tool")], {})
    assert case.pairs == ()


def test_what_was_changed_is_paused_after_first():
    assert points_to_try("wrdT") == [1, 3, 2]


def test_what_a_fixture_holds_is_paused_at():
    assert points_to_try("cTrTdT") == [1, 5, 2, 3, 4]


def test_what_is_committed_is_there_for_others():
    assert points_to_try("rSCSTrT")[0] == 3


def test_looks_alone_are_paused_after_too():
    assert points_to_try("rrT") == [1, 2]


@given(st.text("rlawcpdkTSC", max_size=60))
def test_points_are_few_each_once_and_there(points: str):
    tried = points_to_try(points)
    assert len(tried) == len(set(tried)) <= 5
    assert all(1 <= number <= len(points) for number in tried)
    assert all(moment(points, number, "file", "out.txt").endswith("out.txt") for number in tried)
    if set(points) - {"T"}:
        assert tried


def test_moments_in_words():
    assert moment("wd", 2, "file", "out.txt") == "once it had removed out.txt"
    assert moment("k", 1, "port", "8000") == "once it had bound port 8000"
    assert moment("r", 1, "port", "8000") == "once it had asked for port 8000"
    assert moment("wr", 2, "redis", "0:key") == "as it was about to read redis 0:key"
    assert moment("wr", 1, "table", "db.public.x") == "as it was about to change table db.public.x"
    assert moment("kT", 2, "port", "8000") == "while it was at port 8000"
