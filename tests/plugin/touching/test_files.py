"""Which files and folders a suite touches, and who is charged with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pytest_bulkhead.touch import Touch

from ..conftest import RunSuite
from ..running import KINDS, Run

Told = Mapping[tuple[str, str], Mapping[str, str]]
RACES = "--bulkhead-races"


def told(done: Run) -> Told:
    """By the last part of the test's id and the owner, each name with the letters of what was done."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in done.record.touched:
        ways = found.setdefault((one.party.test.rpartition("::")[2], one.party.owner), {})
        for touch in one.touches:
            ways[touch.name] = ways.get(touch.name, "") + "".join(touch.accesses)
    return found


def full(done: Run) -> Mapping[tuple[str, str], Mapping[str, Touch]]:
    found: dict[tuple[str, str], dict[str, Touch]] = {}
    for one in done.record.touched:
        key = (one.party.test.rpartition("::")[2], one.party.owner)
        found.setdefault(key, {}).update({touch.name: touch for touch in one.touches})
    return found


WAYS = """
    import os, shutil, pathlib
    def test_write(): open("out", "w").close()
    def test_read(): open("data").close()
    def test_append(): open("log", "ab").close()
    def test_in_place():
        with open("data", "r+") as file: file.write("y")
    def test_looked_through():
        os.utime("data", (1, 1))
        with open("data", "r+") as file: assert file.read()
    def test_nothing_to_remove():
        pathlib.Path("nothing").unlink(missing_ok=True)
    def test_must_be_new(): open("new", "x").close()
    def test_touch(): pathlib.Path("touched").touch()
    def test_put():
        open("half", "w").close()
        os.replace("half", "whole")
    def test_moved():
        os.rename("data", "data2")
        os.rename("data2", "data")
    def test_remove(): os.remove("new")
    def test_folders():
        os.makedirs("a/b", exist_ok=True)
        os.makedirs("a/b", exist_ok=True)
        os.listdir("a")
        list(os.scandir(b"a"))
        os.removedirs("a/b")
    def test_made_before():
        os.mkdir("gone")
        open("gone/x", "w").close()
    def test_made_already():
        os.makedirs("gone", exist_ok=True)
    def test_tree(): shutil.rmtree("gone")
    def test_links():
        os.symlink("data", "soft")
        os.link("data", "hard")
        open("soft").close()
        os.remove("soft")
    def test_truncate(): os.truncate("data", 0)
    def test_descriptors():
        folder = os.open(".", os.O_RDONLY)
        os.mkdir("below", dir_fd=folder)
        os.rmdir("below", dir_fd=folder)
        os.listdir(folder)
        os.close(folder)
"""


def test_each_way_to_touch_a_file(run_suite: RunSuite) -> None:
    done = run_suite({"test_ways.py": WAYS, "data": "x"}, RACES)
    assert done.status == 0, done.output
    found = {test: ways for (test, owner), ways in told(done).items() if owner == "test"}
    assert found == {
        "test_write": {"out": "w"},
        "test_read": {"data": "r"},
        "test_append": {"log": "a"},
        "test_in_place": {"data": "rw"},
        "test_looked_through": {"data": "r"},
        "test_must_be_new": {"new": "c"},
        "test_touch": {"touched": "w"},
        "test_put": {"half": "wd", "whole": "p"},
        "test_moved": {"data": "dp", "data2": "wd"},
        "test_remove": {"new": "d"},
        "test_folders": {"a": "cld", "a/b": "crd"},
        "test_made_before": {"gone": "c", "gone/x": "w"},
        "test_made_already": {"gone": "r"},
        "test_tree": {"gone": "d", "gone/x": "d"},
        "test_links": {"soft": "cd", "data": "r", "hard": "c"},
        "test_truncate": {"data": "w"},
        "test_descriptors": {"below": "cd", ".": "l"},
    }


NOBODYS = """
    import os, sys, pathlib, tempfile, time, uuid
    import pytest
    open("at-import", "w").close()
    def test_temporary(tmp_path, tmp_path_factory):
        (tmp_path / "x").write_text("x")
        (tmp_path_factory.mktemp("more") / "x").write_text("x")
        tempfile.TemporaryFile().close()
        tempfile.NamedTemporaryFile().close()
        with tempfile.TemporaryDirectory(dir=".", prefix="mine") as folder:
            pathlib.Path(folder, "x").write_text("x")
    def test_names():
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        for name in (f"f{os.getpid()}", f"u{uuid.uuid4()}", uuid.uuid4().hex, f"t{time.time()}",
                     time.strftime("on-%Y%m%d_%H%M%S.log")):
            open(name, "w").close()
        if worker != "main":
            open(f"db-{worker}.txt", "w").close()
            open(f"db{worker}.txt", "w").close()
    def test_system():
        open("/dev/null", "w").close()
        open("/proc/self/stat").close()
        open(pytest.__file__).close()
        open(os.__file__).close()
    def test_import():
        import product
    def test_refused():
        with pytest.raises(OSError):
            open("no/such/folder", "w")
        with pytest.raises(OSError):
            os.mkdir("no/such")
        with pytest.raises(OSError):
            os.rename("nothing", "something")
        with pytest.raises(OSError):
            os.rmdir(".pytest_like")
"""


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_else_could_reach_is_nobodys(kind: str, run_suite: RunSuite) -> None:
    files = {"test_nobodys.py": NOBODYS, "product.py": "open('by-import', 'w').close()", ".pytest_like/x": ""}
    done = run_suite(files, RACES, *KINDS[kind])
    assert done.status == 0, done.output
    assert told(done) == {}


FIXTURES = """
    import os, shutil, pytest
    @pytest.fixture(scope="session")
    def built():
        os.mkdir("build")
        yield
        os.rmdir("build")
    @pytest.fixture(scope="module", autouse=True)
    def nothing(): pass
    @pytest.fixture
    def own(built):
        open("own", "w").close()
        yield
        os.remove("own")
    class TestGroup:
        @classmethod
        def setup_class(cls): open("set-up", "w").close()
        def test_first(self, own): open("out", "w").close()
        def test_second(self, own): pass
"""


def test_what_fixtures_touch_is_theirs(run_suite: RunSuite) -> None:
    done = run_suite({"test_fixtures.py": FIXTURES}, RACES)
    assert done.status == 0, done.output
    assert told(done) == {
        ("test_first", "fixture:built"): {"build": "cd"},
        ("test_first", "fixture:own"): {"own": "wd"},
        ("test_second", "fixture:own"): {"own": "wd"},
        ("test_first", "fixture:setup_class"): {"set-up": "w"},
        ("test_first", "test"): {"out": "w"},
        ("test_second", "test"): {},
    }
    parties = {(one.party.test.rpartition("::")[2], one.party.owner): one.party for one in done.record.touched}
    assert parties["test_second", "test"].uses == ("fixture:built", "fixture:setup_class")
    wide = parties["test_first", "fixture:built"]
    assert (wide.scope, wide.defined.path, wide.defined.line, wide.worker) == ("session", "test_fixtures.py", 2, "main")
    assert wide.began <= parties["test_first", "test"].ended <= parties["test_second", "test"].began <= wide.ended


def test_the_place_is_the_projects_innermost_line(run_suite: RunSuite) -> None:
    files = {
        "product.py": "import shutil\ndef save(path):\n    with open(path, 'w') as file: file.write('x')\n",
        "test_place.py": """
            import product, shutil
            def test_save():
                product.save("saved")
                shutil.copy("saved", "copied")
        """,
    }
    touches = full(run_suite(files, RACES))["test_save", "test"]
    assert touches["saved"].wrote_at == ("product.py", 3)
    assert touches["saved"].read_at == ("test_place.py", 4)
    assert touches["copied"].wrote_at == ("test_place.py", 4)


LEAKED = """
    import os, shutil, pytest
    def test_stays():
        os.mkdir("sub")
        os.chdir("sub")
        open("x", "w").close()
        os.chdir("..")
        os.chdir("sub")
        shutil.rmtree("../sub")
    def test_in_a_folder_that_is_gone():
        with pytest.raises(OSError):
            open("out", "w")
    def test_after(tmp_path, monkeypatch):
        os.chdir(tmp_path)
        open("out", "w").close()
    def test_in_the_wrong_folder(): open("out", "w").close()
    def test_back():
        os.chdir(os.path.dirname(__file__))
        open("out", "w").close()
"""


def test_a_directory_that_somebody_left_changed_does_not_count(run_suite: RunSuite) -> None:
    done = run_suite({"test_leaked.py": LEAKED}, RACES)
    found = {test: ways for (test, owner), ways in told(done).items() if owner == "test"}
    assert found["test_stays"] == {"sub": "cd", "sub/x": "wd"}
    assert found["test_in_a_folder_that_is_gone"] == {"out": "w"}
    assert "test_after" not in found
    assert found["test_in_the_wrong_folder"] == {"out": "w"}
    assert found["test_back"] == {"out": "w"}


def test_odd_paths_and_a_test_that_replaces_everything(run_suite: RunSuite) -> None:
    done = run_suite(
        {
            "test_odd.py": """
                import os, sys, pytest
                def test_bytes(): open(b"bytes\\xff", "w").close()
                def test_many():
                    for number in range(3000):
                        open("many%d" % number, "w").close()
                        os.remove("many%d" % number)
                def test_replaced(monkeypatch):
                    for name in ("getcwd", "fsdecode", "readlink", "access", "lstat"):
                        monkeypatch.setattr(os, name, None)
                    monkeypatch.setattr(sys, "addaudithook", None)
                    monkeypatch.setattr(os.path, "realpath", None)
                    open("replaced", "w").close()
                def test_nul():
                    with pytest.raises(ValueError):
                        open("a\\0b", "w")
                def test_closed_descriptor():
                    with pytest.raises(OSError):
                        os.listdir(3333)
            """
        },
        RACES,
        "-n",
        "1",
    )
    assert done.status == 0, done.output
    assert told(done)["test_bytes", "test"] == {"bytes\\udcff": "w"}
    (many,) = [one for one in done.record.touched if one.party.test.endswith("test_many")]
    assert len(many.touches) == 500
    assert many.beyond > 4000


def test_off_unless_asked_for(run_suite: RunSuite, tmp_path: Path) -> None:
    suite = {"test_one.py": "def test_one(): open('out', 'w').close()"}
    assert run_suite(suite).record.touched == []
    (tmp_path / ".bulkhead/runs").rename(tmp_path / "before")
    assert told(run_suite(suite, "--bulkhead-depth=deep")) == {("test_one", "test"): {"out": "w"}}
    (tmp_path / ".bulkhead/runs").rename(tmp_path / "deep")
    assert run_suite(suite, "--bulkhead-depth=deep", "-o", "bulkhead_races=false").record.touched == []


def test_the_way_tests_are_dealt_out_is_known(run_suite: RunSuite) -> None:
    suite = {
        "test_one.py": """
            import pytest
            @pytest.mark.xdist_group("alone")
            def test_one(): open('out', 'w').close()
        """
    }
    record = run_suite(suite, RACES, "-n", "1", "--dist", "loadgroup").record
    (one,) = record.touched
    assert (record.dist, one.party.group, one.party.test) == ("loadgroup", "alone", "test_one.py::test_one")


def test_what_a_test_replaces_is_not_called_by_us(run_suite: RunSuite) -> None:
    suite = """
        import fcntl, io, os
        from unittest import mock
        def test_mocks():
            names = ("os.getcwd", "os.access", "os.path.isdir", "os.path.islink", "os.path.realpath", "os.fstat",
                     "os.path.lexists", "os.scandir", "os.stat", "builtins.open", "os.readlink", "os.getpid",
                     "os.lstat", "os.fspath", "os.fsdecode", "os.path.isabs", "os.path.join", "os.path.split",
                     "os.path.normpath", "os.path.abspath", "os.path.dirname", "sys._getframe")
            patches = [mock.patch(name) for name in names]
            with io.open("lock", "w") as lock:
                mocks = [patch.start() for patch in patches]
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX)
                io.open("out", "w").close()
                os.mkdir("made")
                os.rename("out", "made/out")
                mock.patch.stopall()
            assert not [one for one in mocks if one.called]
    """
    done = run_suite({"test_mocks.py": suite}, RACES)
    assert done.status == 0, done.output
    assert told(done)["test_mocks", "test"]["out"] == "wd"


def test_clocks_that_a_test_replaces_are_not_read_by_us(run_suite: RunSuite) -> None:
    suite = """
        import os, time
        from unittest import mock
        def test_ticks():
            ticks = mock.patch("time.monotonic", side_effect=[1.0, 2.0])
            with ticks as monotonic, mock.patch("time.time", return_value=3):
                began = time.monotonic()
                open("out", "w").close()
                open("1234567890.txt", "w").close()
                assert (began, time.monotonic(), monotonic.call_count) == (1.0, 2.0, 2)
                assert not time.time.called
        def test_nothing(monkeypatch):
            monkeypatch.setattr(time, "monotonic", lambda: None)
            monkeypatch.setattr(os, "getpid", None)
            open("out", "w").close()
    """
    done = run_suite({"test_ticks.py": suite}, RACES)
    assert done.status == 0, done.output
    assert told(done)["test_nothing", "test"] == {"out": "w"}


def test_a_folder_is_not_written_as_a_file(run_suite: RunSuite) -> None:
    suite = """
        import os, pytest
        def test_folder():
            os.makedirs("made/below", exist_ok=True)
            with pytest.raises(OSError):
                open("made/below", "w")
    """
    done = run_suite({"test_folder.py": suite}, RACES)
    assert told(done)["test_folder", "test"] == {"made": "c", "made/below": "c"}


def test_of_a_fixture_that_clears_away_it_is_told_that_it_found_nothing(run_suite: RunSuite):
    done = run_suite(
        {
            "test_a.py": """
    import os, pytest
    @pytest.fixture
    def tidy():
        yield
        if os.path.exists("out"):
            os.remove("out")
    @pytest.fixture
    def idle(): pass
    def test_before(tidy, idle): pass
    def test_makes(tidy): open("out", "w").close()
    def test_after(tidy): pass
"""
        },
        RACES,
    )
    tidy = {one.party.test.rpartition("::")[2]: one for one in done.record.touched if one.party.owner == "fixture:tidy"}
    assert {test: len(one.touches) for test, one in tidy.items()} == {
        "test_makes": 1,
        "test_before": 0,
        "test_after": 0,
    }
    assert len({one.party.defined for one in tidy.values()}) == 1
    assert "fixture:idle" not in {one.party.owner for one in done.record.touched}
