"""The run record says afterwards what happened, however the run ended and whoever wrote the file."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.crash import Crash
from pytest_bulkhead.errors import RecordError
from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.record.folder import FOLDER
from pytest_bulkhead.record.reading import read_record
from pytest_bulkhead.record.writing import SCHEMA, RecordWriter
from pytest_bulkhead.touch import Access, Party, Spot, Touch, Touched

FINDING = Finding(
    "BH101", "environ", Source.RUNTIME, Severity.ERROR, Location("test_a.py", 3), "m", what=What("environ", "\udcff X")
)
TOUCHED = Touched(
    Party("test_a.py::test_2", "fixture:db", "module", Spot("conftest.py", 7), "gw0", 1.5, 2.25, "g", ("fixture:x",)),
    (
        Touch("file", "a/b.db", (Access.WRITE, Access.READ), 1.5, 2.0, 3, Spot("test_a.py", 3), None, ("x.lock",)),
        Touch("port", "8080", (Access.CLAIM,), 1.5, 1.5),
    ),
    beyond=4,
)
TOLD = [
    ("run", {"schema": SCHEMA, "root": "/srv/app", "run": "r1"}),
    ("worker", {"worker": "gw0"}),
    ("start", {"test": "test_a.py::test_1"}),
    ("finding", {"finding": FINDING.to_json()}),
    ("test", {"test": "test_a.py::test_1", "worker": "gw0", "outcome": "passed", "seconds": 0.25}),
    ("start", {"test": "test_a.py::test_2[é\n\x1b]"}),
    ("crash", {"worker": "gw0", "test": "test_a.py::test_2[é\n\x1b]"}),
    ("test", {"test": "test_a.py::test_2[é\n\x1b]", "worker": "gw0", "outcome": "crashed", "seconds": 1}),
    ("notice", {"message": "something was switched off"}),
    ("collect-error", {"path": "test_b.py"}),
    ("dist", {"dist": "loadgroup"}),
    ("touches", TOUCHED.to_json()),
    ("start", {"test": "test_a.py::test_3"}),
    ("end", {"status": 1, "seconds": 2.5}),
]
LINES = [json.dumps({"event": event, **details}).encode() + b"\n" for event, details in TOLD]

# Writes without end, so that a kill meets it anywhere.
WRITES_UNTIL_KILLED = """
import itertools, pathlib, sys
from pytest_bulkhead.record.writing import RecordWriter
writer = RecordWriter(pathlib.Path(sys.argv[1]))
writer.write("run", schema=1)
for number in itertools.count():
    writer.write("start", test=f"test_{number}")
    if number == 500:
        print("enough", flush=True)
    writer.write("test", test=f"test_{number}", worker="main", outcome="passed", seconds=0.0)
"""
HANGS_IN_A_TEST = """
import pathlib, sys, time
from pytest_bulkhead.record.writing import RecordWriter
writer = RecordWriter(pathlib.Path(sys.argv[1]))
writer.write("run", schema=1)
writer.write("start", test="test_that_hangs")
print("begun", flush=True)
time.sleep(600)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FOLDER / "runs" / "20250101T000000-a.jsonl"


@pytest.fixture
def reads(path: Path):
    """Read a record of these lines or bytes."""

    def read(*content: bytes):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(content))
        return read_record(path)

    return read


def event(name: str, **details: object) -> bytes:
    return json.dumps({"event": name, **details}).encode() + b"\n"


def test_what_was_written_is_read(path):
    writer = RecordWriter(path)
    for name, details in TOLD:
        writer.write(name, **details)
    writer.close()
    record = read_record(path)
    assert (record.header["root"], record.header["run"]) == ("/srv/app", "r1")
    assert [(test.test, test.worker, test.outcome, test.seconds) for test in record.tests] == [
        ("test_a.py::test_1", "gw0", "passed", 0.25),
        ("test_a.py::test_2[é\n\x1b]", "gw0", "crashed", 1.0),
    ]
    assert record.findings == [FINDING]
    assert record.crashes == [Crash("gw0", "test_a.py::test_2[é\n\x1b]")]
    assert record.notices == ["something was switched off"]
    assert record.collect_errors == ["test_b.py"]
    assert record.touched == [TOUCHED]
    assert record.dist == "loadgroup"
    assert record.workers == ["gw0"]
    assert record.unfinished == ["test_a.py::test_3"]
    assert record.end is not None
    assert record.end["status"] == 1
    assert not record.truncated


@pytest.mark.parametrize(
    ("outcome", "bad"), [("passed", 0), ("failed", 1), ("error", 1), ("crashed", 1), ("skipped", 0), ("xfailed", 0)]
)
def test_tests_that_did_not_end_well_are_counted(reads, outcome, bad):
    assert reads(LINES[0], event("test", test="t", worker="main", outcome=outcome, seconds=0)).failed == bad


def test_each_event_can_be_read_as_soon_as_it_is_written(path):
    writer = RecordWriter(path)
    for count, (name, details) in enumerate(TOLD, start=1):
        writer.write(name, **details)
        assert path.read_bytes().count(b"\n") == count
    writer.close()


def test_a_test_that_may_wait_is_written_with_what_follows_it(path):
    writer = RecordWriter(path)
    writer.write("run", schema=SCHEMA)
    writer.write_test("t.py::a", "main", "passed", 0.5, {}, holds=True)
    writer.write_start("t.py::b")
    record = read_record(path)
    assert [test.test for test in record.tests] == ["t.py::a"]
    assert record.unfinished == ["t.py::b"]
    writer.write_test("t.py::b", "main", "passed", 0.5, {}, holds=True)
    writer.close()
    record = read_record(path)
    assert [test.test for test in record.tests] == ["t.py::a", "t.py::b"]
    assert not record.unfinished


def test_a_record_cut_off_anywhere_tells_the_truth_so_far(reads):
    whole = b"".join(LINES)
    truth = reads(whole)
    for length in range(len(whole)):
        if length < len(LINES[0]):
            with pytest.raises(RecordError, match="is no run record"):
                reads(whole[:length])
            continue
        record = reads(whole[:length])
        assert record.tests == truth.tests[: len(record.tests)]
        assert record.findings == truth.findings[: len(record.findings)]
        assert record.truncated == (not whole[:length].endswith(b"\n"))
        assert record.end is None


def test_a_test_that_was_begun_and_not_heard_of_again_is_unfinished(reads):
    assert reads(*LINES[:3]).unfinished == ["test_a.py::test_1"]
    assert reads(*LINES[:5]).unfinished == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\n", id="an empty line"),
        pytest.param(b'{"version": 1, "findings": []}\n', id="another object"),
        pytest.param(b'[{"event": "run", "schema": 1}]\n', id="a list"),
        pytest.param(b"run\n", id="text"),
        pytest.param(bytes(range(256)) * 4, id="binary"),
        pytest.param('{"event": "run", "schema": 1}\n'.encode("utf-16"), id="UTF-16"),
        pytest.param(event("start", test="t"), id="no header"),
        pytest.param(event("run"), id="no schema"),
        pytest.param(event("run", schema="1"), id="schema as text"),
        pytest.param(event("run", schema=True), id="schema true"),
        pytest.param(event("run", schema=0), id="schema zero"),
        pytest.param(b'{"event":"run","schema":' + b"[" * 100_000 + b"\n", id="nesting without bottom"),
        pytest.param(b" " * (17 * 1024 * 1024), id="a huge line"),
    ],
)
def test_a_foreign_file_is_no_record(reads, content):
    with pytest.raises(RecordError, match="is no run record of bulkhead"):
        reads(content)


def test_a_record_of_a_later_schema_asks_for_an_upgrade(reads):
    with pytest.raises(RecordError, match=r"later bulkhead \(schema 2, this one reads 1\): upgrade"):
        reads(event("run", schema=2), b"whatever\n")


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_what_is_no_file_cannot_be_read(tmp_path, what):
    (tmp_path / "folder").mkdir()
    with pytest.raises(RecordError, match=f"{what} cannot be read: .* directory"):
        read_record(tmp_path / what)


NOT_OURS = [
    b"{broken\n",
    b"\xff\xfe\n",
    b'"text"\n',
    b'{"no": "event"}\n',
    b'{"event": 5}\n',
    b"[" * 100_000 + b"\n",
    b"9" * 5000 + b"\n",
    event("start"),
    event("test", test="t", worker="w", outcome="passed", seconds="long"),
    b'{"event":"test","test":"t","worker":"w","outcome":"passed","seconds":NaN}\n',
    b'{"event":"test","test":"t","worker":"w","outcome":"passed","seconds":1e999}\n',
    b'{"event":"test","test":"t","worker":"w","outcome":"passed","seconds":1' + b"0" * 400 + b"}\n",
    event("finding"),
    event("finding", finding=None),
    event("finding", finding={**FINDING.to_json(), "line": float("inf")}),
    event("finding", finding={**FINDING.to_json(), "source": "x" * 100_000}),
]


@pytest.mark.parametrize("line", NOT_OURS, ids=lambda line: ascii(line[-50:-1]))
def test_a_line_that_is_not_ours_is_named_when_more_follows(reads, line):
    with pytest.raises(RecordError, match=r"a\.jsonl:2 is not a line") as caught:
        reads(LINES[0], line, LINES[1])
    assert len(str(caught.value)) < 1000


def test_two_broken_lines_are_no_truncation(reads):
    with pytest.raises(RecordError, match=r"a\.jsonl:2 is not a line"):
        reads(LINES[0], b"{broken\n", b"{broken too")


def test_nesting_that_can_just_be_parsed_harms_nothing(reads):
    # How deep one can parse depends on how deep one stands: some depth is just read, and cannot be shown.
    for depth in range(800, 1000, 7):
        nested = b"[" * depth + b"]" * depth
        with contextlib.suppress(RecordError):
            reads(LINES[0], b'{"event":"start","test":' + nested + b"}\n", LINES[1])
        finding = json.dumps(FINDING.to_json()).encode().replace(b'"runtime"', nested)
        with contextlib.suppress(RecordError):
            reads(LINES[0], b'{"event":"finding","finding":' + finding + b"}\n", LINES[1])


def test_events_of_a_later_version_are_passed_over(reads):
    record = reads(LINES[0], event("memory", bytes=5), event("start", test="t", since="2.0"))
    assert record.unfinished == ["t"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
EVENTS = st.fixed_dictionaries(
    {"event": st.sampled_from([name for name, _ in TOLD]) | VALUES},
    optional=dict.fromkeys(("test", "worker", "outcome", "seconds", "message", "path"), VALUES)
    | {"finding": st.fixed_dictionaries(dict.fromkeys(FINDING.to_json(), VALUES))},
)


@settings(deadline=None)
@given(st.lists(EVENTS, max_size=4), st.binary(max_size=20))
def test_whatever_follows_the_header_gives_a_record_or_a_record_error(tmp_path_factory, events, rest):
    path = tmp_path_factory.mktemp("any") / "record.jsonl"
    path.write_bytes(LINES[0] + b"".join(json.dumps(event).encode() + b"\n" for event in events) + rest)
    with contextlib.suppress(RecordError):
        assert read_record(path).header["run"] == "r1"


@settings(deadline=None)
@given(st.data())
def test_a_record_damaged_anywhere_gives_a_record_or_a_record_error(tmp_path_factory, data):
    whole = b"".join(LINES)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    path = tmp_path_factory.mktemp("any") / "record.jsonl"
    path.write_bytes(whole[:start] + data.draw(st.binary(max_size=30)) + whole[end:])
    with contextlib.suppress(RecordError):
        assert len(read_record(path).tests) <= 3


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("script", [WRITES_UNTIL_KILLED, HANGS_IN_A_TEST], ids=["while writing", "in a test"])
def test_a_killed_run_leaves_a_readable_record(path, script):
    child = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    with child:
        child.stdout.readline()
        child.kill()
    record = read_record(path)
    assert record.end is None
    assert [test.test for test in record.tests] == [f"test_{number}" for number in range(len(record.tests))]
    if script == HANGS_IN_A_TEST:
        assert record.unfinished == ["test_that_hangs"]
    else:
        assert len(record.tests) >= 500
