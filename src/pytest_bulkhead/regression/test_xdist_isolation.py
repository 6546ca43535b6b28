"""Isolation under pytest-xdist: what workers share although nobody meant it, and what they do not although one did."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from pathlib import Path

import pytest

from pytest_bulkhead.regression.children import run_suite, run_workers
from pytest_bulkhead.regression.needs import missing

EACH = ("-n", "2", "--dist", "each")
"""Each test in both workers."""

GROUPED = {
    f"test_{file}.py": f"""
        import pytest

        @pytest.mark.xdist_group("printer")
        @pytest.mark.parametrize("turn", range(3))
        def test_{file}(turn):
            pass
        """
    for file in ("a", "b", "c", "d")
}


def test_group_means_nothing_to_most_ways_of_dealing_out(tmp_path: Path) -> None:
    """`xdist_group` is read by `--dist loadgroup` alone: under `load` two tests of a group run at the same time.

    What the group protects has to be each worker's own; or `loadfile` keeps the tests of one file together.
    """
    suite = """
        import pytest
        from pytest_bulkhead.regression.meeting import meet

        MEETS, met = {meets}, []

        @pytest.mark.xdist_group("printer")
        @pytest.mark.parametrize("turn", range(4))
        def test_grouped(turn):
            if MEETS and not met:
                met.append(turn)
                meet("in one group, at the same time")
        """
    apart = run_suite(tmp_path, suite.format(meets=True), "-n", "2", "--dist", "load")
    assert apart.status == 0, apart.output
    assert apart.workers("test_grouped[0]") | apart.workers("test_grouped[3]") == {"gw0", "gw1"}
    together = run_suite(tmp_path, suite.format(meets=False), "-n", "2", "--dist", "loadfile")
    assert together.status == 0, together.output
    assert len({one.worker for one in together.told}) == 1


def test_group_holds_under_loadgroup(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Some versions of pytest and pytest-xdist do not fit: `--dist loadgroup` then keeps no group together.

    Here it does. Where it does not, a plan (`bulkhead plan`) holds groups together with any versions.
    """
    done = run_suite(tmp_path, GROUPED, "-n", "2", "--dist", "loadgroup")
    assert done.status == 0, done.output
    if len({one.worker for one in done.told}) == 1:
        return
    reason = (
        f"With pytest {pytest.__version__} and this pytest-xdist, `--dist loadgroup` keeps no group together: upgrade "
        "pytest-xdist, use a pytest before 9.2, or have the groups in a plan (`bulkhead plan`)."
    )
    # In a worker pytest-xdist remembers it so.
    if getattr(pytestconfig.option, "loadgroup", pytestconfig.getoption("dist", "no") == "loadgroup"):
        pytest.fail(f"{reason} This project counts on them.")
    missing("loadgroup", reason)


def test_group_of_a_plan_holds(tmp_path: Path) -> None:
    """A mark on a test is easily lost, and means nothing where versions do not fit.

    The groups of a plan that is committed hold under `--dist loadgroup`, whatever the versions.
    """
    planned = [f"test_{file}.py::test_{file}" for file in ("a", "b", "c", "d")]
    plan = {"version": 1, "groups": {"printer": {"because": ["the printer"], "tests": planned}}}
    unmarked = {name: text.replace('@pytest.mark.xdist_group("printer")', "") for name, text in GROUPED.items()}
    done = run_suite(tmp_path, {**unmarked, "bulkhead-plan.json": json.dumps(plan)}, "-n", "2", "--dist", "loadgroup")
    assert done.status == 0, done.output
    assert len({one.worker for one in done.told}) == 1


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


def test_queue_of_one_loop_in_the_next() -> None:
    """An asyncio object that is made once and used in the loop of each test belongs to the first: the next one fails.

    Made within the test, or by a fixture of the loop's scope, it belongs to the loop that uses it.
    """

    async def wait(lock: asyncio.Lock) -> None:
        async with lock:
            waiting = asyncio.ensure_future(lock.acquire())
            await asyncio.sleep(0)
            waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waiting

    async def own() -> None:
        await wait(asyncio.Lock())

    shared = asyncio.Lock()
    asyncio.run(wait(shared))
    with pytest.raises(RuntimeError, match="different event loop"):
        asyncio.run(wait(shared))
    for _ in range(2):
        asyncio.run(own())


def test_task_that_a_test_leaves_runs_into_the_next() -> None:
    """With one loop for all tests, a task that one has started goes on in the next, and changes what that one sees.

    A loop for each test, or a task group, ends with what has been started in it.
    """
    seen: list[str] = []

    async def later(name: str) -> None:
        for _ in range(9):
            await asyncio.sleep(0)
        seen.append(name)

    async def leaving(name: str) -> list[asyncio.Task[None]]:
        return [asyncio.ensure_future(later(name))]

    async def following() -> list[str]:
        before = len(seen)
        for _ in range(20):
            await asyncio.sleep(0)
        return seen[before:]

    async def grouped(name: str) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(later(name))

    with asyncio.Runner() as one_for_all:
        left = one_for_all.run(leaving("left"))
        assert one_for_all.run(following()) == ["left"]
        assert left[0].done()
        one_for_all.run(grouped("grouped"))
        assert one_for_all.run(following()) == []


def test_context_variable_stays_in_a_plain_test(tmp_path: Path) -> None:
    """A context variable that a plain test sets (the tenant, the request's id) is that of all later plain tests.

    In `asyncio.run`, or a copied context, it ends with the test.
    """
    done = run_suite(
        tmp_path,
        """
        import contextvars

        TENANT = contextvars.ContextVar("tenant", default="nobody")

        def test_mended():
            contextvars.copy_context().run(TENANT.set, "anne")

        def test_after_the_mended():
            assert TENANT.get() == "nobody"

        def test_by_hand():
            TENANT.set("anne")

        def test_after_it():
            assert TENANT.get() == "nobody"
        """,
    )
    assert done.failed == {"test_after_it"}, done.output


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
