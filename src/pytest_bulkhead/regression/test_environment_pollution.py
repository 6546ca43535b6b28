"""Environment pollution: what a test leaves behind in its process is what the next one finds there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pytest_bulkhead.regression.children import run_suite, run_workers


def test_variable_that_is_set_by_hand(tmp_path: Path) -> None:
    """`os.environ[...] = ...` outlives its test, and the next one of the worker reads it.

    `monkeypatch.setenv` takes it back when the test ends.
    """
    done = run_suite(
        tmp_path,
        """
        import os

        def test_by_hand():
            os.environ["TARIFF"] = "night"

        def test_after_it():
            assert "TARIFF" not in os.environ

        def test_mended(monkeypatch):
            monkeypatch.setenv("BERTH", "7")

        def test_after_the_mended():
            assert "BERTH" not in os.environ
        """,
    )
    assert done.failed == {"test_after_it"}, done.output


def test_variable_that_is_removed(tmp_path: Path) -> None:
    """`os.environ.pop` is a change like any other: the next test misses what the machine or the suite has set.

    `monkeypatch.delenv` puts the value back.
    """
    done = run_suite(
        tmp_path,
        """
        import os

        def test_mended(monkeypatch):
            monkeypatch.delenv("API_URL")

        def test_after_the_mended():
            assert os.environ["API_URL"] == "http://test"

        def test_by_hand():
            os.environ.pop("API_URL")

        def test_after_it():
            assert os.environ["API_URL"] == "http://test"
        """,
        API_URL="http://test",
    )
    assert done.failed == {"test_after_it"}, done.output


def test_clean_up_behind_an_assertion(tmp_path: Path) -> None:
    """Clean-up in the last lines of a test is not reached when an assertion before it fails: one failure becomes two.

    What a fixture takes back is taken back however the test ends.
    """
    done = run_suite(
        tmp_path,
        """
        import os

        def test_that_fails():
            os.environ["SKIP_AUTH"] = "1"
            assert 1 + 1 == 3
            del os.environ["SKIP_AUTH"]

        def test_after_it():
            assert "SKIP_AUTH" not in os.environ

        def test_that_fails_and_is_mended(monkeypatch):
            monkeypatch.setenv("SKIP_LOCK", "1")
            assert 1 + 1 == 3

        def test_after_the_mended():
            assert "SKIP_LOCK" not in os.environ
        """,
    )
    assert done.failed == {"test_that_fails", "test_after_it", "test_that_fails_and_is_mended"}, done.output


def test_clean_up_that_restores_a_constant(tmp_path: Path) -> None:
    """To set a variable back to what it usually is destroys what it was on this machine, in this job, for this worker.

    `monkeypatch` keeps the value that it found.
    """
    done = run_suite(
        tmp_path,
        """
        import os

        def test_mended(monkeypatch):
            monkeypatch.setenv("DATABASE", "other")

        def test_after_the_mended():
            assert os.environ["DATABASE"] == "of-gw0"

        def test_that_restores_a_constant():
            os.environ["DATABASE"] = "other"
            try:
                assert os.environ["DATABASE"] == "other"
            finally:
                os.environ["DATABASE"] = "default"

        def test_after_it():
            assert os.environ["DATABASE"] == "of-gw0"
        """,
        DATABASE="of-gw0",
    )
    assert done.failed == {"test_after_it"}, done.output


def test_variable_that_is_set_while_a_file_is_imported(tmp_path: Path) -> None:
    """An assignment at the head of one test file is made while pytest collects, and holds for the tests of all files.

    In a fixture of the file it holds for the file's tests.
    """
    done = run_suite(
        tmp_path,
        {
            "test_a.py": """
                import os

                def test_first_file():
                    assert "AT_HEAD" not in os.environ and "IN_FIXTURE" not in os.environ
                """,
            "test_b.py": """
                import os, pytest
                os.environ["AT_HEAD"] = "1"

                @pytest.fixture(autouse=True)
                def settings(monkeypatch):
                    monkeypatch.setenv("IN_FIXTURE", "1")

                def test_second_file():
                    assert os.environ["AT_HEAD"] == os.environ["IN_FIXTURE"] == "1"
                """,
            "test_c.py": """
                import os

                def test_third_file():
                    assert "IN_FIXTURE" not in os.environ
                """,
        },
    )
    assert done.failed == {"test_first_file"}, done.output


def test_variable_of_a_session_fixture(tmp_path: Path) -> None:
    """A session fixture that sets a variable for its own users sets it for all tests that come after, in each worker.

    One of the test's scope holds for those that ask for it.
    """
    done = run_suite(
        tmp_path,
        """
        import os, pytest

        @pytest.fixture(scope="session")
        def wide():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("WIDE", "1")
                yield

        @pytest.fixture
        def narrow(monkeypatch):
            monkeypatch.setenv("NARROW", "1")

        def test_user(wide, narrow):
            assert os.environ["WIDE"] == os.environ["NARROW"] == "1"

        def test_that_asked_for_neither():
            assert "NARROW" not in os.environ
            assert "WIDE" not in os.environ
        """,
    )
    assert done.failed == {"test_that_asked_for_neither"}, done.output
    assert "assert 'WIDE' not in" in done.output


def test_variable_behind_the_back_of_os_environ(tmp_path: Path) -> None:
    """`os.putenv` changes what child processes get and not what `os.environ` shows, so that nothing can put it back.

    `monkeypatch.setenv` changes both, and puts both back.
    """
    done = run_suite(
        tmp_path,
        """
        import os, subprocess, sys

        def seen_by_a_child(name):
            show = f"import os; print(os.environ.get({name!r}))"
            return subprocess.run([sys.executable, "-c", show], capture_output=True, text=True).stdout.strip()

        def test_mended(monkeypatch):
            monkeypatch.setenv("BERTH", "7")
            assert seen_by_a_child("BERTH") == "7"

        def test_after_the_mended():
            assert seen_by_a_child("BERTH") == "None"

        def test_behind_the_back():
            os.putenv("TARIFF", "night")
            assert "TARIFF" not in os.environ

        def test_after_it():
            assert seen_by_a_child("TARIFF") == "None"
        """,
    )
    assert done.failed == {"test_after_it"}, done.output


def test_settings_that_were_read_at_import(tmp_path: Path) -> None:
    """A module that reads the environment as it is imported keeps for good what the first test had set.

    Settings that are read at each call are those of the test.
    """
    done = run_suite(
        tmp_path,
        {
            "app_settings.py": """
                import os
                RATE = os.environ.get("RATE", "1")

                def rate():
                    return os.environ.get("RATE", "1")
                """,
            "test_it.py": """
                def test_first(monkeypatch):
                    monkeypatch.setenv("RATE", "9")
                    import app_settings
                    assert app_settings.RATE == app_settings.rate() == "9"

                def test_read_at_call():
                    import app_settings
                    assert app_settings.rate() == "1"

                def test_read_at_import():
                    import app_settings
                    assert app_settings.RATE == "1"
                """,
        },
    )
    assert done.failed == {"test_read_at_import"}, done.output


def test_set_up_method_without_its_counterpart(tmp_path: Path) -> None:
    """`setup_method` is no fixture: without a `teardown_method` that undoes it, a class pollutes all that comes after.

    An autouse fixture of the class needs no counterpart.
    """
    done = run_suite(
        tmp_path,
        """
        import os, pytest

        class TestByHand:
            def setup_method(self):
                os.environ["BY_HAND"] = "1"

            def test_in_it(self):
                assert os.environ["BY_HAND"]

        class TestMended:
            @pytest.fixture(autouse=True)
            def settings(self, monkeypatch):
                monkeypatch.setenv("MENDED", "1")

            def test_in_the_mended(self):
                assert os.environ["MENDED"]

        def test_after_the_mended():
            assert "MENDED" not in os.environ

        def test_after_it():
            assert "BY_HAND" not in os.environ
        """,
    )
    assert done.failed == {"test_after_it"}, done.output


def test_working_directory(tmp_path: Path) -> None:
    """`os.chdir` moves all later tests, too: their relative paths lead elsewhere, or nowhere once that folder is gone.

    `monkeypatch.chdir` goes back.
    """
    done = run_suite(
        tmp_path,
        """
        import os
        from pathlib import Path

        def test_mended(tmp_path, monkeypatch):
            monkeypatch.chdir(tmp_path)

        def test_after_the_mended():
            assert Path("pytest.ini").exists()

        def test_by_hand(tmp_path):
            os.chdir(tmp_path)

        def test_after_it():
            assert Path("pytest.ini").exists()
        """,
    )
    assert done.failed == {"test_after_it"}, done.output


def test_import_path(tmp_path: Path) -> None:
    """A folder that is put on `sys.path` stays there, and so does what was imported from it: the next test gets it.

    `monkeypatch.syspath_prepend` takes the folder back, `monkeypatch.delitem` the module.
    """
    done = run_suite(
        tmp_path,
        """
        import importlib, sys, pytest

        def put(folder, name):
            (folder / f"{name}.py").write_text("")

        def test_mended(tmp_path, monkeypatch):
            put(tmp_path, "mended_plugin")
            monkeypatch.syspath_prepend(tmp_path)
            importlib.import_module("mended_plugin")
            monkeypatch.delitem(sys.modules, "mended_plugin")

        def test_after_the_mended():
            sys.modules.pop("mended_plugin", None)
            with pytest.raises(ImportError):
                importlib.import_module("mended_plugin")

        def test_by_hand(tmp_path):
            put(tmp_path, "left_plugin")
            sys.path.insert(0, str(tmp_path))
            importlib.import_module("left_plugin")

        def test_after_it():
            with pytest.raises(ImportError):
                importlib.import_module("left_plugin")
        """,
    )
    assert done.failed == {"test_after_it"}, done.output


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="This system sets no time zone for a process.")
def test_time_zone(tmp_path: Path) -> None:
    """`TZ` is read when `time.tzset` is called: to put the variable back leaves the process in the zone of the test.

    A fixture puts back both, in this order.
    """
    done = run_suite(
        tmp_path,
        """
        import time, pytest

        @pytest.fixture
        def in_tokyo():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("TZ", "JST-9")
                time.tzset()
                yield
            time.tzset()

        def test_mended(in_tokyo):
            assert time.timezone == -9 * 3600

        def test_after_the_mended():
            assert time.timezone == 0

        def test_by_half(monkeypatch):
            monkeypatch.setenv("TZ", "JST-9")
            time.tzset()

        def test_after_it():
            assert time.timezone == 0
        """,
        TZ="UTC0",
    )
    assert done.failed == {"test_after_it"}, done.output


@pytest.mark.skipif(os.name != "posix", reason="The mode of new files is a matter of POSIX.")
def test_mode_of_new_files(tmp_path: Path) -> None:
    """`os.umask` holds for the process: files of later tests and of their servers are closed, or open to all.

    It returns what it was; a fixture puts that back.
    """
    done = run_suite(
        tmp_path,
        """
        import os, pytest

        @pytest.fixture
        def closed():
            former = os.umask(0o077)
            yield
            os.umask(former)

        def mode(folder):
            (folder / "file").touch()
            return (folder / "file").stat().st_mode & 0o777

        @pytest.fixture(scope="session", autouse=True)
        def usual():
            os.umask(0o022)

        def test_mended(closed, tmp_path):
            assert mode(tmp_path) == 0o600

        def test_after_the_mended(tmp_path):
            assert mode(tmp_path) == 0o644

        def test_by_hand(tmp_path):
            os.umask(0o077)
            assert mode(tmp_path) == 0o600

        def test_after_it(tmp_path):
            assert mode(tmp_path) == 0o644
        """,
    )
    assert done.failed == {"test_after_it"}, done.output


def test_file_of_a_fixed_name(tmp_path: Path) -> None:
    """Environment variables are a process's own, files are not: two workers write one report, and read each other's.

    `worker_tmp_path` is a folder of each worker's own, `tmp_path` of each test's.
    """
    script = """
        from pathlib import Path
        from pytest_bulkhead.worker import get_worker_id, worker_tmp_path

        def is_mine(path, stage):
            path.write_text(get_worker_id())
            meet(f"written {stage}")
            mine = path.read_text() == get_worker_id()
            meet(f"read {stage}")
            return mine

        print(is_mine(Path("report.txt"), "fixed"), is_mine(worker_tmp_path("folders") / "report.txt", "own"))
    """
    assert sorted(run_workers(tmp_path, script)) == ["False True", "True True"]


def test_home_folder(tmp_path: Path) -> None:
    """Tools keep settings and tokens below `HOME`: a test that logs in there logs in all workers, and the developer.

    A `HOME` of the test's own keeps that apart.
    """
    script = """
        import os, tempfile
        from pathlib import Path

        def log_in(stage):
            token = Path("~/.tool-token").expanduser()
            with token.open("a") as file:
                file.write("token\\n")
            meet(f"logged in {stage}")
            return len(token.read_text().split())

        shared = log_in("shared")
        with tempfile.TemporaryDirectory(dir=os.curdir) as own:
            os.environ["HOME"] = os.environ["USERPROFILE"] = own
            print(shared, log_in("own"))
    """
    assert run_workers(tmp_path, script, HOME=str(tmp_path), USERPROFILE=str(tmp_path)) == ["2 1"] * 2


def test_plugin_names_who_did_it_and_puts_it_back(tmp_path: Path) -> None:
    """A victim fails, and says nothing of who did it; run alone, it passes.

    Under `--bulkhead=strict` the polluter is the one that fails, and under `heal` the victim finds all as it was.
    """
    suite = """
        import os

        def test_polluter():
            os.environ["TARIFF"] = "night"

        def test_victim():
            assert "TARIFF" not in os.environ
        """
    assert run_suite(tmp_path, suite).failed == {"test_victim"}
    strict = run_suite(tmp_path, suite, "--bulkhead=strict")
    assert "test_polluter" in strict.failed
    assert "TARIFF" in strict.output
    assert run_suite(tmp_path, suite, "--bulkhead=heal").passed == {"test_polluter", "test_victim"}


def test_child_process_takes_the_worker_for_its_own(tmp_path: Path) -> None:
    """What a test starts inherits `PYTEST_XDIST_WORKER` and `PYTEST_ADDOPTS`: it names its things as its parent does.

    A child gets an environment that was made for it.
    """
    script = """
        import os, subprocess, sys
        from pytest_bulkhead.worker import scoped_name

        show = [sys.executable, "-c", "from pytest_bulkhead.worker import scoped_name; print(scoped_name('cart'))"]
        foreign = ("PYTEST_", "BULKHEAD_")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        for environment in (None, clean):
            child = subprocess.run(show, env=environment, capture_output=True, text=True).stdout.strip()
            print(child == scoped_name("cart"))
    """
    assert run_workers(tmp_path, script, "") == ["True\nFalse", ""]


def test_folder_for_claims_is_fit_for_them(tmp_path: Path) -> None:
    """Locks on some network disks are granted to everybody: what is claimed there is claimed twice.

    On this machine's folder for claims, two processes cannot have the same thing.
    """
    script = """
        import os
        from pytest_bulkhead.worker.claims import claim
        taken = claim("licence", os.getcwd())
        meet("tried")
        print(taken is not None)
        if taken:
            taken.release()
    """
    assert sorted(run_workers(tmp_path, script)) == ["False", "True"]
