"""What depends on the order of tests, and what lies beside them on the disk."""

from __future__ import annotations

from pathlib import Path

from pytest_bulkhead.regression.children import run_suite, run_workers

EACH = ("-n", "2", "--dist", "each")
"""Each test in both workers."""


def test_parameters_from_a_set_stop_the_run(tmp_path: Path) -> None:
    """Workers collect on their own, and the order of a set of texts differs between processes: xdist runs nothing.

    Sorted, the parameters are the same in all.
    """
    suite = """
        import pytest

        @pytest.mark.parametrize("port", {order}({{"bremen", "hamburg", "kiel", "emden", "husum", "wismar", "lubeck"}}))
        def test_port(port):
            pass
        """
    runs = [run_suite(tmp_path, suite.format(order=order), "-n", "2") for order in ("list", "sorted")]
    by_chance, in_order = (run.output for run in runs)
    assert "Different tests were collected" in by_chance or len(runs[0].told) == 7  # once in 5,040 runs
    assert len(runs[1].passed) == 7, in_order


def test_order_that_one_process_keeps(tmp_path: Path) -> None:
    """Tests that build on each other pass in one process; dealt out to two workers, the second finds nothing.

    What a test needs, it, or a fixture of its own, makes.
    """
    suite = """
        import pytest

        DATABASE = {}

        def test_create():
            DATABASE["anne"] = "user"

        def test_read():
            assert DATABASE["anne"]

        @pytest.fixture
        def database():
            return {"anne": "user"}

        def test_read_mended(database):
            assert database["anne"]
        """
    assert run_suite(tmp_path, suite).status == 0
    each_on_its_own = run_suite(tmp_path, suite, "-k", "read")
    assert each_on_its_own.failed == {"test_read"}, each_on_its_own.output


def test_suite_that_is_green_or_red_by_the_deal(tmp_path: Path) -> None:
    """What a test leaves in its process hits the tests of that worker alone: one suite is red or green by the deal.

    With a scope for each change the suite says the same however it is dealt out.
    """
    suite = """
        import pytest

        class App:
            dependency_overrides = {}

        def user():
            return "nobody"

        def served():
            return App.dependency_overrides.get(user, user)()

        def test_as_anne(dependency_overrides):
            SCOPE[user] = lambda: "anne"
            assert served() == "anne"

        def test_as_nobody():
            assert served() == "nobody"
        """
    by_hand = suite.replace("SCOPE", "App.dependency_overrides")
    assert run_suite(tmp_path, by_hand).failed == {"test_as_nobody"}
    assert run_suite(tmp_path, by_hand, "-n", "2", "--dist", "load").status == 0
    assert run_suite(tmp_path, suite.replace("SCOPE", "dependency_overrides(App)")).status == 0


def test_file_beside_the_tests_is_one_for_all_workers(tmp_path: Path) -> None:
    """Two workers that rewrite one file of the repository read each other's half-made text.

    `tmp_path` and `worker_tmp_path` are another folder in each worker of pytest-xdist.
    """
    done = run_suite(
        tmp_path,
        """
        import pytest
        from pathlib import Path
        from pytest_bulkhead.regression.meeting import meet

        @pytest.fixture(params=["repository", "tmp_path", "worker_tmp_path"])
        def file(request):
            where = request.param
            return Path("state.txt") if where == "repository" else request.getfixturevalue(where) / "state.txt"

        def test_file(file, worker_id, request):
            file.write_text(worker_id)
            meet("written " + request.node.name)
            try:
                assert file.read_text() == worker_id
            finally:
                meet("read " + request.node.name)
        """,
        *EACH,
        TMPDIR=str(tmp_path),
    )
    assert done.failed == {"test_file[repository]"}, done.output
    assert done.passed == {"test_file[tmp_path]", "test_file[worker_tmp_path]"}


def test_count_in_a_file_wants_turns(tmp_path: Path) -> None:
    """Two workers that add to a count in a file of the run, each by reading and writing, lose what the other added.

    A claim has them take turns.
    """
    script = """
        import time
        from pathlib import Path
        from pytest_bulkhead.worker import scoped_name
        from pytest_bulkhead.worker.claims import claim

        def read(path):
            return int(path.read_text()) if path.exists() else 0

        by_hand, mended = Path("by-hand"), Path("mended")
        count = read(by_hand)
        meet("both have read")
        by_hand.write_text(str(count + 1))

        while not (turn := claim("counter", scoped_name("counter", per_worker=False))):
            time.sleep(0.005)
        with turn:
            mended.write_text(str(read(mended) + 1))
        meet("both are done")
        print(read(by_hand), read(mended))
        """
    assert run_workers(tmp_path, script) == ["1 2", "1 2"]
