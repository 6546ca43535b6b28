"""Folders, paths, clocks and files that a test leaves behind are those that the next one finds."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pytest_bulkhead.regression.children import run_suite, run_workers


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
