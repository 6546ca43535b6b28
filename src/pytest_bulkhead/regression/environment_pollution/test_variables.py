"""Environment variables that a test leaves behind are those that the next one finds."""

from __future__ import annotations

from pathlib import Path

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
