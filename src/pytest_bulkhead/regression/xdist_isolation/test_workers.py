"""Workers, runs and machines: what is once in each, and what is the same in all."""

from __future__ import annotations

import time
from pathlib import Path

from pytest_bulkhead.regression.children import run_suite, run_workers

EACH = ("-n", "2", "--dist", "each")
"""Each test in both workers."""


def test_session_fixture_runs_in_each_worker(tmp_path: Path) -> None:
    """A session fixture is of the worker's session: with two workers it migrates, starts or downloads twice, at once.

    `once_per_run` does it once; the other workers wait, and get the same value.
    """
    done = run_suite(
        tmp_path,
        """
        import pytest
        from pathlib import Path

        def made(name):
            with open(name, "a") as file:
                file.write("made\\n")
            return name

        @pytest.fixture(scope="session")
        def by_hand():
            return made("by-hand")

        @pytest.fixture(scope="session")
        def mended(once_per_run):
            return once_per_run("mended", lambda: made("mended"))

        def test_both(by_hand, mended):
            assert (by_hand, mended) == ("by-hand", "mended")
        """,
        *EACH,
    )
    assert done.status == 0, done.output
    assert (tmp_path / "by-hand").read_text().split() == ["made", "made"]
    assert (tmp_path / "mended").read_text().split() == ["made"]


def test_end_of_a_session_is_the_end_of_one_worker(tmp_path: Path) -> None:
    """The tear-down of a session fixture runs when the first worker is done, and removes what the others still use.

    What `once_per_run` made is undone after the last has gone.
    """
    done = run_suite(
        tmp_path,
        {
            "undoing.py": """
                import os

                def remove(path):
                    os.remove(path)
                """,
            "test_it.py": """
                import os, pytest
                from pathlib import Path
                from pytest_bulkhead.regression.meeting import meet
                from undoing import remove

                @pytest.fixture(scope="session")
                def by_hand(worker_id):
                    Path("by-hand").touch()
                    meet("made")
                    yield Path("by-hand")
                    if worker_id == "gw0":
                        remove("by-hand")
                        meet("the first worker is done")

                def make():
                    Path("mended").touch()
                    return os.path.abspath("mended")

                @pytest.fixture(scope="session")
                def mended(once_per_run):
                    return Path(once_per_run("mended", make, undo=remove))

                def test_use(by_hand, mended, worker_id):
                    if worker_id == "gw1":
                        meet("the first worker is done")
                        Path("seen").write_text(f"{by_hand.exists()} {mended.exists()}")
                """,
        },
        *EACH,
    )
    assert done.status == 0, done.output
    assert (tmp_path / "seen").read_text() == "False True"
    assert not (tmp_path / "mended").exists() or _goes(tmp_path / "mended")


def test_number_of_a_replaced_worker_is_new(tmp_path: Path) -> None:
    """After a crash `gw2` takes over from `gw0`, with `-n 2`: a list of two databases by worker number is too short.

    A slot is handed on: `get_worker_slot` stays below the number of workers.
    """
    done = run_suite(
        tmp_path,
        """
        import os, time, pytest
        from pathlib import Path
        from pytest_bulkhead.worker import get_worker_num, get_worker_slot

        DATABASES = ["first", "second"]

        def test_that_kills_its_worker():
            os._exit(1)

        @pytest.mark.parametrize("turn", range(12))
        def test_by_number_and_slot(turn, worker_id):
            with open("seen", "a") as file:
                file.write(f"{get_worker_num()} {get_worker_slot()}\\n")
            assert DATABASES[get_worker_slot()]
            if worker_id == "gw2":
                Path("replaced").touch()
            end = time.monotonic() + 60
            while not Path("replaced").exists() and time.monotonic() < end:
                time.sleep(0.005)
        """,
        *("-n", "2", "--dist", "load"),
    )
    seen = [tuple(map(int, line.split())) for line in (tmp_path / "seen").read_text().splitlines()]
    assert max(number for number, _ in seen) == 2, done.output
    assert max(slot for _, slot in seen) <= 1
    assert done.failed == {"test_that_kills_its_worker"}


def test_same_seed_makes_the_same_names(tmp_path: Path) -> None:
    """A plugin that seeds `random` for repeatable runs gives all workers the same "random" names, which then collide.

    `scoped_name` differs between workers and runs, and is the same whenever one worker asks.
    """
    script = """
        import os, random
        from pytest_bulkhead.worker import scoped_name
        random.seed(1234)
        for kind, name in {"random": f"cart-{random.getrandbits(64):x}", "scoped": scoped_name("cart")}.items():
            try:
                os.mkdir(name)
                print(kind, "made")
            except FileExistsError:
                print(kind, "was there")
        """
    said = sorted(run_workers(tmp_path, script))
    assert said == ["random made\nscoped made", "random was there\nscoped made"]


def test_two_runs_have_the_same_workers(tmp_path: Path) -> None:
    """`gw0` is in every run: two jobs on one host, or one job and its retry, have the same names by worker id.

    `scoped_name` has the run in it, and each name is told from those that tests have not made.
    """
    script = """
        from pytest_bulkhead.worker import get_worker_id, is_scoped_name, scoped_name
        print(f"test_{get_worker_id()}", scoped_name("cart"), is_scoped_name(scoped_name("cart")))
        """
    first, second = (line.split() for line in run_workers(tmp_path, script, runs=2))
    assert first[0] == second[0] == "test_gw0"
    assert first[1] != second[1]
    assert first[2] == second[2] == "True"


def test_two_machines_have_the_same_workers(tmp_path: Path) -> None:
    """A run that is split over machines has a `gw0` on each, with one run id where CI gives it one: the names collide.

    With the machine's index in `BULKHEAD_SHARD`, or the CI system's own variable, they do not.
    """
    script = "from pytest_bulkhead.worker import scoped_name; print(scoped_name('cart'))"
    names = {run_workers(tmp_path, script, "", BULKHEAD_RUN_ID="ci-17", BULKHEAD_SHARD=shard)[0] for shard in "01"}
    assert len(names) == 2
    same = {run_workers(tmp_path, script, "", BULKHEAD_RUN_ID="ci-17")[0] for _ in range(2)}
    assert len(same) == 1


def test_worker_knows_itself_and_its_run(tmp_path: Path) -> None:
    """Names by hand take a run without xdist (`master`) for another worker, or fail at its id.

    The library says in each worker of this pytest-xdist what pytest-xdist says, and in one process what one process is.
    """
    suite = """
        import os
        from pytest_bulkhead.worker import get_run_id, get_worker_count, get_worker_id, get_worker_num, is_xdist_worker

        def test_who(worker_id, testrun_uid):
            assert get_worker_id() == (worker_id if is_xdist_worker() else "gw0")
            assert get_worker_num() == int(get_worker_id()[2:])
            assert get_worker_count() == int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
            assert not is_xdist_worker() or get_run_id() == testrun_uid
        """
    assert run_suite(tmp_path, suite, *EACH).passed == {"test_who"}
    assert run_suite(tmp_path, suite, "-n", "0").passed == {"test_who"}


def _goes(path: Path) -> bool:
    """Whether a file is removed in a moment: by who watches for the end of the run, which we have just seen."""
    end = time.monotonic() + 30
    while path.exists() and time.monotonic() < end:
        time.sleep(0.01)
    return not path.exists()
