"""Names that no two workers have in common."""

import pytest

from pytest_bulkhead.plugin.conflicts import conflicts
from pytest_bulkhead.touch import Spot, Touched
from tests.plugin.races.touching import ran, stood, touch

A, B, C, D = (f"tests/test_a.py::test_{name}" for name in ("one", "two", "three", "four"))


def names(touched: list[Touched]) -> list[str]:
    return [conflict.name for conflict in conflicts(touched)]


def each_worker(
    *names: str, scope: str = "session", tests: tuple[str, ...] = (A, B, C), **more: object
) -> list[Touched]:
    """One fixture in several workers, each time with another name."""
    touched = []
    for number, (name, test) in enumerate(zip(names, tests, strict=False)):
        worker = f"gw{number}"
        fixture = stood("data", scope, test, touch(name, "wd"), worker=worker)
        touched.append(fixture._replace(party=fixture.party._replace(**more)))
        touched.append(ran(test, touch(name, "r"), uses=("fixture:data",), worker=worker))
    return touched


def serial(name: str) -> list[Touched]:
    return [
        stood("data", "session", A, touch(name, "wd")),
        *(ran(test, touch(name, "r"), uses=("fixture:data",)) for test in (A, B)),
    ]


class TestInSeveralWorkers:
    """Where another worker has another name, that is seen."""

    def test_a_wide_fixture_that_names_something_else_in_each(self):
        assert names(each_worker("file:db", "file:db1")) == []
        assert names(each_worker("port:9000", "port:9001", "port:9002")) == []
        assert names(each_worker("file:db", "file:db")) == ["db"]
        assert names(each_worker("file:db", "file:db1", "file:db")) == ["db"]

    def test_unless_that_is_for_a_parameter(self):
        assert names(each_worker("file:a", "file:b", varies=True)) == ["a", "b"]

    def test_or_another_life_of_it(self):
        tests = A, "tests/test_b.py::test_two"
        touched = each_worker("file:a", "file:b", scope="module", tests=tests)
        more = [ran(B, touch("file:a", "r")), ran("tests/test_b.py::test_x", touch("file:b", "r"))]
        assert names([*touched, *more]) == ["a", "b"]

    def test_unless_another_worker_has_touched_it(self):
        touched = [*each_worker("file:db", "file:db1"), ran(C, touch("file:db", "r"), worker="gw1")]
        assert names(touched) == ["db"]

    def test_what_is_only_removed_was_not_named_by_it(self):
        made = [ran(test, touch(f"file:{test[-3:]}", "w"), worker=f"gw{n}") for n, test in enumerate((A, B))]
        tidy = [
            stood("tidy", "session", t, touch(f"file:{t[-3:]}", "d"), worker=f"gw{n}") for n, t in enumerate((A, B))
        ]
        users = [ran(test, uses=("fixture:tidy",)) for test in (A, B, C)]
        assert len(names([*made, *tidy, *users])) == 2

    def test_what_lies_in_a_folder_of_that_name(self):
        touched = each_worker("file:db", "file:db1")
        assert names([*touched, *(ran(test, touch("file:db/x", "wd"), worker="gw0") for test in (C, D))]) == []

    def test_tests_that_keep_to_one_name_in_each(self):
        spot = Spot("tests/conftest.py", 7)
        places = [(A, "db0", "gw0"), (B, "db0", "gw0"), (C, "db1", "gw1"), (D, "db1", "gw1")]
        touched = [ran(test, touch(f"file:{name}", "w", wrote_at=spot), worker=worker) for test, name, worker in places]
        assert names(touched) == []
        assert names([*touched, ran(f"{D}_more", touch("file:x", "w", wrote_at=spot), worker="gw1")]) != []

    def test_cases_that_happen_to_be_parted_do_not(self):
        places = [(f"{A}[a]", "a", "gw0"), (f"{B}[a]", "a", "gw0"), (f"{A}[b]", "b", "gw1"), (f"{B}[b]", "b", "gw1")]
        assert names([ran(test, touch(f"file:{name}", "w"), worker=worker) for test, name, worker in places]) == [
            "a",
            "b",
        ]


@pytest.mark.parametrize(
    "name",
    [
        "file:data/x_1f3a9c0b.txt",
        "file:/tmp/x-0a1b2c3d4e5f/x",
        "sqlite:db_master.sqlite",
        "file:out-main/x",
        "file:master-db",
    ],
)
def test_names_that_look_drawn_or_called_after_no_worker(name: str):
    assert names(serial(name)) == []


@pytest.mark.parametrize(
    "name",
    [
        "file:data/20240131.txt",
        "file:main.txt",
        "file:main_menu.json",
        "file:feedface.txt",
        "file:x/remaster_it",
        "port:27017",
    ],
)
def test_names_that_do_not(name: str):
    assert names(serial(name)) == [name.partition(":")[2]]


def test_what_a_wide_fixture_draws_in_the_one_worker_that_has_it():
    other = ran(D, touch("file:else", "w"), worker="gw1")
    assert names([*each_worker("file:x-1f3a9c0b"), ran(B, touch("file:x-1f3a9c0b", "r"), worker="gw0"), other]) == []


def test_what_was_there_before_was_not_drawn():
    read = ran(C, touch("file:1f3a9c0b.txt", "rw", first=0.5))
    assert names([read, *serial("file:1f3a9c0b.txt")]) == ["1f3a9c0b.txt"]


def test_what_two_workers_touch_was_not_drawn():
    touched = [ran(test, touch("file:1f3a9c0b.txt", "w"), worker=f"gw{n}") for n, test in enumerate((A, B))]
    assert names(touched) == ["1f3a9c0b.txt"]


def test_other_workers_have_another_name_than_that_of_no_worker():
    touched = [ran(test, touch("file:db_master", "w"), worker=f"gw{n}") for n, test in enumerate((A, B))]
    assert names(touched) == ["db_master"]


def test_a_line_that_goes_on_to_the_next_port_copes_with_one_that_is_taken():
    spot = Spot("tests/ports.py", 4)
    tried, had = (touch(f"port:{n}", "k", wrote_at=spot, fate=fate) for n, fate in ((9500, "passed over"), (9501, "")))
    touched = [ran(A, touch("port:9500", "k", wrote_at=spot)), ran(B, tried, had), ran(C, had)]
    assert names(touched) == []
    assert names([*touched, *(ran(test, touch("port:9500", "k")) for test in (D, f"{D}_more"))]) == ["9500"]
