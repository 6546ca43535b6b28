"""Every kind of file is read for the same: which attempts were made at which tests, and how they went."""

from __future__ import annotations

import contextlib
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import BulkheadError, ForeignReportError, RecordError
from pytest_bulkhead.history.sources.failure import normalised
from pytest_bulkhead.history.sources.junit_names import node_id
from pytest_bulkhead.history.sources.part import Given, Part, Result, microseconds
from pytest_bulkhead.history.sources.recognising import opened
from pytest_bulkhead.history.values import Outcome
from tests.history.writing import STARTED, junit, record

NOTHING = Given()


def read(path: Path, said: Given = NOTHING) -> tuple[Part, list[Result]]:
    with opened(path, said) as told:
        return told.part, list(told.results)


def outcomes(path: Path) -> list[tuple[str, str]]:
    return [(result.test, result.outcome.name) for result in read(path)[1]]


def test_a_record_tells_of_phases_processor_and_failures(tmp_path):
    written = {"begun_us": 7, "setup_us": 1, "call_us": 2, "teardown_us": 3, "resident_kb": 80, "cpu_us": 5}
    again = {"event": "rerun", "test": "a::t", "worker": "gw1", "outcome": "failed", "seconds": 0.1, "setup_us": 4}
    failure = {"event": "failure", "test": "a::t", "worker": "gw1", "when": "call", "message": "assert 1 == 2"}
    last = {"event": "test", "test": "a::t", "worker": "gw1", "outcome": "passed", "seconds": 0.2, **written}
    ci = {"provider": "github", "run": "own/app/7/1", "job": "tests", "url": "https://ci.example/7"}
    path = record(
        tmp_path / "r.jsonl",
        [{"test": "b[é]", "outcome": "skipped"}],
        more=[failure, again, last, {"event": "crash", "worker": "gw0", "test": ""}, {"event": "news", "later": 1}],
        revision="abc",
        branch="trunk",
        dirty=True,
        ci=ci,
        machine="x86_64",
        cpus=8,
        workers=2,
        labels={"team": "core"},
    )
    part, results = read(path)
    assert results == [
        Result("b[é]", "main", Outcome.SKIPPED, call=500_000),
        Result("a::t", "gw1", Outcome.FAILED, setup=4, failure="assert 1 == 2"),
        Result("a::t", "gw1", Outcome.PASSED, 0, 7, 1, 2, 3, 5, 80),
    ]
    assert part.run == "github:own/app/7/1"
    assert (part.revision, part.branch, part.is_dirty, part.job) == ("abc", "trunk", True, "tests")
    assert part.environment == "Python 3.12 linux x86_64, 8 CPUs, 2 workers"
    assert (part.started, part.ended) == (int(STARTED * 1e6), int(STARTED * 1e6) + 2_500_000)
    assert (part.crashes, part.is_complete, part.labels) == (1, True, {"team": "core"})


def test_a_record_of_a_killed_run_is_not_complete(tmp_path):
    path = record(tmp_path / "r.jsonl", [{"test": "t"}], ends=False)
    with path.open("a") as file:
        file.write('{"event":"test","test":"u","wor')
    part, results = read(path)
    assert [result.test for result in results] == ["t"]
    assert (part.is_complete, part.ended) == (False, None)


@pytest.mark.parametrize(
    "line",
    [
        '{"event":"test","test":"t"}',
        '{"event":"test","test":1,"worker":"main","outcome":"passed","seconds":1}',
        '{"event":"test","test":"t","worker":"main","outcome":"glad","seconds":1}',
        '{"event":"test","test":"t","worker":"main","outcome":"passed","seconds":"x"}',
        "what?",
        "[1]",
    ],
)
def test_a_record_that_is_broken_within_is_refused(line, tmp_path):
    path = record(tmp_path / "r.jsonl", [{"test": "t"}], ends=False)
    path.write_text(path.read_text() + line + '\n{"event":"end","status":0,"seconds":1}\n')
    with pytest.raises(RecordError, match=r"r\.jsonl:4"):
        read(path)


def test_a_record_of_a_later_bulkhead_is_refused(tmp_path):
    with pytest.raises(RecordError, match="upgrade"):
        read(record(tmp_path / "r.jsonl", [], schema=99))


PYTEST = """
<testcase classname="tests.test_a.TestB" name="test_c[1.5]" time="0.25" />
<testcase classname="tests.test_a" name="test_f" time="1"><failure message="assert 1 == 2">def ...</failure></testcase>
<testcase classname="tests.test_a" name="test_f" time="1">
  <error message="failed on teardown with &quot;E&quot;">..</error></testcase>
<testcase classname="tests.test_a" name="test_t" time="1" />
<testcase classname="tests.test_a" name="test_t" time="1"><error message="failed on teardown with E">.</error>
  </testcase>
<testcase classname="tests.test_a" name="test_e" time="1"><error message="failed on setup with E">..</error></testcase>
<testcase classname="tests.test_a" name="test_x" time="1"><skipped type="pytest.xfail" message="" /></testcase>
<testcase classname="tests.test_a" name="test_q" time="1">
  <skipped type="pytest.xfail" message="quarantined until 2026-12-31, owner ann, T-1: assert 0" /></testcase>
<testcase classname="tests.test_a" name="test_s" time="1"><skipped type="pytest.skip" message="no" />
  <system-out>&lt;failure/&gt;</system-out></testcase>
<testcase classname="tests.test_a" name="test_w" time="1"><failure message="worker 'gw0' crashed while running x" />
  </testcase>
"""


def test_what_pytest_writes_as_junit(tmp_path):
    path = junit(tmp_path / "j.xml", PYTEST)
    assert outcomes(path) == [
        ("tests/test_a.py::TestB::test_c[1.5]", "PASSED"),
        ("tests/test_a.py::test_f", "FAILED"),
        ("tests/test_a.py::test_t", "ERROR"),
        ("tests/test_a.py::test_e", "ERROR"),
        ("tests/test_a.py::test_x", "XFAILED"),
        ("tests/test_a.py::test_q", "QUARANTINED"),
        ("tests/test_a.py::test_s", "SKIPPED"),
        ("tests/test_a.py::test_w", "CRASHED"),
    ]
    part, results = read(path)
    assert (part.started, part.is_complete) == (int(STARTED * 1e6), True)
    assert (results[0].call, results[1].failure) == (250_000, "assert 1 == 2def ...")


SUREFIRE = """
<properties><property name="java.version" value="21"/></properties>
<testcase name="again" classname="com.acme.FooTest" time="1,234.5">
  <flakyFailure message="first" type="X"><stackTrace>...</stackTrace><system-out>o</system-out></flakyFailure>
  <flakyError message="second" type="X"/></testcase>
<testcase name="never" classname="com.acme.FooTest" time="0.5">
  <failure message="one" type="X">..</failure><rerunFailure message="two" type="X"/>
  <rerunError message="three"/></testcase>
"""


def test_what_surefire_reruns_is_an_attempt_each(tmp_path):
    results = read(junit(tmp_path / "j.xml", SUREFIRE, name="com.acme.FooTest", timestamp="2025-10-09T08:53:20"))[1]
    assert [(result.test, result.outcome.name, result.call, result.failure[:6]) for result in results] == [
        ("com.acme.FooTest::again", "FAILED", None, "first."),
        ("com.acme.FooTest::again", "ERROR", None, "second"),
        ("com.acme.FooTest::again", "PASSED", 1_234_500_000, ""),
        ("com.acme.FooTest::never", "FAILED", 500_000, "one.."),
        ("com.acme.FooTest::never", "FAILED", None, "two"),
        ("com.acme.FooTest::never", "ERROR", None, "three"),
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"classname": "test_a", "name": "test_b"}, "test_a.py::test_b"),
        ({"classname": "tests.unit.test_a.TestX.TestY", "name": "t"}, "tests/unit/test_a.py::TestX::TestY::t"),
        ({"classname": "pkg.mod.TestX", "name": "t", "file": "pkg/mod.py"}, "pkg/mod.py::TestX::t"),
        ({"classname": "a.b_test", "name": "t"}, "a/b_test.py::t"),
        ({"classname": "com.acme.FooTest", "name": "t"}, "com.acme.FooTest::t"),
        ({"name": "t", "file": "spec/x.js"}, "spec/x.js::t"),
        ({"name": "t"}, "suite::t"),
        ({"name": "<b>\x1b", "classname": "test_a"}, "test_a.py::<b>\x1b"),
    ],
)
def test_junit_names_become_those_of_pytest(attributes, expected):
    assert node_id(attributes, "suite") == expected


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">
<!ENTITY file SYSTEM "file:///etc/passwd">]>
<testsuites><testsuite name="&lol2;"><testcase name="&file;" classname="c"/></testsuite></testsuites>"""


def test_a_file_that_pytest_could_not_collect_is_no_test(tmp_path):
    cases = (
        '<testcase classname="" name="tests.test_x"><error message="collection failure">ImportError</error></testcase>'
        '<testcase classname="" name="tests.test_y"><skipped message="collection skipped">no</skipped></testcase>'
        '<testcase classname="tests.test_z" name="t"><error message="collection failure">mine</error></testcase>'
    )
    part, results = read(junit(tmp_path / "j.xml", cases))
    assert part.collect_errors == 1
    assert [(one.test, one.outcome.name) for one in results] == [("tests/test_z.py::t", "ERROR")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "document type"),
        ("<!DOCTYPE html><html></html>", "document type"),
        ("<html></html>", "no testsuite"),
        ("<testsuites><testsuite><testcase name='a'/>", "no whole XML"),
        ("<testsuites>&undefined;</testsuites>", "no whole XML"),
        ("<?xml version='1.0' encoding='klingon'?><testsuites/>", "unknown encoding: klingon"),
        ("<testsuites>" + "<testsuite>" * 500, "nested too deep"),
        ("", "neither"),
        ("hello", "neither"),
        ('{"a": 1}\n', "neither"),
        ("\x7fELF", "neither"),
    ],
)
def test_foreign_and_hostile_files_are_refused(text, said, tmp_path):
    path = tmp_path / "f"
    path.write_text(text)
    with pytest.raises(ForeignReportError, match=said):
        read(path)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ForeignReportError, match="cannot be read: No such file"):
        read(tmp_path / "f")
    with pytest.raises(ForeignReportError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_compressed_files_are_read_and_cut_ones_refused(tmp_path):
    whole = gzip.compress(junit(tmp_path / "j.xml", PYTEST).read_bytes())
    (tmp_path / "j.xml.gz").write_bytes(whole)
    assert outcomes(tmp_path / "j.xml.gz") == outcomes(tmp_path / "j.xml")
    (tmp_path / "cut.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ForeignReportError, match="no whole gzip"):
        read(tmp_path / "cut.gz")


def report(test: str, when: str, outcome: str, **more: Any) -> dict[str, Any]:
    known = {"nodeid": test, "when": when, "outcome": outcome, "duration": 0.25, "start": STARTED, "stop": STARTED + 1}
    return {**known, "$report_type": "TestReport", **more}


def reportlog(path: Path, *lines: dict[str, Any]) -> Path:
    opening = {"pytest_version": "9.2.0", "$report_type": "SessionStart"}
    path.write_text("".join(json.dumps(line) + "\n" for line in (opening, *lines)))
    return path


def test_what_reportlog_writes(tmp_path):
    path = reportlog(
        tmp_path / "log",
        *(report("a", when, "passed", worker_id="gw1") for when in ("setup", "call")),
        {"$report_type": "CollectReport", "outcome": "failed", "nodeid": "x"},
        report("a", "teardown", "passed", worker_id="gw1"),
        report("b", "setup", "passed"),
        report("b", "call", "rerun", longrepr={"reprcrash": {"message": "assert 0"}}),
        report("b", "setup", "rerun", longrepr="lost"),
        report("b", "teardown", "passed"),
        report("b", "setup", "passed"),
        report("b", "call", "failed", longrepr="gone"),
        report("b", "teardown", "passed"),
        report("c", "setup", "skipped", wasxfail="why"),
        report("c", "teardown", "passed"),
        report("q", "call", "skipped", wasxfail="quarantined until 2026-12-31, owner ann, T-1: gone", longrepr="gone"),
        report("q", "teardown", "passed"),
        report("d", "???", "failed", longrepr="worker 'gw1' crashed while running 'd'"),
        report("e", "call", "rerun", longrepr="no more"),
        {"$report_type": "SessionFinish", "exitstatus": 1},
    )
    part, results = read(path)
    assert [(one.test, one.worker, one.outcome.name, one.failure[:8]) for one in results] == [
        ("a", "gw1", "PASSED", ""),
        ("b", "main", "FAILED", "assert 0"),
        ("b", "main", "ERROR", "lost"),
        ("b", "main", "FAILED", "gone"),
        ("c", "main", "XFAILED", ""),
        ("q", "main", "QUARANTINED", "gone"),
        ("d", "main", "CRASHED", "worker '"),
        ("e", "main", "FAILED", "no more"),
    ]
    assert results[0][4:8] == (0, 250_000, 250_000, 250_000)
    assert (part.source, part.is_complete, part.collect_errors, part.crashes) == ("reportlog", True, 1, 1)
    assert part.started == int(STARTED * 1e6)


def as_pytest_writes(test: str, when: str, worker: str = "", **more: Any) -> dict[str, Any]:
    """All keys, in the order in which pytest-reportlog writes them."""
    keywords = {test: 1, "test_a.py": 1, "": 1}
    known = {"location": ["test_a.py", 3, test], "keywords": keywords, "outcome": "passed", "longrepr": None}
    known |= {"when": when, "user_properties": [], "sections": [], "duration": 0.000320454993925523}
    known |= {"start": STARTED + 1.5686145, "stop": STARTED + 2.568935}
    among = {"item_index": 4, "worker_id": worker, "testrun_uid": "8e38", "node": f"<WorkerController {worker}>"}
    kind = {"$report_type": "TestReport"}
    return known | more | ({**kind, **among, "nodeid": test} if worker else {"nodeid": test, **kind})


@pytest.mark.parametrize("worker", ["", "gw3"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"sections": [["Captured stdout call", 'x {]], "duration": 9, "nodeid": "no"} \n\u001b[0m']]},
        {"keywords": {'{"a"}': 1, "b": 1}},
        {"duration": 3.5e-05},
        {"duration": 7},
        {"outcome": "failed", "longrepr": "gone"},
        {"outcome": "skipped", "wasxfail": "why"},
    ],
    ids=str,
)
def test_lines_in_the_usual_form_are_read_as_any_others(worker, more, tmp_path):
    names = ["test_a.py::test_a", 'test_a.py::test_é["\\]', "test_a.py::test_b[password=hunter2]"]
    lines = [as_pytest_writes(name, when, worker, **more) for name in names for when in ("setup", "call", "teardown")]
    usual = read(reportlog(tmp_path / "usual", *lines))
    others = read(reportlog(tmp_path / "other", *[dict(sorted(line.items())) for line in lines]))
    assert usual[1] == others[1]
    assert [(one.test, one.worker) for one in usual[1]] == [
        (name.replace("hunter2]", "***]"), worker or "main") for name in names
    ]
    assert (usual[0].started, usual[0].ended) == (others[0].started, others[0].ended)


def test_a_line_without_end_is_refused_in_little_memory(tmp_path):
    path = reportlog(tmp_path / "log", report("a", "call", "passed"))
    with path.open("ab") as file:
        for _ in range(40):
            file.write(b"x" * 2**20)
    with pytest.raises(ForeignReportError, match="log:3 is no line"):
        read(path)


def test_a_reportlog_that_is_broken_within_is_refused_and_a_cut_end_is_not(tmp_path):
    path = reportlog(tmp_path / "log", *(report("a", when, "passed") for when in ("setup", "teardown")))
    path.write_text(path.read_text() + '{"nodeid"')
    assert [result.test for result in read(path)[1]] == ["a"]
    path.write_text(path.read_text() + "\n{}\n")
    with pytest.raises(ForeignReportError, match="log:4"):
        read(path)


def test_what_is_said_about_files_stands_before_what_they_say(tmp_path):
    ci = {"provider": "gitlab", "run": "p/9", "job": "unit", "revision": "abc", "branch": "trunk"}
    said = Given(ci=ci, environment="big", labels={"a": "1"})
    part = read(junit(tmp_path / "j.xml", PYTEST), said)[0]
    assert (part.run, part.revision, part.branch, part.environment) == ("gitlab:p/9", "abc", "trunk", "big")
    # A record knows where it comes from, and that is not where it is taken in.
    part = read(record(tmp_path / "r.jsonl", [{"test": "t"}], revision="own"), said)[0]
    assert (part.provider, part.revision, part.labels) == ("", "own", {"a": "1"})
    part = read(tmp_path / "r.jsonl", Given(run="mine", revision="r2"))[0]
    assert (part.run, part.revision) == ("mine", "r2")


def test_parameters_that_look_like_secrets_are_masked_whoever_tells_them(tmp_path):
    secret = "ghp_0123456789abcdef0123"
    path = junit(tmp_path / "j.xml", f'<testcase classname="test_a" name="test_b[{secret}]"/>')
    assert outcomes(path) == [("test_a.py::test_b[***]", "PASSED")]
    path = reportlog(tmp_path / "log", report(f"test_a.py::test_b[{secret}]", "teardown", "passed"))
    assert outcomes(path) == [("test_a.py::test_b[***]", "PASSED")]


def test_failures_that_tell_the_same_are_the_same():
    first = normalised(
        "assert 17 == 0x7f3a, /tmp/pytest-3/a 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed took 1.5s\nat deadbeef1"
    )
    assert first == normalised("assert 3 == 0x1, /tmp/x 00000000-0000-4000-8000-000000000000 took 22.75s\n at 1deadbe")
    assert first != normalised("assert True")
    assert "hunter2" not in normalised("login failed: password=hunter2")
    assert len(normalised("x y " * 9000)) == 300


READS = """
import resource, sys
from pathlib import Path
from pytest_bulkhead.history.sources.part import Given
from pytest_bulkhead.history.sources.recognising import opened
with opened(Path(sys.argv[1]), Given()) as told:
    print(sum(1 for _ in told.results), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="sizes are told in other units elsewhere")
def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path):
    def read_in_child(cases: int) -> tuple[int, int]:
        text = "what was printed <![CDATA[ & so on ]]>\n" * 100
        case = f'<testcase classname="test_a" name="test_b"><system-out>{text}</system-out></testcase>'
        path = tmp_path / "large.xml"
        with path.open("w") as file:
            file.write('<testsuites><testsuite name="pytest">')
            for _ in range(cases):
                file.write(case)
            file.write("</testsuite></testsuites>")
        done = subprocess.run(
            [sys.executable, "-c", READS, str(path)], capture_output=True, text=True, check=True, timeout=300
        )
        path.unlink()
        count, size = map(int, done.stdout.split())
        return count, size

    few, many = read_in_child(100), read_in_child(30_000)
    assert (few[0], many[0]) == (100, 30_000)
    assert many[1] - few[1] < 16 * 1024, "of 116 MB"


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
def test_any_time_is_a_small_number_or_none(value):
    found = microseconds(value)
    assert found is None or 0 <= found <= 2**53


@given(st.binary(max_size=400), st.sampled_from([b"", b'{"event":"run","schema":1}\n', b"<testsuites>", b"\x1f\x8b"]))
def test_no_bytes_do_more_than_be_refused(tmp_path_factory, data, head):
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(head + data)
    with contextlib.suppress(BulkheadError):
        read(path)
