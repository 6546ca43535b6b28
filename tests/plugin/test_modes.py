"""`report` changes no outcome, `strict` fails the leaking test with the whole story, `off` leaves nothing of us."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import RunSuite
from .running import KINDS, Run, run, write

LEAKING = {
    "test_leaking.py": """
        import os, pytest

        @pytest.fixture(scope="module")
        def wide(): os.environ["WIDE"] = "x"

        def test_leaks(): os.environ["NARROW"] = "x"
        def test_fails_and_leaks():
            os.environ["NARROW_TOO"] = "x"
            assert 0
        def test_is_clean(): pass
        def test_ends_the_module(wide): pass
    """,
}
PROBE = """
import json, pathlib
from pytest_bulkhead.plugin.audit_tap import TAP

def pytest_configure(config):
    config.addinivalue_line("markers", "known: a mark")

def pytest_runtest_call(item):
    manager = item.config.pluginmanager
    names = [name for name, plugin in manager.list_name_plugin() if plugin and "bulkhead" in str(name)]
    pathlib.Path("seen.json").write_text(json.dumps({"names": sorted(names), "tap": TAP.is_added}))
"""
TRIVIAL = {"conftest.py": PROBE, "test_it.py": "def test_it(): pass"}


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def workers(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return (*KINDS[request.param], "--dist=loadfile") if KINDS[request.param] else ()


@pytest.fixture(scope="module")
def strict(workers: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = write(tmp_path_factory.mktemp("strict"), LEAKING)
    return run(folder, "--bulkhead=strict", "--junitxml=junit.xml", *workers)


def test_report_changes_no_outcome(workers: tuple[str, ...], run_suite: RunSuite) -> None:
    done = run_suite(LEAKING, *workers)
    assert done.verdict == "1 failed, 3 passed"
    assert {finding.what.name for finding in done.findings} == {"NARROW", "NARROW_TOO", "WIDE"}
    assert "test_leaks leaves environment variable NARROW set" in done.output


def test_strict_makes_leaks_errors_of_their_tests(strict: Run) -> None:
    assert strict.verdict == "1 failed, 3 passed, 3 errors"
    assert strict.status == 1
    assert strict.outcomes == {
        "test_leaking.py::test_leaks": "error",
        "test_leaking.py::test_fails_and_leaks": "failed",
        "test_leaking.py::test_is_clean": "passed",
        "test_leaking.py::test_ends_the_module": "error",
    }


def test_strict_tells_the_whole_story(strict: Run) -> None:
    assert "ERROR at teardown of test_leaks" in strict.output
    assert "BH101 environ: test_leaks leaves environment variable NARROW set" in strict.output
    assert "at test_leaking.py:6" in strict.output
    assert "module fixture wide leaves environment variable WIDE set after its teardown" in strict.output


def test_strict_reaches_junit(strict: Run) -> None:
    cases = ElementTree.parse(strict.folder / "junit.xml").iter("testcase")
    assert sum(case.find("error") is not None for case in cases) == 3


def test_leaks_are_properties_of_their_tests_in_junit(workers: tuple[str, ...], run_suite: RunSuite) -> None:
    done = run_suite(LEAKING, "--junitxml=junit.xml", *workers)
    told = {
        (case.get("name"), one.get("name"), one.get("value"))
        for case in ElementTree.parse(done.folder / "junit.xml").iter("testcase")
        for one in case.iter("property")
    }
    said = "test_leaking.py:4: BH101 module fixture wide leaves environment variable WIDE set after its teardown"
    leaks = "test_leaking.py:6: BH101 test_leaks leaves environment variable NARROW set"
    assert {("test_leaks", "bulkhead", leaks), ("test_ends_the_module", "bulkhead", said)} < told
    assert len(told) == 3


def test_strict_blames_the_import_of_a_module_on_its_first_test(run_suite: RunSuite) -> None:
    done = run_suite(
        {
            "test_a.py": "def test_a(): pass",
            "test_b.py": "import os\nos.environ['B'] = 'x'\ndef test_b(): pass\ndef test_c(): pass",
        },
        "--bulkhead=strict",
    )
    assert done.outcomes == {"test_a.py::test_a": "passed", "test_b.py::test_b": "error", "test_b.py::test_c": "passed"}
    assert done.leaks == {("module", "B")}


def test_strict_is_silent_on_a_clean_suite(run_suite: RunSuite) -> None:
    done = run_suite({"test_it.py": "def test_it(): pass"}, "--bulkhead=strict")
    assert (done.status, done.verdict) == (0, "1 passed")
    assert "= bulkhead =" not in done.output


def seen(folder: Path) -> dict[str, object]:
    return json.loads((folder / "seen.json").read_text())


@pytest.mark.parametrize("mode", ["report", "strict"])
def test_on_we_watch_and_record(mode: str, run_suite: RunSuite) -> None:
    done = run_suite(TRIVIAL, f"--bulkhead={mode}")
    ours = [
        "bulkhead",
        "bulkhead-collection",
        "bulkhead-memory",
        "bulkhead-record",
        *(["bulkhead-strict"] if mode == "strict" else []),
        "bulkhead-watch",
    ]
    assert seen(done.folder) == {"names": ours, "tap": True}


@pytest.mark.parametrize("arguments", [(), ("-n", "1")])
def test_off_leaves_options_and_marks_alone(arguments: tuple[str, ...], run_suite: RunSuite) -> None:
    marked = "import pytest\n@pytest.mark.bulkhead_allow('environ', reason='r')\ndef test_it(): pass"
    done = run_suite({**TRIVIAL, "test_it.py": marked}, "--bulkhead=off", "--strict-markers", *arguments)
    assert (done.status, done.records) == (0, [])
    assert seen(done.folder) == {"names": ["bulkhead"], "tap": False}
    assert not (done.folder / ".bulkhead").exists()


INNER = {
    "test_outer.py": """
        import os, pytest
        pytest_plugins = "pytester"

        @pytest.fixture(autouse=True)
        def everything_is_loaded(monkeypatch): monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")

        @pytest.mark.parametrize("arguments", [(), ("--bulkhead=strict",), ("-n1",)])
        def test_inner(pytester, arguments):
            pytester.makepyprojecttoml("[tool.bulkhead]\\nmode = 'strict'\\nnonsense = 1")
            pytester.makepyfile("def test_inner(): import os; os.environ['INNER'] = 'x'")
            others = [f"-pno:{name}" for name in ("randomly", "hypothesispytest", "asyncio", "anyio")]
            result = pytester.runpytest_inprocess(*others, *arguments)
            result.assert_outcomes(passed=1)
            assert "bulkhead: " not in result.stdout.str()
            assert not (pytester.path / ".bulkhead").exists()
            os.environ.pop("INNER", None)

        def test_after_it(): os.environ["AFTER"] = "x"
    """,
}


@pytest.mark.parametrize("mode", ["report", "strict", "off"])
def test_a_session_inside_a_test_is_left_alone(mode: str, run_suite: RunSuite) -> None:
    done = run_suite(INNER, f"--bulkhead={mode}", "-p", "no:cacheprovider")
    errors = ", 1 error" if mode == "strict" else ""
    assert done.verdict == f"4 passed{errors}", done.output
    assert mode == "off" or done.leaks == {("test", "AFTER")}


INI, TOML = "[pytest]\nbulkhead = {}\n", '[tool.bulkhead]\nmode = "{}"\n'


@pytest.mark.parametrize(
    ("command", "ini", "settings", "mode"),
    [
        ("strict", "off", "off", "strict"),
        (None, "strict", "off", "strict"),
        (None, None, "strict", "strict"),
        (None, None, None, "report"),
        ("report", "strict", "strict", "report"),
    ],
)
def test_the_nearer_word_holds(
    command: str | None, ini: str | None, settings: str | None, mode: str, run_suite: RunSuite
) -> None:
    files = {"test_it.py": "def test_it(): pass"}
    if ini:
        files["pytest.ini"] = INI.format(ini)
    if settings:
        files["pyproject.toml"] = TOML.format(settings)
    done = run_suite(files, *([f"--bulkhead={command}"] if command else []))
    assert f"bulkhead: {mode}\n" in done.output


@pytest.mark.parametrize(
    ("files", "arguments", "words"),
    [
        ({}, ["--bulkhead=loud"], "invalid choice: 'loud'"),
        ({"pytest.ini": INI.format("loud")}, [], "bulkhead = 'loud' is no mode"),
        ({"pyproject.toml": TOML.format("loud")}, [], "'mode' in the settings of bulkhead must be one of"),
        ({"pyproject.toml": "[tool.bulkhead]\nmoed = 'off'\n"}, [], "Did you mean 'mode'?"),
        ({"bulkhead.toml": "mode = \n"}, [], "no valid TOML"),
    ],
)
def test_broken_settings_are_a_usage_error(
    files: dict[str, str], arguments: list[str], words: str, run_suite: RunSuite
) -> None:
    done = run_suite({"test_it.py": "def test_it(): pass", **files}, *arguments)
    assert done.status == pytest.ExitCode.USAGE_ERROR
    assert words in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("mode", ["report", "strict"])
def test_a_name_from_outside_cannot_steer_the_terminal(tmp_path: Path, mode: str) -> None:
    suite = {"test_odd.py": 'import os\n\ndef test_odd(): os.environ["ODD\\x1b[2J\\nEND"] = "x"\n'}
    done = run(write(tmp_path, suite), f"--bulkhead={mode}")
    assert "ODD\ufffd[2J END" in done.output
    assert "\x1b" not in done.output
    assert done.findings[0].what.name == "ODD\x1b[2J\nEND"
