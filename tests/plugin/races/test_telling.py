"""What is said of a conflict."""

import pytest

from pytest_bulkhead.findings import Finding, Source
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.plugin.allowing import Allowances
from pytest_bulkhead.plugin.racing import judge
from pytest_bulkhead.settings import Allowed
from pytest_bulkhead.touch import Spot, Touched
from tests.plugin.races.touching import ran, stood, touch

A, B, C = "tests/test_a.py::test_one", "tests/test_b.py::TestB::test_two", "tests/test_c.py::test_three"


def told(*touched: Touched, allow: tuple[Allowed, ...] = ()) -> list[Finding]:
    return [race.finding for race in judge(touched, "", (), Allowances(allow)).races]


def codes(*touched: Touched) -> list[str]:
    return [finding.code for finding in told(*touched)]


def test_one_finding_says_who_what_and_how_sure():
    wrote = touch("file:out.txt", "w", wrote_at=Spot("src/export.py", 7))
    read = touch("file:out.txt", "r", wrote_at=None, read_at=Spot("tests/test_c.py", 9))
    [finding] = told(ran(B, wrote), ran(A, wrote), ran(C, read))
    assert (finding.code, finding.source, finding.severity) == ("BH205", Source.RACE, Severity.ERROR)
    assert (finding.test, finding.owner, finding.symbol) == (A, "test", "")
    assert (finding.location.path, finding.location.line) == ("src/export.py", 7)
    assert finding.what is not None
    assert (finding.what.kind, finding.what.name) == ("file", "out.txt")
    assert finding.message == (
        "out.txt is written by test_two, test_one and read by test_three: one finds it half written, or with what the "
        "other has written (predicted)"
    )
    assert {(one.path, one.line) for one in finding.evidence} == {("src/export.py", 7), ("tests/test_c.py", 9)}
    assert all(any(test in one.message for one in finding.evidence) for test in (A, B, C))
    assert "tmp_path" in finding.help
    assert "loadgroup" in finding.help


def test_each_kind_is_a_hazard_of_its_own():
    kinds = {"port": "BH201", "socket": "BH201", "table": "BH202", "redis": "BH203", "openfga": "BH204"}
    kinds |= {"file": "BH205", "sqlite": "BH205", "the crane": "BH207"}
    for kind, code in kinds.items():
        assert codes(ran(A, touch(f"{kind}:x", "wr")), ran(B, touch(f"{kind}:x", "wr"))) == [code]


def test_a_wide_fixture_against_itself():
    users = [ran(test, uses=("fixture:data",)) for test in (A, B)]
    fixture = stood("data", "session", A, touch("file:data.db", "w"))
    [finding] = told(fixture, *users)
    assert (finding.code, finding.owner) == ("BH504", "fixture:data")
    assert "in each worker by fixture data" in finding.message
    assert codes(stood("data", "session", A, touch("port:80", "k")), *users) == ["BH201"]


class TestCleanUp:
    """A fixture that removes what others use."""

    def test_of_others(self):
        tidy = stood("tidy", "function", A, touch("file:out", "d", wrote_at=Spot("tests/conftest.py", 4)))
        [finding] = told(tidy, ran(B, touch("file:out/x", "wr")))
        assert (finding.code, finding.owner, finding.location.line) == ("BH208", "fixture:tidy", 4)

    def test_of_what_all_of_them_stand_on_is_a_shared_file(self):
        base = stood("base", "session", A, touch("sqlite:x", "d"))
        rows = [stood("rows", "function", test, touch("sqlite:x", "w")) for test in (A, B)]
        tests = [ran(test, uses=("fixture:base", "fixture:rows")) for test in (A, B)]
        assert codes(base, *rows, *tests) == ["BH205"]

    def test_of_its_own_tests_is_a_shared_file(self):
        runs = [(stood("book", "function", t, touch("file:x", "d")), ran(t, touch("file:x", "w"))) for t in (A, B)]
        assert codes(*(one for pair in runs for one in pair)) == ["BH205"]


@pytest.mark.parametrize(
    ("what", "accesses", "words"),
    [
        ("socket:x", "dk", "bound and removed"),
        ("file:x", "dw", "written and removed"),
        ("file:x", "wc", "made and written"),
    ],
)
def test_what_is_done_is_told_in_the_order_of_a_life(what: str, accesses: str, words: str):
    [finding] = told(ran(A, touch(what, accesses)), ran(B, touch(what, accesses)))
    assert f"x is {words} by" in finding.message


class TestSeverity:
    """An error is what can fail a test."""

    def of(self, what: str, mine: str, theirs: str) -> Severity:
        [finding] = told(ran(A, touch(what, mine)), ran(B, touch(what, theirs)))
        return finding.severity

    def test_files_that_nobody_reads_fail_nobody(self):
        assert self.of("file:x", "w", "w") is Severity.WARNING
        assert self.of("file:x", "w", "wr") is Severity.ERROR
        assert self.of("file:x", "w", "d") is Severity.ERROR

    def test_what_cannot_be_had_twice(self):
        assert self.of("port:80", "k", "k") is Severity.ERROR
        assert self.of("sqlite:x", "w", "w") is Severity.ERROR

    def test_what_was_seen(self):
        first = ran(A, touch("file:x", "w"), worker="gw0", ended=9.0)
        [finding] = told(first, ran(B, touch("file:x", "w"), worker="gw1"))
        assert finding.severity is Severity.ERROR
        assert finding.message.endswith("(seen at the same time in two workers)")


class TestGathering:
    """Many files are one thing to mend."""

    def test_of_one_folder(self):
        files = [touch(f"file:tests/db/{name}", "w") for name in "abcde"]
        [finding] = told(ran(A, *files), ran(B, *files[:3]), ran(C, *files[2:]))
        assert finding.what is not None
        assert finding.what.name == "tests/db"
        assert finding.message.startswith("5 files in tests/db (a, b, c, …) are written by test_one, test_two, test_th")

    def test_of_a_cache_with_folders_in_it(self):
        files = [touch(f"file:cache/data/{name}/x", "w") for name in "abcde"]
        assert [one.what.name for one in told(ran(A, *files), ran(B, *files)) if one.what] == ["cache/data"]

    def test_but_not_of_the_root(self):
        touched = [ran(f"tests/test_{n}.py::test", touch(f"file:{'abcde'[n % 5]}", "w")) for n in range(10)]
        assert len(told(*touched)) == 5

    def test_unless_it_is_always_the_same_people(self):
        files = [touch(f"file:{name}", "w") for name in "abcde"]
        [finding] = told(ran(A, *files), ran(B, *files))
        assert finding.message.startswith("5 files (a, b, c, …) are written by")

    def test_of_each_people_for_itself(self):
        ours, theirs = ([touch(f"file:tests/db/{name}", "w") for name in names] for names in ("abcde", "fghij"))
        findings = told(ran(A, *ours), ran(B, *ours), ran(C, *theirs), ran(f"{C}_more", *theirs))
        assert [("test_one" in one.message, "test_three" in one.message) for one in findings] == [
            (True, False),
            (False, True),
        ]
        assert all(one.message.startswith("5 files in tests/db") for one in findings)

    def test_of_people_that_overlap(self):
        files = [touch(f"file:tests/db/{name}", "w") for name in "abcdef"]
        touched = [ran(f"{A}_{n}", files[n], files[(n + 1) % 4]) for n in range(4)]
        apart = [ran(f"{B}_{n}", *files[4:]) for n in range(2)]
        findings = told(*touched, *apart)
        assert [one.message.partition(" by")[0].partition(" (")[0] for one in findings] == [
            "4 files in tests/db",
            "tests/db/e is written",
            "tests/db/f is written",
        ]
        assert ["test_one" in one.message for one in findings] == [True, False, False]

    def test_with_the_folder_that_its_writers_remove(self):
        touched = [ran(test, touch("file:out", "cd"), touch("file:out/x", "wr")) for test in (A, B)]
        assert [one.what.name for one in told(*touched) if one.what] == ["out"]


def test_cases_of_a_test_are_named_once():
    cases = [ran(f"{A}[{number}]", touch("file:x", "w")) for number in range(7)]
    [finding] = told(*cases)
    assert finding.message.startswith("x is written by test_one (7 cases):")


def test_tests_of_one_name_bear_their_files():
    other = B.replace("test_two", "test_one")
    [finding] = told(ran(A, touch("file:x", "w")), ran(other, touch("file:x", "w")))
    assert finding.message.startswith(f"x is written by test_one in {A[:15]}, test_one in {B[:15]}:")


def test_what_would_be_removed_is_said_to_be():
    runs = [
        (ran(test, *(touch(f"file:{name}", "c") for name in made)), stood("tidy", "function", test, *removed))
        for test, made in ((A, "xy"), (B, "x"))
        for removed in [[touch(f"file:{name}", "d") for name in made]]
    ]
    [_, finding] = told(*(one for pair in runs for one in pair))
    assert f"fixture tidy, for {B}: it would be removed here, were it there" in [
        one.message for one in finding.evidence
    ]


def test_of_many_the_first_are_named_and_the_rest_are_counted():
    [finding] = told(
        *(ran(f"tests/test_a.py::test_{n}", touch("file:x", "w", wrote_at=Spot("a.py", n + 1))) for n in range(99))
    )
    assert "test_4 and 94 more" in finding.message
    assert len(finding.evidence) == 51
    assert finding.evidence[-1].message == "99 tests and fixtures are at it in all"


def test_each_line_comes_before_the_second_party_of_any():
    many = [ran(f"tests/test_a.py::test_{n}", touch("file:x", "w")) for n in range(80)]
    [finding] = told(*many, ran(B, touch("file:x", "w", wrote_at=Spot("tests/test_b.py", 5))))
    assert any(one.path == "tests/test_b.py" for one in finding.evidence)


def test_what_looks_like_a_secret_is_masked():
    test = f"{A}[password=hunter22222]"
    [finding] = told(ran(test, touch("file:x", "w")), ran(B, touch("file:x", "w")))
    assert "hunter" not in finding.message + "".join(one.message for one in finding.evidence)


def test_what_the_settings_allow():
    touched = [ran(A, touch("file:x.txt", "w")), ran(B, touch("file:x.txt", "w")), ran(C, touch("file:x.txt", "w"))]
    for state in ("file:*.txt", "BH205", "shared-file", "file"):
        assert told(*touched, allow=(Allowed(state, "so it is"),)) == []
    assert len(told(*touched, allow=(Allowed("file:*.log", "so it is"),))) == 1
    [left] = told(*touched, allow=(Allowed("file", "so it is", ("tests/test_a.py",)),))
    assert "test_one" not in left.message
    assert told(*touched[:2], allow=(Allowed("file", "so it is", ("tests/test_a.py",)),)) == []


def test_a_test_of_a_class_has_its_symbol_where_the_line_is_its_own():
    here = touch("file:x", "w", wrote_at=Spot("tests/test_b.py", 4))
    [finding] = told(ran(B, here), ran(C, here))
    assert finding.symbol == "TestB.test_two"
