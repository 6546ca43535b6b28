"""What is refused raises in the test that does it, at its line, and does not happen; what tools do is let alone."""

from __future__ import annotations

import pytest

from .conftest import RunSuite
from .running import KINDS, Run, run, write

ALL = "--bulkhead-refuse=chdir,bind-fixed-port,write-outside-tmp"
SUITE = {
    "product.py": """
        import os, pathlib, socket

        def go(): os.chdir("/")
        def serve(port):
            with socket.socket() as server: server.bind(("127.0.0.1", port))
        def save(path): pathlib.Path(path).write_text("x")
    """,
    "first_use.py": "import pathlib\npathlib.Path('first_use.txt').write_text('x')\n",
    "conftest.py": """
        import pathlib, pytest

        def pytest_runtest_setup(item): pathlib.Path("hook.txt").write_text("x")

        @pytest.fixture(scope="session")
        def leaving():
            pathlib.Path("fixture.txt").write_text("x")  # FIXTURE
    """,
    "test_refused.py": """
        import contextlib, os, pathlib, shutil, socket, unittest
        import product

        HERE = os.getcwd()

        def test_chdir(): os.chdir("/")  # BH102
        def test_chdir_by_library():
            with contextlib.chdir("/"): pass  # BH102
        def test_port():
            socket.socket().bind(("127.0.0.1", 18941))  # BH201
        def test_open(): open("made.txt", "w")  # BH205
        def test_by_library(): pathlib.Path("made.txt").write_text("x")  # BH205
        def test_mkdir(): os.makedirs("made/made")  # BH205
        def test_remove(): os.remove("keep.txt")  # BH205
        def test_rename(tmp_path): shutil.move("keep.txt", tmp_path)  # BH205
        def test_rmtree(): shutil.rmtree("kept")  # BH205
        def test_fixture(leaving): pass
        def test_swallowed():
            with contextlib.suppress(Exception): open("made.txt", "a")  # BH205
        class TestIt(unittest.TestCase):
            def setUp(self): open("made.txt", "w")  # BH205
            def test_it(self): pass
    """,
    "test_fine.py": """
        import os, pathlib, shutil, socket, sys, tempfile, pytest

        def test_temporary(tmp_path, monkeypatch):
            monkeypatch.chdir(tmp_path)
            pathlib.Path("x").write_text("x")
            (tmp_path / "y").mkdir()
            shutil.rmtree(tmp_path / "y")
            with tempfile.TemporaryDirectory() as folder: open(folder + "/x", "w").close()
            with tempfile.TemporaryFile(dir=os.path.dirname(__file__)): pass
        def test_nothing():
            with open(os.devnull, "w") as file: file.write("x")
            with pytest.raises(FileNotFoundError): os.remove("nothing.txt")
            with pytest.raises(FileNotFoundError): open("/no/such/folder/x", "w")
            os.makedirs("kept", exist_ok=True)
            pathlib.Path("nothing.txt").unlink(missing_ok=True)
            with open(__file__) as file: file.read()
        def test_first_use(): import first_use
        def test_ports(tmp_path):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            with socket.socket() as server: server.bind(("127.0.0.1", port))
            if hasattr(socket, "AF_UNIX"):
                with socket.socket(socket.AF_UNIX) as server: server.bind(str(tmp_path / "s"))
        def test_pytest(tmp_path_factory, request):
            tmp_path_factory.mktemp("x")
            request.config.cache.set("x/y", 1)
        def test_comment():
            os.chdir(os.getcwd())  # bulkhead: ignore[BH102] stays where it is
        @pytest.mark.bulkhead_allow("file:*marked.txt", reason="kept for a look")
        def test_marked(): pathlib.Path("marked.txt").write_text("x")
    """,
    "keep.txt": "",
    "kept/keep.txt": "",
}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = write(tmp_path_factory.mktemp("refuse"), SUITE)
    return run(folder, ALL, "--dist=loadfile", "--junitxml=junit.xml", *KINDS[request.param])


def test_what_is_refused_fails_its_test_and_does_not_happen(done: Run) -> None:
    outcomes = {test.rpartition("::")[2]: outcome for test, outcome in done.outcomes.items() if "refused" in test}
    assert outcomes.pop("test_swallowed") == "passed"
    assert outcomes.pop("test_fixture") == "error"
    assert set(outcomes.values()) == {"failed"}, outcomes
    kept = {path.name for path in done.folder.iterdir()}
    assert {"keep.txt", "kept", "hook.txt", "first_use.txt", "marked.txt"} <= kept
    assert kept.isdisjoint({"made.txt", "made", "fixture.txt"})


def test_what_is_fine_is_let_alone(done: Run) -> None:
    assert {outcome for test, outcome in done.outcomes.items() if "fine" in test} == {"passed"}, done.output


def test_the_finding_stands_at_the_line_with_its_code(done: Run) -> None:
    lines = (done.folder / "test_refused.py").read_text().splitlines()
    wanted = {(number, line.partition("# ")[2]) for number, line in enumerate(lines, 1) if "# BH" in line}
    found = {(one.location.line, one.code) for one in done.findings if one.location.path == "test_refused.py"}
    assert found == wanted
    (other,) = [one for one in done.findings if one.location.path != "test_refused.py"]
    assert (other.location.path, other.location.line) == ("conftest.py", 7)
    assert other.message == "leaving writes fixture.txt, which tests are refused"


def test_the_error_ends_at_the_line_and_says_what_to_do(done: Run) -> None:
    story = done.output.partition("_ test_by_library _")[2].partition("\n____")[0]
    assert "RefusedError: BH205: test_by_library writes made.txt, which tests are refused (write-outside-tmp)" in story
    assert "tmp_path" in story
    assert "pathlib.py" not in story
    assert "audit_tap" not in done.output
    assert "refusing.py" not in done.output
    assert story.rstrip().splitlines()[-1].startswith("test_refused.py:12: ")


def test_the_rest_of_the_suite_runs_as_without_it(run_suite: RunSuite) -> None:
    """Only what is named is refused, and the nearer word holds."""
    suite = {
        "pytest.ini": "[pytest]\nbulkhead_refuse = bind-fixed-port chdir\n",
        "pyproject.toml": '[tool.bulkhead]\nrefuse = ["write-outside-tmp"]\n',
        "test_it.py": "import os\ndef test_it():\n    open('x', 'w').close()\n    os.chdir('/')\n",
    }
    done = run_suite(suite)
    assert done.verdict == "1 failed"
    assert (done.folder / "x").exists()
    assert run(done.folder, "--bulkhead-refuse=", "-p", "no:cacheprovider").status == 0
    assert run(done.folder, "--bulkhead=off", "-p", "no:cacheprovider").status == 0


def test_what_was_refused_needs_no_healing(run_suite: RunSuite) -> None:
    test = "import os\ndef test_it():\n    os.environ['A'] = 'x'\n    os.chdir('/')\n"
    done = run_suite({"test_it.py": test}, "--bulkhead=heal", "--bulkhead-refuse=chdir")
    assert [one.code for one in done.findings] == ["BH102", "BH101"]
    assert "healed: 1 of 1 were undone as their owners ended\n" in done.output


@pytest.mark.parametrize(
    ("files", "arguments"),
    [
        ({}, ["--bulkhead-refuse=chmod"]),
        ({"pytest.ini": "[pytest]\nbulkhead_refuse = chmod\n"}, []),
        ({"pyproject.toml": '[tool.bulkhead]\nrefuse = ["chmod"]\n'}, []),
    ],
)
def test_an_unknown_operation_is_a_usage_error(
    files: dict[str, str], arguments: list[str], run_suite: RunSuite
) -> None:
    done = run_suite({"test_it.py": "def test_it(): pass", **files}, *arguments)
    assert done.status == pytest.ExitCode.USAGE_ERROR
    assert "chdir, bind-fixed-port, write-outside-tmp" in done.output
    assert "Traceback" not in done.output
