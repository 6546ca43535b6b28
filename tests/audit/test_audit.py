"""`bulkhead audit` end to end, in interpreters where bulkhead is not installed."""

import json
from pathlib import Path

import pytest

from pytest_bulkhead.record.reading import read_record
from tests.audit.conftest import Audit
from tests.environments import PYTEST_ALONE, make_environment

DECIDES_EARLY = """\
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    early_config.has_workers = bool(early_config.known_args_namespace.numprocesses)

@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    assert node.config.has_workers
"""


def states(findings: list[dict]) -> set[tuple[str, str, str]]:
    return {(finding["source"], finding["what"]["kind"], finding["what"]["name"]) for finding in findings}


LEAKS = {("runtime", "environ", "OFFICE"), ("runtime", "sys.path", "/nowhere")}


def test_tells_what_was_seen_and_merges_what_both_see(audit: Audit, suite: Path, plain_python: str) -> None:
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 1, said.err
    assert states(said.json["findings"]) == LEAKS
    by_name = {finding["what"]["name"]: finding for finding in said.json["findings"]}
    assert by_name["OFFICE"]["test"] == "tests/test_leaks.py::test_sets_a_variable"
    assert (by_name["OFFICE"]["path"], by_name["OFFICE"]["line"]) == ("tests/test_leaks.py", 6)
    assert by_name["OFFICE"]["column"] == 5, "the exact place is the checker's"


def test_summary_counts_what_stood_behind(audit: Audit, suite: Path, plain_python: str) -> None:
    summary = audit(suite, "--python", plain_python, "--output-format", "json").json["summary"]
    assert summary["tests"] == 3
    assert summary["failed"] == 0
    assert summary["workers"] == 0
    assert summary["files"] == 1
    assert summary["rules"] >= 4
    assert summary["by_code"] == {"BH101": 1, "BH102": 1}
    assert len(read_record(suite / summary["run"]).tests) == 3


def test_workers_see_the_same_leaks(audit: Audit, suite: Path, parallel_python: str) -> None:
    parallel = audit(suite, "-n", "2", "--python", parallel_python, "--output-format", "json").json
    assert states(parallel["findings"]) == LEAKS
    assert parallel["summary"]["workers"] == 2
    serial = audit(suite, "-n", "0", "--python", parallel_python, "--output-format", "json").json
    assert states(serial["findings"]) == LEAKS
    assert serial["summary"]["workers"] == 0


def test_says_the_same_twice(audit: Audit, suite: Path, parallel_python: str) -> None:
    first, second = (audit(suite, "--python", parallel_python, "--output-format", "json").json for _ in range(2))
    assert first["findings"] == second["findings"]


def test_workers_are_the_projects_choice_first(audit: Audit, suite: Path, parallel_python: str) -> None:
    (suite / "pytest.ini").write_text("[pytest]\naddopts = -n 3\n")
    own = audit(suite, "--python", parallel_python, "--output-format", "json").json
    assert own["summary"]["workers"] == 3
    ours = audit(suite, "--python", parallel_python, "-n", "1", "--output-format", "json").json
    assert ours["summary"]["workers"] == 1
    last = audit(suite, "--python", parallel_python, "-n", "1", "--output-format", "json", "--", "-n", "2").json
    assert last["summary"]["workers"] == 2


def test_a_dist_mode_after_the_dashes_holds(audit: Audit, suite: Path, parallel_python: str) -> None:
    said = audit(suite, "--python", parallel_python, "-n", "2", "--output-format", "json", "--", "--dist", "loadfile")
    assert states(said.json["findings"]) == LEAKS


@pytest.mark.parametrize("words", [["--dist", "no"], ["--dist=no"]])
def test_no_distribution_after_the_dashes_holds(
    audit: Audit, suite: Path, parallel_python: str, words: list[str]
) -> None:
    said = audit(suite, "--python", parallel_python, "-n", "2", "--output-format", "json", "--", *words)
    assert said.json["summary"]["workers"] == 0


def test_without_xdist_the_run_is_serial_and_says_so(audit: Audit, suite: Path, plain_python: str) -> None:
    said = audit(suite, "--python", plain_python, "-n", "4", "--output-format", "json").json
    assert said["summary"]["workers"] == 0
    assert any("no pytest-xdist" in notice for notice in said["notices"])


def test_one_process_that_was_asked_for_needs_no_explanation(audit: Audit, suite: Path, plain_python: str) -> None:
    assert audit(suite, "--python", plain_python, "-n", "0", "--output-format", "json").json["notices"] == []


def test_xdist_blocked_by_the_project_is_serial(audit: Audit, suite: Path, parallel_python: str) -> None:
    (suite / "pytest.ini").write_text("[pytest]\naddopts = -p no:xdist\n")
    said = audit(suite, "--python", parallel_python, "-n", "2", "--output-format", "json")
    assert states(said.json["findings"]) == LEAKS
    assert said.json["summary"]["workers"] == 0


def test_who_decides_early_whether_there_are_workers_knows_it(audit: Audit, suite: Path, parallel_python: str) -> None:
    """As pytest-cov does, which a project has in its `addopts`, and which breaks the run where it was wrong."""
    (suite / "pytest.ini").write_text("[pytest]\naddopts = -p decides_early\n")
    (suite / "decides_early.py").write_text(DECIDES_EARLY)
    said = audit(suite, "--python", parallel_python, "-n", "2", "--output-format", "json").json
    assert said["summary"]["workers"] == 2
    assert states(said["findings"]) == LEAKS


def test_values_of_variables_are_told_nowhere(audit: Audit, suite: Path, plain_python: str) -> None:
    said = audit(suite, "--python", plain_python)
    code_frames_aside = [line for line in said.out.splitlines() if " | " not in line]
    assert "distinctive-value" not in "\n".join(code_frames_aside) + said.err
    records = "".join(path.read_text() for path in suite.rglob(".bulkhead/runs/*"))
    assert "test_sets_a_variable" in records
    assert "distinctive-value" not in records


def test_a_clean_suite_is_silent(audit: Audit, suite: Path, plain_python: str) -> None:
    (suite / "tests" / "test_leaks.py").write_text("def test_is_alone(monkeypatch):\n    monkeypatch.chdir('/')\n")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert (said.status, said.json["findings"]) == (0, [])


def test_changes_nothing_but_its_own_folder(audit: Audit, suite: Path, parallel_python: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in suite.rglob("*")}
    audit(suite, "--python", parallel_python, "-n", "2", "--", "-p", "no:cacheprovider", PYTHONDONTWRITEBYTECODE="1")
    after = {path: path.stat().st_mtime_ns for path in suite.rglob("*") if ".bulkhead" not in path.parts}
    assert {path: when for path, when in after.items() if before.get(path) != when} == {}
    assert (suite / ".bulkhead" / ".gitignore").read_text() == "*\n"


def test_the_suites_children_inherit_nothing(audit: Audit, suite: Path, parallel_python: str) -> None:
    (suite / "tests" / "test_leaks.py").write_text(
        "import os, subprocess, sys\n\n"
        "def test_children():\n"
        "    said = subprocess.run([sys.executable, '-c', 'import pytest_bulkhead'], capture_output=True)\n"
        "    assert said.returncode == 1\n"
        "    assert 'BULKHEAD_HANDOVER' not in os.environ\n"
        "    assert os.environ.get('PYTHONPATH') == 'kept'\n"
    )
    for workers in ("0", "2"):
        said = audit(suite, "--python", parallel_python, "-n", workers, "--output-format", "json", PYTHONPATH="kept")
        assert said.json["summary"]["failed"] == 0, (
            Path(suite, said.json["summary"]["run"]).with_suffix(".log").read_text()
        )


def test_failures_of_the_suite_are_counted_apart(audit: Audit, suite: Path, plain_python: str) -> None:
    with open(suite / "tests" / "test_leaks.py", "a") as file:
        file.write("\n\ndef test_fails():\n    assert False\n")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 1
    assert said.json["summary"]["failed"] == 1
    assert states(said.json["findings"]) == LEAKS


@pytest.mark.parametrize("part", ["tests", "tests/test_leaks.py"])
def test_a_part_of_a_suite_runs_in_its_project(audit: Audit, suite: Path, plain_python: str, part: str) -> None:
    (suite / "test_elsewhere.py").write_text("def test_elsewhere(): pass\n")
    said = audit(suite, part, "--python", plain_python, "--output-format", "json")
    assert said.json["summary"]["tests"] == 3
    assert states(said.json["findings"]) == LEAKS


@pytest.mark.parametrize("name", ["-deselect", "@tests"])
def test_a_part_that_looks_like_an_option(audit: Audit, suite: Path, plain_python: str, name: str) -> None:
    (suite / "tests").rename(suite / name)
    said = audit(suite, f"./{name}", "--python", plain_python, "--output-format", "json")
    assert said.json["summary"]["tests"] == 3
    assert states(said.json["findings"]) == LEAKS


@pytest.mark.parametrize("part", ["", "/tests"])
def test_both_layers_agree_on_a_path_through_a_link(
    audit: Audit, suite: Path, tmp_path: Path, plain_python: str, part: str
) -> None:
    (tmp_path / "link").symlink_to(suite, target_is_directory=True)
    said = audit(tmp_path, f"link{part}", "--python", plain_python, "--output-format", "json")
    assert states(said.json["findings"]) == LEAKS
    assert {finding["path"] for finding in said.json["findings"]} == {"link/tests/test_leaks.py"}


def test_a_suppression_holds_for_both_layers(audit: Audit, suite: Path, plain_python: str) -> None:
    tests = suite / "tests" / "test_leaks.py"
    text = tests.read_text().replace("value'\n", "value'  # bulkhead: ignore[BH101] meant so\n")
    tests.write_text(text.replace("_path():\n", "_path():  # bulkhead: ignore[process-state] so is this\n"))
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert (said.status, said.json["findings"]) == (0, [])
    assert said.json["summary"]["suppressed"] == 3, "one by the checker, two by the run"


def test_text_leads_from_what_is_sure_to_what_stood_behind(audit: Audit, suite: Path, plain_python: str) -> None:
    with open(suite / "tests" / "test_leaks.py", "a") as file:
        file.write("\n\ndef test_later():\n    if len(sys.argv) > 10**6:\n        os.environ['NEVER'] = '1'\n")
    out = audit(suite, "--python", plain_python).out
    assert out.index("Seen in this run") < out.index("OFFICE") < out.index("Likely, by the code") < out.index("NEVER")
    assert out.index("NEVER") < out.index("4 tests in one process")
    assert "\x1b" not in out


def test_concise_is_a_line_each(audit: Audit, suite: Path, plain_python: str) -> None:
    lines = audit(suite, "--python", plain_python, "--output-format", "concise").out.splitlines()
    assert [line.split(":")[0] for line in lines if "BH10" in line] == ["tests/test_leaks.py"] * 2


def test_what_is_installed_is_not_shadowed_by_the_working_directory(
    audit: Audit, suite: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As under plain `pytest`; and yet what lies beside the tests and is installed nowhere is found."""
    home = tmp_path_factory.mktemp("installed")
    python = make_environment(home, PYTEST_ALONE)
    packages = next(home.glob("lib*/python*/site-packages"))
    (packages / "harbour_tools.py").write_text("INSTALLED = True\n")
    (suite / "harbour_tools.py").write_text("raise RuntimeError('the source tree')\n")
    (suite / "harbour_local.py").write_text("HERE = True\n")
    (suite / "tests" / "test_leaks.py").write_text(
        "import harbour_local, harbour_tools\n\ndef test_both():\n"
        "    assert harbour_tools.INSTALLED and harbour_local.HERE\n"
    )
    said = audit(suite, "--python", str(python), "--output-format", "json")
    assert (said.status, said.json["summary"]["tests"]) == (0, 1)


def test_workers_that_were_asked_for_and_refused_are_told(audit: Audit, suite: Path, parallel_python: str) -> None:
    (suite / "pytest.ini").write_text("[pytest]\naddopts = -p no:xdist\n")
    notices = audit(suite, "--python", parallel_python, "-n", "2", "--output-format", "json").json["notices"]
    assert any("-n 2 was asked for" in notice for notice in notices)


def test_a_baseline_tolerates_what_check_and_run_have_found(audit: Audit, suite: Path, plain_python: str) -> None:
    (suite / "bulkhead.toml").write_text('baseline = "known.json"\n')
    made = audit(suite, "--python", plain_python, "--create-baseline", "--output-format", "json")
    assert made.status == 0, made.err
    assert made.json["findings"] == []
    assert set(json.loads((suite / "known.json").read_text())) == {"version", "static", "runtime"}
    again = audit(suite, "--python", plain_python, "--output-format", "json")
    assert (again.status, again.json["findings"]) == (0, [])
    assert again.json["summary"]["suppressed"] >= 2
    grown = audit(suite, "--python", plain_python, "--create-baseline")
    assert grown.status == 2
    assert "exists already" in grown.err


def test_a_broken_baseline_hides_nothing(audit: Audit, suite: Path, plain_python: str) -> None:
    (suite / "bulkhead.toml").write_text('baseline = "known.json"\n')
    (suite / "known.json").write_text("{")
    said = audit(suite, "--python", plain_python, "--output-format", "json")
    assert said.status == 2
    assert states(said.json["findings"]) == LEAKS
    assert any("is broken" in notice for notice in said.json["notices"])
