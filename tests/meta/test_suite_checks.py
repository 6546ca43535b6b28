"""Fixtures, suppressions, servers, guides, drills and what runs leave behind."""

from __future__ import annotations

import json
import socket

import pytest

from pytest_bulkhead.meta.check import DoesNotApplyError
from tests.meta.subjects import commit, faults, seen, subject, write

FIXTURE = "import pytest\n@pytest.fixture\ndef {name}({asks}): return 1\n"
AUTOUSE = "import pytest\n@pytest.fixture(autouse=True)\ndef clean({asks}): yield\n"


def known(folder, files, *findings, **facts):
    write(folder, files)
    found = subject(folder, **facts)
    found.static = seen(folder, *findings)
    return found


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"conftest.py": FIXTURE.format(name="redis_db", asks="")}, "conftest.py:3: redis_db hides the fixture of"),
        (
            {"conftest.py": AUTOUSE.format(asks=""), "tests/conftest.py": FIXTURE.format(name="clean", asks="")},
            "tests/conftest.py:3: clean hides the autouse fixture of conftest.py:3",
        ),
        (
            {"conftest.py": FIXTURE.format(name="one", asks="") + "@pytest.fixture()\nasync def one(): return 2\n"},
            "conftest.py:5: one is defined again; that of line 3 is gone",
        ),
        (
            {"conftest.py": "from pytest import fixture\n@fixture(name='worker_port')\ndef port(): return 80\n"},
            "conftest.py:3: worker_port hides",
        ),
    ],
)
def test_a_fixture_that_hides_another_is_told(tmp_path, files, said):
    (fault,) = faults("fixtures_not_shadowed", known(tmp_path, files))
    assert fault.what.startswith(said)


@pytest.mark.parametrize(
    "files",
    [
        {"conftest.py": FIXTURE.format(name="redis_db", asks="redis_db")},
        {"conftest.py": FIXTURE.format(name="postgres_migrations", asks="")},
        {"conftest.py": AUTOUSE.format(asks=""), "tests/conftest.py": AUTOUSE.format(asks="clean")},
        {"conftest.py": FIXTURE.format(name="app", asks=""), "api/conftest.py": FIXTURE.format(name="app", asks="")},
        {"a/conftest.py": AUTOUSE.format(asks=""), "b/conftest.py": AUTOUSE.format(asks="")},
        {"conftest.py": "def redis_db(): return 1\nclass A:\n"},
    ],
    ids=["extends ours", "meant to be", "extends autouse", "overrides", "beside each other", "no fixtures"],
)
def test_a_fixture_that_is_overridden_on_purpose_is_well(tmp_path, files):
    assert faults("fixtures_not_shadowed", known(tmp_path, files)) == []


def test_a_conftest_that_gives_out_what_workers_share_is_told(tmp_path):
    findings = [{"code": "BH202"}, {"code": "BH202", "path": "tests/test_a.py"}, {"code": "BH101"}]
    (fault,) = faults("resources_not_bypassed", known(tmp_path, {"tests/conftest.py": ""}, *findings))
    assert fault.what == "tests/conftest.py:3: BH202 it is."
    for name in ("resources_not_bypassed", "fixtures_not_shadowed"):
        empty = tmp_path / name
        empty.mkdir()
        with pytest.raises(DoesNotApplyError, match=r"no conftest\.py"):
            faults(name, known(empty, {}))


@pytest.mark.parametrize(
    ("mark", "count"), [("'environ'", 1), ("'environ', reason=''", 1), ("'environ', reason='why'", 0), ("**MARK", 0)]
)
def test_a_mark_wants_a_reason(tmp_path, mark, count):
    text = f"import pytest\npytestmark = pytest.mark.bulkhead_allow({mark})\n"
    told = faults("suppressions_have_reasons", known(tmp_path, {"test_a.py": text}))
    assert [fault.what.split(" ")[0] for fault in told] == ["test_a.py:2:"] * count


def test_a_comment_wants_a_reason(tmp_path):
    with pytest.raises(DoesNotApplyError, match="no finding is let stand"):
        faults("suppressions_have_reasons", known(tmp_path, {"test_a.py": ""}))
    write(tmp_path, {"test_a.py": "import os\nos.environ['A'] = 'b'  # bulkhead: ignore[BH101]\n"})
    (fault,) = faults("suppressions_have_reasons", subject(tmp_path))  # the checker is really asked
    assert fault.what == "test_a.py:2: this suppression does not say why."


def test_some_document_speaks_of_it(tmp_path):
    write(tmp_path, {"README.md": "# Harbour\n", "tests/bulkhead.py": ""})
    assert len(faults("guides_present", subject(tmp_path))) == 1
    write(tmp_path, {"docs/testing/ports.md": "`worker_port` of pytest-bulkhead\n"})
    assert faults("guides_present", subject(tmp_path)) == []


def scorecard(rate: object) -> str:
    return json.dumps({"version": 1, "summary": {"prevention_rate": rate}})


def test_a_drill_that_catches_less_is_told(tmp_path):
    with pytest.raises(DoesNotApplyError, match="no drill is recorded"):
        faults("drill_rate_held", subject(tmp_path))
    write(tmp_path, {"bulkhead-drill.json": scorecard(0.98)})
    with pytest.raises(DoesNotApplyError, match="no drill was made in this clone"):
        faults("drill_rate_held", subject(tmp_path))
    write(tmp_path, {".bulkhead/drill.json": scorecard(0.95)})
    (fault,) = faults("drill_rate_held", subject(tmp_path))
    assert "caught 95.0% of what it seeded, and the one in bulkhead-drill.json 98.0%" in fault.what
    write(tmp_path, {".bulkhead/drill.json": scorecard(1)})
    assert faults("drill_rate_held", subject(tmp_path)) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", scorecard("all"), scorecard(7), "[" * 100_000])
def test_what_is_no_scorecard_harms_nothing(tmp_path, text):
    write(tmp_path, {"bulkhead-drill.json": text, ".bulkhead/drill.json": scorecard(1)})
    with pytest.raises(DoesNotApplyError, match="no scorecard"):
        faults("drill_rate_held", subject(tmp_path))


def test_who_stays_in_quarantine_is_told(tmp_path):
    with pytest.raises(DoesNotApplyError, match="no test is in quarantine"):
        faults("quarantine_current", subject(tmp_path))
    fields = 'owner = "ann"\nuntil = 2020-01-31\nticket = "T-1"\n'
    entries = f'[tests."tests/test_a.py::test_x"]\n{fields}[tests."tests/test_b.py::test_x"]\n{fields}'
    known = {"tests/test_a.py": "", "bulkhead-quarantine.toml": "version = 1\n" + entries.replace("2020", "2999")}
    write(tmp_path, known)
    (fault,) = faults("quarantine_current", subject(tmp_path))
    assert "there is no tests/test_b.py" in fault.what
    write(tmp_path, {"tests/test_b.py": "", "bulkhead-quarantine.toml": "version = 1\n" + entries})
    assert ["overdue by" in fault.what for fault in faults("quarantine_current", subject(tmp_path))] == [True, True]


def test_what_runs_leave_stays_out_of_the_repository(tmp_path):
    commit(tmp_path)
    with pytest.raises(DoesNotApplyError, match="yet"):
        faults("record_folder_ignored", subject(tmp_path))
    write(tmp_path, {".bulkhead/runs/a.jsonl": "", ".bulkhead/.gitignore": "*\n"})
    assert faults("record_folder_ignored", subject(tmp_path)) == []
    (tmp_path / ".bulkhead" / ".gitignore").unlink()
    commit(tmp_path)
    tracked, seen_by_git = faults("record_folder_ignored", subject(tmp_path))
    assert ".bulkhead/runs/a.jsonl is in the repository" in tracked.what
    assert "does not ignore" in seen_by_git.what


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_required_server_must_answer(tmp_path, listening):
    packages = {"redis": "5"}
    at = {"BULKHEAD_REDIS_URL": f"redis://:secret@127.0.0.1:{listening}"}
    there = subject(tmp_path, environ=at, required=["redis"], packages=packages)
    assert faults("servers_there", there) == []
    (fault,) = faults("servers_there", subject(tmp_path, environ=at, required=["redis"], packages={}))
    assert "no library that speaks to it" in fault.what


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path):
    with socket.socket() as taken:  # bound and not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        write(tmp_path, {"bulkhead.toml": f'[servers]\npostgres = "postgresql://a:secret@127.0.0.1:{port}/b"\n'})
        (fault,) = faults("servers_there", subject(tmp_path, required=["postgres"], packages={"psycopg": "3"}))
    assert f"Nothing answers at 127.0.0.1:{port} as a" in fault.what
    assert "secret" not in fault.what + fault.remedy


def test_a_url_that_cannot_be_read_is_told(tmp_path):
    at = {"BULKHEAD_OPENFGA_URL": "ftp://nowhere"}
    (fault,) = faults("servers_there", subject(tmp_path, environ=at, required=["openfga"]))
    assert "http://" in fault.what
    with pytest.raises(DoesNotApplyError, match="require no server"):
        faults("servers_there", subject(tmp_path))
