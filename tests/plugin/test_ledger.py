"""Which changes outlive their owner: rules one by one, then random owners against a plain model."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from pytest_bulkhead.plugin.ledger import NOBODY, Ledger, Owner, Scope
from pytest_bulkhead.plugin.sensor import ABSENT, Birth, Change

TEST = Owner("test", "test", Scope.FUNCTION)
FIXTURE = Owner("fixture", "fixture:f", Scope.FUNCTION)
CLASS = Owner("class", "fixture:c", Scope.CLASS)
SESSION = Owner("session", "fixture:s", Scope.SESSION)


class Bench:
    """A ledger and one state, which is moved from value to value."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.value: object = ABSENT

    def moves(self, owner: Owner, *values: object, carrier: int | None = None) -> Bench:
        for value in values:
            self.ledger.record(owner, "kind", Change("X", "X", self.value, value, carrier=carrier))
            self.value = value
        return self

    def ends(self, *owners: Owner) -> list[tuple[Owner, object, object]]:
        return [(leak.owner, leak.before, leak.after) for leak in self.ledger.close(owners.__contains__)]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_change_that_stays_is_a_leak_of_its_owner_once(bench: Bench) -> None:
    bench.moves(TEST, "a", "b")
    assert bench.ends(TEST) == [(TEST, ABSENT, "b")]
    assert bench.ends(TEST) == []


def test_a_change_put_back_by_its_owner_is_none(bench: Bench) -> None:
    assert bench.moves(TEST, "a", "b", ABSENT).ends(TEST) == []


def test_a_fixture_restores_on_behalf_of_its_test(bench: Bench) -> None:
    assert bench.moves(TEST, "a").moves(FIXTURE, ABSENT).ends(TEST, FIXTURE) == []


def test_what_a_session_fixture_sets_is_no_leak_of_the_test_in_which_it_is_set_up(bench: Bench) -> None:
    bench.moves(SESSION, "a")
    assert bench.ends(TEST) == []
    assert bench.ends(SESSION) == [(SESSION, ABSENT, "a")]


def test_a_test_that_removes_what_a_session_fixture_has_set_leaks_and_the_fixture_does_not(bench: Bench) -> None:
    bench.moves(SESSION, "a").moves(TEST, ABSENT)
    assert bench.ends(TEST) == [(TEST, "a", ABSENT)]
    assert bench.ends(SESSION) == []


def test_a_test_that_puts_back_what_a_session_fixture_has_set_does_not_leak(bench: Bench) -> None:
    bench.moves(SESSION, "a").moves(TEST, "b", "a")
    assert bench.ends(TEST) == []
    assert bench.moves(SESSION, ABSENT).ends(SESSION) == []


def test_a_session_fixture_that_restores_covers_a_leak_only_for_itself(bench: Bench) -> None:
    bench.moves(SESSION, "a").moves(TEST, "b")
    assert bench.ends(TEST) == [(TEST, "a", "b")]
    assert bench.moves(SESSION, ABSENT).ends(SESSION) == []


def test_an_owner_that_comes_back_to_a_state_is_judged_once(bench: Bench) -> None:
    bench.moves(FIXTURE, "a").moves(TEST, "b").moves(FIXTURE, "c")
    assert sorted(leak[0].label for leak in bench.ends(TEST, FIXTURE)) == ["fixture:f", "test"]


def test_each_test_answers_for_its_own_change_of_a_state_that_an_earlier_one_left(bench: Bench) -> None:
    assert bench.moves(TEST, "a").ends(TEST) == [(TEST, ABSENT, "a")]
    assert bench.moves(TEST, "b").ends(TEST) == [(TEST, "a", "b")]


def test_what_nobody_did_may_be_undone_by_whoever_lived_to_see_it(bench: Bench) -> None:
    """A library sets a variable when it is first imported, under a `patch.dict` that began before."""
    bench.ledger.begin(FIXTURE)
    bench.moves(NOBODY, "library").moves(FIXTURE, ABSENT)
    assert bench.ends(FIXTURE) == []


def test_what_nobody_did_is_part_of_what_a_later_owner_finds(bench: Bench) -> None:
    bench.moves(NOBODY, "library")
    bench.ledger.begin(TEST)
    bench.moves(TEST, ABSENT)
    assert bench.ends(TEST) == [(TEST, "library", ABSENT)]


@pytest.mark.parametrize("end", [ABSENT, "library"])
def test_what_nobody_did_during_a_life_may_stay_or_go(bench: Bench, end: object) -> None:
    bench.ledger.begin(TEST)
    bench.moves(NOBODY, "library").moves(TEST, "a", end)
    assert bench.ends(TEST) == []


def test_a_fixture_that_undoes_what_a_test_has_leaked_leaks_nothing(bench: Bench) -> None:
    """A `patch.dict` over a class, in which a test sets a variable."""
    bench.ledger.begin(CLASS)
    bench.ledger.begin(TEST)
    assert bench.moves(TEST, "a").ends(TEST) == [(TEST, ABSENT, "a")]
    assert bench.moves(CLASS, ABSENT).ends(CLASS) == []


def test_a_fixture_is_not_blamed_for_the_leak_of_a_test(bench: Bench) -> None:
    bench.ledger.begin(CLASS)
    assert bench.moves(TEST, "a").ends(TEST) == [(TEST, ABSENT, "a")]
    assert bench.ends(CLASS) == []


def test_what_nobody_did_is_forgotten_when_all_who_saw_it_are_gone(bench: Bench) -> None:
    bench.ledger.begin(TEST)
    bench.moves(NOBODY, "library")
    assert bench.ends(TEST) == []
    assert not bench.ledger._states


@pytest.mark.parametrize(
    ("maker", "changer", "leaks"),
    [(TEST, TEST, 0), (FIXTURE, TEST, 0), (TEST, SESSION, 0), (SESSION, TEST, 1), (SESSION, SESSION, 0)],
)
def test_state_of_a_thing_is_free_to_those_who_outlive_its_maker(
    bench: Bench, maker: Owner, changer: Owner, leaks: int
) -> None:
    bench.ledger.record(maker, "kind", Birth(1))
    assert len(bench.moves(changer, "a", carrier=1).ends(changer)) == leaks


def test_a_thing_whose_maker_is_gone_is_everybodys(bench: Bench) -> None:
    bench.ledger.record(TEST, "kind", Birth(1))
    assert bench.ends(TEST) == []
    assert len(bench.moves(TEST, "a", carrier=1).ends(TEST)) == 1


def test_what_a_wider_owner_had_set_is_no_state_to_come_back_to_when_it_is_gone(bench: Bench) -> None:
    bench.ledger.begin(CLASS)
    bench.moves(CLASS, "a").ledger.begin(TEST)
    assert bench.moves(TEST, ABSENT).ends(TEST) == [(TEST, "a", ABSENT)]
    assert bench.ends(CLASS) == []
    assert bench.moves(TEST, "a").ends(TEST) == [(TEST, ABSENT, "a")]


@dataclass
class Company:
    """Owners of one scope, whose lives overlap and are judged together: a test and its function fixtures."""

    scope: Scope
    found: dict[str, object]
    owners: list[Owner] = field(default_factory=list)
    touched: set[tuple[Owner, str]] = field(default_factory=set)
    disturbed: set[str] = field(default_factory=set)
    """What narrower owners have leaked meanwhile: told already, and not asked of this company again."""


class NestedOwners(RuleBasedStateMachine):
    """Owners come and go as fixtures and tests do: the narrower scopes within the wider, the innermost at work."""

    values = st.sampled_from([ABSENT, 1, 2, 3])
    names = st.sampled_from(["X", "Y"])

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.state: dict[str, object] = {"X": ABSENT, "Y": ABSENT}
        self.companies: list[Company] = []
        self.count = 0

    @rule(scope=st.sampled_from([Scope.FUNCTION, Scope.CLASS, Scope.SESSION]))
    def begins(self, scope: Scope) -> None:
        scope = min(scope, self.companies[-1].scope if self.companies else Scope.SESSION)
        if not self.companies or scope < self.companies[-1].scope:
            self.companies.append(Company(scope, dict(self.state)))
        self.count += 1
        owner = Owner(self.count, "owner", scope)
        self.ledger.begin(owner)
        self.companies[-1].owners.append(owner)

    @precondition(lambda self: self.companies)
    @rule(data=st.data(), name=names, value=values)
    def changes(self, data: st.DataObject, name: str, value: object) -> None:
        company = self.companies[-1]
        self._move(data.draw(st.sampled_from(company.owners)), name, value)

    @precondition(lambda self: self.companies)
    @rule(data=st.data(), name=names)
    def restores(self, data: st.DataObject, name: str) -> None:
        company = self.companies[-1]
        self._move(data.draw(st.sampled_from(company.owners)), name, company.found[name])

    @precondition(lambda self: self.companies)
    @rule()
    def ends(self) -> None:
        company = self.companies.pop()
        leaks = self.ledger.close(company.owners.__contains__)
        left = {name for name, value in self.state.items() if value != company.found[name]}
        told = {leak.name for leak in leaks}
        # Whoever brings a state back to what it was before the first leak of it may be told or not.
        tidied = {name for name in left if self.state[name] is ABSENT}
        assert left - company.disturbed - tidied <= told <= left
        assert {(leak.owner, leak.name) for leak in leaks} <= company.touched
        assert len({(leak.owner, leak.name) for leak in leaks}) == len(leaks)
        assert all(leak.after == self.state[leak.name] != leak.before for leak in leaks)
        for outer in self.companies:
            outer.disturbed |= told | company.disturbed

    def teardown(self) -> None:
        while self.companies:
            self.ends()
        assert not self.ledger._states
        assert not self.ledger._began

    def _move(self, owner: Owner, name: str, value: object) -> None:
        if self.state[name] != value:
            self.ledger.record(owner, "kind", Change(name, name, self.state[name], value))
            self.state[name] = value
            self.companies[-1].touched.add((owner, name))


TestNestedOwners = NestedOwners.TestCase
TestNestedOwners.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
