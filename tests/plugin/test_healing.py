"""Mode `heal`: what outlives its owner is undone, the last change first, and never what somebody else counts on."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import pytest

from pytest_bulkhead.findings import Finding, Location, Source
from pytest_bulkhead.hazards.catalogue import environ
from pytest_bulkhead.plugin.healing import Healer, Healing
from pytest_bulkhead.plugin.ledger import Leak, Ledger, Owner, Scope
from pytest_bulkhead.plugin.sensor import Change, Sensor

from .running import KINDS, Run, run, write

TEST = Owner("test", "test", Scope.FUNCTION)
FIXTURE = Owner("fixture", "fixture:f", Scope.FUNCTION)
SESSION = Owner("session", "fixture:s", Scope.SESSION)


class Box(Sensor):
    """Values that can be put back, unless told otherwise."""

    hazards = (environ.HAZARD,)
    kind = "box"
    mentions = "never"

    def __init__(self) -> None:
        self.values: dict[Hashable, object] = {}
        self.seen: dict[Hashable, object] = {}
        self.fails: set[str] = set()

    def start(self) -> None: ...

    def poll(self) -> Iterable[Change]:
        for key, value in self.values.items():
            if self.seen.get(key) != value:
                yield Change(str(key), key, self.seen.get(key), value)
        self.seen = dict(self.values)

    def describe(self, name: str, before: object, after: object) -> str:
        return name

    def restore(self, key: Hashable, before: object) -> bool:
        if "error" in self.fails:
            raise KeyError
        if "refuse" in self.fails:
            return False
        self.values[key] = "something else" if "lie" in self.fails else before
        return True


class Bench:
    def __init__(self) -> None:
        self.box, self.ledger = Box(), Ledger()

    def puts(self, owner: Owner, key: str, value: object) -> None:
        self.box.values[key] = value
        self.notes(owner)

    def notes(self, owner: Owner) -> None:
        for change in self.box.poll():
            self.ledger.record(owner, "box", change)

    def heals(self, *owners: Owner, but: str = "") -> Healing:
        leaks = self.ledger.close(owners.__contains__)
        told = [(finding(leak), [leak]) for leak in leaks if leak.owner.label != but]
        return Healer({"box": self.box}, self.ledger).heal(told, leaks)


def finding(leak: Leak) -> Finding:
    return Finding("BH101", "environ", Source.RUNTIME, environ.HAZARD.severity, Location("a.py", 1), leak.owner.label)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_changes_of_several_owners_are_undone_one_after_the_other(bench: Bench) -> None:
    bench.puts(FIXTURE, "x", ["unhashable"])
    bench.puts(TEST, "x", 2)
    healing = bench.heals(TEST, FIXTURE)
    assert bench.box.values == {"x": None}
    assert [one.message for one in healing.findings] == ["fixture:f; healed", "test; healed"]
    assert healing.healed == 2


def test_what_a_living_owner_has_changed_since_stays(bench: Bench) -> None:
    bench.puts(TEST, "x", 1)
    bench.puts(SESSION, "x", 2)
    assert bench.heals(TEST).healed == 0
    assert bench.box.values == {"x": 2}


def test_under_what_is_allowed_nothing_is_undone(bench: Bench) -> None:
    bench.puts(FIXTURE, "x", 1)
    bench.puts(TEST, "x", 2)
    assert bench.heals(TEST, FIXTURE, but="test").healed == 0
    assert bench.box.values == {"x": 2}


def test_to_a_living_owner_it_is_as_if_nothing_had_happened(bench: Bench) -> None:
    bench.ledger.begin(SESSION)
    bench.puts(SESSION, "x", 1)
    bench.puts(TEST, "x", 2)
    assert bench.heals(TEST).healed == 1
    assert bench.box.values == {"x": 1}
    bench.puts(SESSION, "x", None)
    assert bench.heals(SESSION) == Healing([], 0, [])


def test_the_next_test_that_leaves_the_same_is_told_again(bench: Bench) -> None:
    bench.puts(TEST, "x", 1)
    bench.heals(TEST)
    bench.puts(TEST, "x", 1)
    assert bench.heals(TEST).healed == 1


@pytest.mark.parametrize("how", ["error", "refuse", "lie"])
def test_what_cannot_be_undone_is_not_called_healed(how: str, bench: Bench) -> None:
    bench.box.fails = {how}
    bench.puts(TEST, "x", 1)
    healing = bench.heals(TEST)
    assert ([one.message for one in healing.findings], healing.healed) == (["test"], 0)
    assert [kind for kind, _ in healing.failed] == (["box"] if how == "error" else [])
    bench.notes(TEST)
    assert bench.heals(TEST).findings == []


SUITE = {
    "test_healed.py": """
        import os, pytest

        os.environ["AT_IMPORT"] = "x"

        @pytest.fixture(scope="session")
        def wide():
            os.environ["WIDE"] = "wide"
            yield
            assert os.environ.pop("WIDE") == "wide"

        @pytest.fixture(scope="class")
        def of_class(): os.environ["OF_CLASS"] = "x"

        class TestIt:
            def test_leaks(self, wide, of_class):
                os.environ["NARROW"] = "x"
                os.environ["WIDE"] = "changed"
                os.environ["AT_IMPORT"] = "y"

            def test_sees_nothing_of_it(self, wide, of_class):
                assert "NARROW" not in os.environ
                assert os.environ["WIDE"] == "wide"
                assert os.environ["AT_IMPORT"] == "x"
                os.environ["NARROW"] = "x"

            @pytest.mark.bulkhead_allow("environ", reason="the next one reads it")
            def test_may(self): os.environ["MEANT"] = "x"
            def test_reads(self): assert os.environ["MEANT"]

        def test_after_the_class(): assert "OF_CLASS" not in os.environ
    """,
}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def healed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(
        write(tmp_path_factory.mktemp("heal"), SUITE), "--bulkhead=heal", "--dist=loadfile", *KINDS[request.param]
    )


def test_later_tests_see_the_state_as_it_was(healed: Run) -> None:
    assert (healed.verdict, healed.status) == ("5 passed", 0), healed.output


def test_each_leak_is_told_and_called_healed(healed: Run) -> None:
    told = sorted(finding.message for finding in healed.findings)
    assert told == [
        "class fixture of_class leaves environment variable OF_CLASS set after its teardown; healed",
        "importing test_healed.py leaves environment variable AT_IMPORT set",
        "test_leaks leaves environment variable AT_IMPORT changed; healed",
        "test_leaks leaves environment variable NARROW set; healed",
        "test_leaks leaves environment variable WIDE changed; healed",
        "test_sees_nothing_of_it leaves environment variable NARROW set; healed",
    ]


def test_the_summary_counts_them(healed: Run) -> None:
    assert "healed: 5 of 6 were undone as their owners ended; the others cannot be undone safely" in healed.output
