"""Which tests have to share a worker: those that race, and all that stand on a fixture that does."""

from __future__ import annotations

from pytest_bulkhead.planning.bonds import Bond, bonds

from ..plugin.races.touching import ran, stood, touch


def test_writers_of_one_file_are_tied() -> None:
    some = [ran(f"tests/test_a.py::test_{name}", touch("file:out.txt", "w")) for name in "abc"]
    assert bonds(some) == [
        Bond(
            (("file", "out.txt"),), (("tests/test_a.py::test_a", "tests/test_a.py::test_b", "tests/test_a.py::test_c"),)
        )
    ]


def test_whoever_touches_something_else_is_free() -> None:
    assert bonds([ran("t.py::test_a", touch("file:a", "w")), ran("t.py::test_b", touch("file:b", "w"))]) == []


def test_what_ties_the_same_tests_is_one_bond() -> None:
    both = (touch("port:18878", "k"), touch("port:18879", "k"))
    (bond,) = bonds([ran("t.py::test_a", *both), ran("t.py::test_b", *both)])
    assert bond.told == ("port 18878", "port 18879")


def test_a_lock_keeps_two_pairs_of_one_resource_apart_in_blocks() -> None:
    held = {"locks": ("a.lock",)}
    locked = [ran(f"t.py::test_{name}", touch("file:out.txt", "w", **held)) for name in "ab"]
    free = [ran("t.py::test_c", touch("file:out.txt", "w"))]
    (bond,) = bonds([*locked, *free])
    assert bond.blocks == (("t.py::test_a", "t.py::test_b", "t.py::test_c"),)
    assert bonds(locked) == []


def test_a_session_fixture_that_races_with_itself_ties_all_that_stand_on_it() -> None:
    fixture = stood("server", "session", "t.py::test_a", touch("port:18878", "k"))
    users = [ran(f"t.py::test_{name}", uses=("fixture:server",)) for name in "ab"]
    (bond,) = bonds([fixture, *users, ran("t.py::test_c")])
    assert bond.blocks == (("t.py::test_a", "t.py::test_b"),)


def test_a_class_fixture_ties_its_own_class_alone() -> None:
    lives = [stood("server", "class", f"t.py::Test{name}::test_a", touch("port:18878", "k")) for name in "AB"]
    users = [ran(f"t.py::Test{name}::test_{test}", uses=("fixture:server",)) for name in "AB" for test in ("a", "b")]
    other = ran("t.py::TestC::test_a", touch("port:1", "k"))
    (bond,) = bonds([*lives, *users, other])
    assert bond.size == 4


def test_a_test_that_races_with_a_fixture_is_tied_to_all_that_stand_on_it() -> None:
    fixture = stood("data", "module", "t.py::test_a", touch("file:out.txt", "w"))
    users = [ran(f"t.py::test_{name}", uses=("fixture:data",)) for name in "ab"]
    (bond,) = bonds([fixture, *users, ran("u.py::test_c", touch("file:out.txt", "d"))])
    assert bond.blocks == (("t.py::test_a", "t.py::test_b", "u.py::test_c"),)


def test_one_that_removes_ties_all_that_add() -> None:
    adding = [ran(f"t.py::test_{number}", touch("file:log", "a")) for number in range(50)]
    assert bonds([*adding, ran("t.py::test_last", touch("file:log", "d"))])[0].size == 51
