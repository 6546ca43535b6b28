"""Who collides with whom."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.plugin.conflicts import Certainty, Hand, conflicts
from pytest_bulkhead.plugin.races.apart import Apart
from pytest_bulkhead.plugin.races.units import Units
from pytest_bulkhead.touch import Access, Touched
from tests.plugin.races.touching import ran, stood, touch

A, B = "tests/test_a.py::test_one", "tests/test_b.py::test_two"


def names(touched: list[Touched], dist: str = "") -> list[str]:
    return [conflict.name for conflict in conflicts(touched, dist)]


def both(mine: str, theirs: str, what: str = "file:out.txt") -> list[Touched]:
    return [ran(A, touch(what, mine)), ran(B, touch(what, theirs))]


@pytest.mark.parametrize("pair", ["ww", "wr", "wa", "ar", "cd", "cw", "dr", "dl", "pd", "pw", "wd", "kk", "kr"])
def test_what_does_harm_side_by_side(pair: str):
    assert names(both(*pair)) == ["out.txt"] == names(both(*reversed(pair)))


@pytest.mark.parametrize("pair", ["rr", "ll", "rl", "aa", "cc", "pp", "pr", "wl", "cl", "cr", "dd", "pl"])
def test_what_passes_well(pair: str):
    assert names(both(*pair)) == names(both(*reversed(pair))) == []


def test_writers_and_readers_are_told_apart():
    touched = [*both("wr", "r"), ran("tests/test_c.py::test_three", touch("file:else", "w"))]
    [conflict] = conflicts(touched)
    assert [hand.party.test for hand in conflict.writers] == [A]
    assert [hand.party.test for hand in conflict.readers] == [B]
    assert conflict.certainty is Certainty.PREDICTED
    assert [(one.party.test, other.party.test) for one, other in conflict.pairs()] == [(A, B)]


def test_one_test_and_its_fixtures_are_no_two():
    fixture = stood("books", "function", A, touch("file:out.txt", "cd"))
    assert names([ran(A, touch("file:out.txt", "w")), fixture]) == []
    assert names([ran(B, touch("file:out.txt", "w")), fixture]) == ["out.txt"]


def test_a_file_that_somebody_else_may_read_is_no_other_kind_of_thing():
    assert names([ran(A, touch("file:8000", "w")), ran(B, touch("port:8000", "k"))]) == []


def test_a_database_is_a_file_to_whoever_removes_it():
    touched = [ran(A, touch("sqlite:x.db", "rw")), ran(B, touch("file:x.db", "d"), touch("sqlite:x.db", "r"))]
    [conflict] = conflicts(touched)
    assert (conflict.kind, [hand.party.test for hand in conflict.writers]) == ("sqlite", [B, A])


def test_dealt_out_together_they_do_not_meet():
    one, two = "tests/test_a.py::TestA::test_one", "tests/test_a.py::TestA::test_two[a]"
    other = "tests/test_a.py::TestB::test_one"
    write = touch("file:out.txt", "w")
    assert names([ran(one, write), ran(two, write)], "loadscope") == []
    # pytest-xdist cuts this one's scope within its parameters.
    assert names([ran(one, write), ran("tests/test_a.py::TestA::test_two[a::b]", write)], "loadscope") == ["out.txt"]
    assert names([ran(one, write), ran(other, write)], "loadscope") == ["out.txt"]
    assert names([ran(one, write), ran(other, write)], "loadfile") == []
    assert names([ran(one, write), ran(other, write)], "worksteal") == ["out.txt"]
    grouped = [ran(A, write, group="disk"), ran(B, write, group="disk")]
    assert names(grouped, "loadgroup") == []
    assert names(grouped, "load") == names([*grouped[:1], ran(B, write)], "loadgroup") == ["out.txt"]


def test_a_lock_that_both_hold_each_time():
    def at(test: str, *locks: str) -> Touched:
        return ran(test, touch("file:out.txt", "w", locks=locks))

    assert names([at(A, "l", "k"), at(B, "l")]) == []
    assert names([at(A, "l"), at(B, "k")]) == ["out.txt"]
    [conflict] = conflicts([at(A, "l"), at(B, "l"), ran("tests/test_c.py::test_c", touch("file:out.txt", "r"))])
    assert len(conflict.writers) == 2
    assert not conflict.collide(*conflict.writers)


def test_what_is_rolled_back_is_seen_by_nobody():
    back = touch("table:db.public.ships", "rw", fate="rolled back")
    assert names([ran(A, back), ran(B, back)]) == []
    assert names([ran(A, back), ran(B, touch("table:db.public.ships", "w"))]) == ["db.public.ships"]


class TestWideFixtures:
    """They live once in each worker that has a test for them."""

    def of(self, scope: str, accesses: str, *users: str, **more: object) -> list[Touched]:
        fixture = stood("data", scope, users[0], touch("file:data.db", accesses, **more))
        return [fixture, *(ran(user, uses=("fixture:data",)) for user in users)]

    def test_against_itself_in_another_worker(self):
        assert names(self.of("session", "w", A, B)) == ["data.db"]
        [conflict] = conflicts(self.of("session", "w", A, B))
        assert conflict.alone
        assert list(conflict.pairs()) == [(conflict.writers[0], conflict.writers[0])]

    def test_but_not_where_all_its_tests_are_dealt_out_together(self):
        one, two = "tests/test_a.py::test_one", "tests/test_a.py::test_two"
        assert names(self.of("session", "w", one)) == []
        assert names(self.of("module", "w", one, two)) == ["data.db"]
        assert names(self.of("module", "w", one, two), "loadfile") == []
        assert names(self.of("module", "w", one, two), "loadscope") == []
        assert names(self.of("session", "w", A, B), "loadfile") == ["data.db"]

    def test_nor_under_a_lock(self):
        assert names(self.of("session", "w", A, B, locks=("data.lock",))) == []

    def test_who_reads_what_a_guarded_fixture_made_comes_after_it(self):
        guarded = self.of("session", "w", A, B, locks=("data.lock",))
        reads = touch("file:data.db", "r")
        assert names([guarded[0], ran(A, reads, uses=("fixture:data",)), guarded[2]]) == []
        assert names([*guarded, ran("tests/test_c.py::test_c", reads)]) == ["data.db"]
        assert names([guarded[0], ran(A, touch("file:data.db", "w"), uses=("fixture:data",)), guarded[2]]) == [
            "data.db"
        ]

    def test_who_reads_what_an_unguarded_fixture_made_meets_its_twin(self):
        fixture, one, two = self.of("session", "w", A, B)
        reader = ran(A, touch("file:data.db", "r"), uses=("fixture:data",))
        [conflict] = conflicts([fixture, reader, one, two])
        assert [hand.party.owner for hand in conflict.readers] == ["test"]

    def test_making_a_folder_in_each_worker_is_fine(self):
        assert names(self.of("session", "c", A, B)) == []

    def test_fixtures_of_one_name_are_told_apart(self):
        there = stood("data", "module", B, touch("file:data.db", "w"))
        users = [ran(test, uses=("fixture:data",)) for test in (A, "tests/test_a.py::test_two")]
        assert names([there, *users, ran(B, uses=("fixture:data",))]) == []


class TestFolders:
    """Whoever removes one removes what is in it."""

    def test_removal_meets_what_is_below(self):
        touched = [ran(A, touch("file:out", "d")), ran(B, touch("file:out/x/y.txt", "w"))]
        [conflict] = conflicts(touched)
        assert (conflict.name, len(conflict.writers)) == ("out", 2)

    def test_but_not_what_is_beside(self):
        assert names([ran(A, touch("file:out", "d")), ran(B, touch("file:outer/y.txt", "w"))]) == []

    def test_is_told_once_and_not_of_each_file(self):
        files = [touch(f"file:out/{number}", "wd") for number in range(9)]
        removal = ran(A, touch("file:out", "cd"), *(one._replace(accesses=(Access.DELETE,)) for one in files))
        assert names([removal, ran(B, *files)]) == ["out"]

    def test_whether_it_is_there_is_asked_in_vain_only_where_it_is_removed(self):
        assert names([ran(A, touch("file:out", "c")), ran(B, touch("file:out", "r"))]) == []
        assert names([ran(A, touch("file:out", "d")), ran(B, touch("file:out", "r"))]) == ["out"]

    def test_what_is_written_by_two_is_told_besides(self):
        wrote = touch("file:out/x", "w")
        touched = [ran(A, touch("file:out", "d")), ran(B, wrote), ran("tests/test_c.py::test_c", wrote)]
        assert sorted(names(touched)) == ["out", "out/x"]


class TestWholes:
    """A schema goes with its tables, a number of Redis with its keys."""

    def both(self, removed: str, used: str) -> list[str]:
        return names([ran(A, touch(removed, "d")), ran(B, touch(used, "wr"))])

    def test_what_is_in_them_is_removed_with_them(self):
        assert self.both("table:db.public", "table:db.public.ships") == ["db.public"]
        assert self.both("redis:0", "redis:0:ship:1") == ["0"]
        assert self.both("redis:far:6380/3", "redis:far:6380/3:ship") == ["far:6380/3"]
        assert self.both("redis:far:6380/*", "redis:far:6380/3:ship") == ["far:6380/*"]

    def test_what_is_beside_them_is_not(self):
        assert self.both("table:db.public", "table:db.publicity.ships") == []
        assert self.both("redis:0:ship", "redis:0:ship:1") == []
        assert self.both("redis:0", "redis:01:ship") == self.both("redis:0", "redis:1:ship") == []
        assert self.both("file:out", "table:out/x") == []


class TestSeen:
    """Two workers at one thing at the same time."""

    def at(self, test: str, worker: str, first: float, last: float, ended: float, accesses: str = "w") -> Touched:
        return ran(test, touch("file:x", accesses, first=first, last=last), worker=worker, ended=ended)

    def certainty(self, *touched: Touched) -> Certainty:
        [conflict] = conflicts(touched)
        return conflict.certainty

    def test_overlapping_in_two_workers_is_observed(self):
        assert self.certainty(self.at(A, "gw0", 1, 2, 5), self.at(B, "gw1", 4, 4, 6)) is Certainty.OBSERVED
        assert self.certainty(self.at(A, "gw0", 1, 2, 3), self.at(B, "gw1", 4, 4, 6)) is Certainty.PREDICTED
        assert self.certainty(self.at(A, "gw0", 1, 2, 5), self.at(B, "gw0", 4, 4, 6)) is Certainty.PREDICTED

    def test_a_look_is_over_when_it_is_over(self):
        look = self.at(A, "gw0", 1, 2, 9, "r")
        assert self.certainty(look, self.at(B, "gw1", 4, 4, 6)) is Certainty.PREDICTED


@st.composite
def runs(draw: st.DrawFn) -> list[Touched]:
    """Few files, folders, locks and units, so that they meet."""
    touched = []
    for number in range(draw(st.integers(2, 7))):
        test = f"tests/test_{number % 3}.py::test_{number}"
        touches = [
            touch(
                f"file:{name}", draw(st.text("rlawcpdk", min_size=1, max_size=3)), locks=draw(st.sampled_from(_LOCKS))
            )
            for name in draw(st.lists(st.sampled_from(["a", "b"]), unique=True))
        ]
        scope = draw(st.sampled_from(["function", "module", "session"]))
        if scope == "function":
            uses = draw(st.sampled_from([(), ("fixture:f1",), ("fixture:f1", "fixture:f2")]))
            touched.append(ran(test, *touches, group=draw(st.sampled_from(["", "g"])), uses=uses))
        else:
            touched.append(stood(f"f{number % 3}", scope, test, *touches))
    return touched


_LOCKS = [(), ("l",), ("k",), ("l", "k")]


@given(runs(), st.sampled_from(["", "load", "loadfile", "loadscope", "loadgroup", "each"]))
def test_each_hand_has_an_opponent_and_nobody_else_has(touched: list[Touched], dist: str):
    """What is found without a look at the pairs is what the pairs say."""
    found = {conflict.name: conflict for conflict in conflicts(touched, dist)}
    every = {one.party for one in touched}
    for conflict in found.values():
        paired = {hand.party for pair in conflict.pairs() for hand in pair}
        assert paired == {hand.party for hand in conflict.hands} <= every
        for one, other in combinations(conflict.readers, 2):
            assert not conflict.collide(one, other)


@given(runs(), st.sampled_from(["", "load", "loadfile", "loadscope", "loadgroup", "each"]))
def test_nobody_is_overlooked(touched: list[Touched], dist: str):
    apart = Apart(Units(touched, dist))
    found = {conflict.name: set(conflict.hands) for conflict in conflicts(touched, dist)}
    for name in ("a", "b"):
        hands = [Hand(one.party, touch) for one in touched for touch in one.touches if touch.name == name]
        pairs = [*combinations(hands, 2), *((hand, hand) for hand in hands)]
        colliding = {hand for pair in pairs if apart.collide(*pair) for hand in pair}
        assert found.get(name, set()) == colliding


@given(runs(), st.sampled_from(["", "loadfile", "loadgroup"]))
def test_the_order_of_the_run_does_not_matter(touched: list[Touched], dist: str):
    def said(run: list[Touched]) -> set[tuple[str, frozenset[str]]]:
        return {(one.name, frozenset(str(hand.party) for hand in one.hands)) for one in conflicts(run, dist)}

    assert said(touched) == said(touched[::-1])


@given(runs())
def test_dealt_out_with_more_care_there_is_no_more_to_tell(touched: list[Touched]):
    assert set(names(touched, "loadfile")) <= set(names(touched, "load"))
    assert set(names(touched, "loadgroup")) <= set(names(touched, "load"))
