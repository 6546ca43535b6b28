"""What a run says of races, and what a project lets stand."""

from pathlib import Path

import pytest

from pytest_bulkhead.findings import Source
from tests.plugin.running import PARALLEL, SERIAL, Run, run, write

SUITE = """
    import os
    import pytest

    def keep(name, text):
        with open(name, "w") as file:
            file.write(text)

    def test_one():
        keep("shared.txt", "1")
        assert open("shared.txt").read() == "1"

    def test_two():
        keep("shared.txt", "2")

    def test_kept_one():
        with open("kept.txt", "w") as file:  # bulkhead: ignore[BH205] each writes the same
            file.write("3")

    def test_kept_two():
        with open("kept.txt", "w") as file:
            file.write("3")

    # bulkhead: ignore[BH205] each writes the same
    def test_also_one():
        keep("also.txt", "3")

    def test_also_two():
        keep("also.txt", "3")

    def test_allowed_one():
        keep("allowed.txt", "3")

    def test_allowed_two():
        keep("allowed.txt", "3")

    def test_log_one():
        open("x.log", "a").close()

    def test_log_two():
        open("x.log", "a").close()

    def test_fine_one():
        keep("fine.dat", "3")

    def test_fine_two():
        keep("fine.dat", "3")

    def test_alone(tmp_path):
        keep(tmp_path / "shared.txt", "3")
        keep("mine.txt", "3")
"""
SETTINGS = """
    [tool.bulkhead]
    races = true
    allow = [{state = "file:allowed.*", reason = "it is so"}]
    harmless = [{path = "*.dat", reason = "it is so, too"}]
"""


def races(done: Run) -> list[str]:
    return [finding.what.name for finding in done.findings if finding.source is Source.RACE and finding.what]


@pytest.mark.parametrize("how", [SERIAL, PARALLEL], ids=["serial", "two workers"])
def test_a_race_is_told_and_what_is_let_stand_is_not(tmp_path, how):
    write(tmp_path, {"test_suite.py": SUITE, "pyproject.toml": SETTINGS})
    done = run(tmp_path, "-v", "--bulkhead=strict", *how)
    assert races(done) == ["shared.txt"]
    [finding] = [one for one in done.findings if one.source is Source.RACE]
    assert finding.test == "test_suite.py::test_one"
    assert (finding.location.path, finding.location.line) == ("test_suite.py", 5)
    assert {one.finding.what.name for one in done.record.tolerated if one.finding.what} == {"kept.txt", "also.txt"}
    assert "= races =" in done.output
    assert "shared.txt is written by test_one, test_two" in done.output
    assert "harmless: file x.log (append-only)" in done.output
    assert "harmless: file fine.dat (settings): it is so, too" in done.output
    assert done.status == 0, "no run fails for a race that may happen"


def test_nothing_is_said_where_nobody_asks(tmp_path):
    done = run(write(tmp_path, {"test_suite.py": SUITE}))
    assert done.findings == []
    assert "races" not in done.output


def test_a_harmless_path_without_reason_is_refused(tmp_path):
    done = run(
        write(tmp_path, {"test_suite.py": SUITE, "pytest.ini": "[pytest]\nbulkhead_harmless = *.txt\n"}),
        "--bulkhead-races",
    )
    assert "bulkhead_harmless: *.txt wants a reason" in done.output
    assert done.status == 4


def test_a_fault_of_ours_is_told_and_fails_nothing(tmp_path: Path) -> None:
    conftest = """
        import pytest
        @pytest.hookimpl(tryfirst=True)
        def pytest_sessionfinish():
            from pytest_bulkhead.plugin import racing
            racing.detect = None
    """
    suite = "def test_it(): open('out', 'w').close()\n"
    done = run(write(tmp_path, {"test_it.py": suite, "conftest.py": conftest}), "--bulkhead-races")
    assert done.status == 0, done.output
    assert "for races, this run is not judged (TypeError" in done.output
    assert done.record.end is not None


def test_what_looks_like_a_secret_is_masked_in_the_record(tmp_path: Path) -> None:
    suite = """
        import pytest
        from pytest_bulkhead.worker import touch
        def keep(name): open(name, "w").close()
        def test_one():
            keep("password=hunter2secret"), keep("password=another2secret")
            touch("postgres://me:hunter3secret@host/db", "write")
        def test_two():
            keep("password=hunter2secret"), keep("password=lonely2secret")
            open("token=hunter4secret", "a").close()
        def test_three(): open("token=hunter4secret", "a").close()
    """
    done = run(write(tmp_path, {"test_it.py": suite}), "--bulkhead-races", "-v")
    text = next((tmp_path / ".bulkhead" / "runs").glob("*.jsonl")).read_text()
    assert "2secret" not in text + done.output
    assert "3secret" not in text
    assert "4secret" not in text + done.output
    [finding] = done.record.findings
    assert finding.what is not None
    assert (finding.what.name, len(finding.evidence)) == ("password=***", 2)
    names = [{touch.name for touch in one.touches if "password" in touch.name} for one in done.record.touched]
    assert [len(one) for one in names] == [2, 2, 0]
    assert len(names[0] & names[1]) == 1


OWN_FOLDERS = """
    class Nodes:
        def pytest_configure_node(self, node):
            node.workerinput["folder"] = "out-" + node.gateway.id

    def pytest_configure(config):
        if config.pluginmanager.hasplugin("xdist"):
            config.pluginmanager.register(Nodes())
"""
IN_THEM = """
    import pytest

    @pytest.fixture
    def name(request):
        return getattr(request.config, "workerinput", {}).get("folder", "out")

    @pytest.mark.parametrize("number", range(2))
    def test_it(name, number):
        open(name, "w").close()
        open(name).close()
"""


def test_what_workers_are_given_is_not_seen_in_one_process(tmp_path: Path):
    write(tmp_path, {"conftest.py": OWN_FOLDERS, "test_a.py": IN_THEM})
    done = run(tmp_path, "-p", "xdist", "--bulkhead-races", "-p", "no:cacheprovider", "-n", "0")
    assert [one.severity.value for one in done.record.findings if one.source is Source.RACE] == ["warning"]
    assert any("conftest gives each worker something of its own" in notice for notice in done.record.notices)


def test_what_workers_are_given_is_their_own(tmp_path: Path):
    done = run(write(tmp_path, {"conftest.py": OWN_FOLDERS, "test_a.py": IN_THEM}), *PARALLEL, "--bulkhead-races")
    assert not [one for one in done.record.findings if one.source is Source.RACE]
    assert not done.record.notices
