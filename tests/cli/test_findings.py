"""`bulkhead findings`: the findings of any run record, in every format, with what the project tolerates by now."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.hazard import Severity
from pytest_bulkhead.outputs.format import format_names
from pytest_bulkhead.outputs.json_schema import output_schema

RUNS = Path(".bulkhead/runs")
LINES = {"A": 4, "B": 7}


def finding(name: str, **others: object) -> Finding:
    return Finding(
        *("BH101", "environ", Source.RUNTIME, Severity.ERROR, Location("tests/test_x.py", LINES[name])),
        message=f"test_{name} leaves environment variable {name} set",
        test=f"tests/test_x.py::test_{name}",
        owner="test",
        what=What("environ", name),
        **others,
    )


def event(kind: str, **details: object) -> dict[str, object]:
    return {"event": kind, **details}


def told(name: str) -> dict[str, object]:
    return event("finding", finding=finding(name).to_json())


def tolerated(name: str, by: str, path: str = "", line: int = 0) -> dict[str, object]:
    return event("tolerated", finding=finding(name).to_json(), by=by, path=path, line=line)


def record(name: str, *events: dict[str, object], root: Path | None = None) -> Path:
    path = RUNS / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = event("run", schema=1, run=name[-4:], root=str(root or Path.cwd()))
    lines = [head, *events, event("end", status=0, seconds=1.0)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tests").mkdir()
    Path(".git").mkdir()
    source("")


def source(comment: str) -> None:
    tests = "".join(
        f"def test_{name}():\n    os.environ['{name}'] = 'x'{comment * (name == 'A')}\n\n" for name in LINES
    )
    Path("tests/test_x.py").write_text(f"import os\n\n{tests}")


def findings(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    status = main(["findings", *arguments, "--output-format", "json"])
    return status, [one["what"]["name"] for one in json.loads(capsys.readouterr().out)["findings"]]


@pytest.mark.parametrize("name", format_names())
def test_every_format_tells_the_latest_run(name: str, capsys) -> None:
    record("20260101T000000-aaaa", told("B"))
    record("20260102T000000-bbbb", told("A"))
    assert main(["findings", "--output-format", name]) == 1
    out = capsys.readouterr().out.replace("\\_", "_")
    assert "BH101" in out
    assert "test_A" in out
    assert "test_B" not in out.replace("def test_B", "")
    if name == "json":
        jsonschema.validate(json.loads(out), output_schema())


@pytest.mark.parametrize("run", ["20260101T000000-aaaa", "aaaa", ".bulkhead/runs/20260101T000000-aaaa.jsonl"])
def test_a_run_is_named_by_its_identity_or_path(run: str, capsys) -> None:
    record("20260101T000000-aaaa", told("B"))
    record("20260102T000000-bbbb", told("A"))
    assert findings(run, capsys=capsys) == (1, ["B"])


def test_from_a_folder_below_paths_are_as_one_stands(monkeypatch, capsys) -> None:
    record("20260101T000000-aaaa", told("B"))
    monkeypatch.chdir("tests")
    main(["findings", "--output-format", "concise"])
    assert capsys.readouterr().out.startswith("test_x.py:7:1: BH101 ")


def test_without_findings_the_status_is_zero(capsys) -> None:
    record("20260101T000000-aaaa")
    assert findings(capsys=capsys) == (0, [])


def test_exit_zero(capsys) -> None:
    record("20260101T000000-aaaa", told("A"))
    assert findings("--exit-zero", capsys=capsys) == (0, ["A"])


def test_comments_hold_that_were_written_since(capsys) -> None:
    record("20260101T000000-aaaa", told("A"), told("B"))
    source("  # bulkhead: ignore[BH101] meant so")
    assert findings(capsys=capsys) == (1, ["B"])


def test_what_the_run_found_a_comment_for_stays_untold(capsys) -> None:
    record("20260101T000000-aaaa", tolerated("A", "comment", "tests/test_x.py", 3), told("B"))
    assert findings(capsys=capsys) == (1, ["B"])


@pytest.mark.parametrize(("count", "left"), [(2, []), (1, ["A", "B"]), (0, ["A", "B"])])
def test_the_baseline_of_today_holds(count: int, left: list[str], capsys) -> None:
    record("20260101T000000-aaaa", tolerated("A", "baseline"), told("B"), told("A"))
    Path("bulkhead.toml").write_text('baseline = "known.json"\n')
    entries = {"runtime": {"tests/test_x.py": {"BH101": count}}} if count else {}
    Path("known.json").write_text(json.dumps({"version": 1, **entries}))
    status, names = findings(capsys=capsys)
    assert (status, sorted(names)) == (int(bool(left)), left)


def test_a_broken_baseline_hides_nothing(capsys) -> None:
    record("20260101T000000-aaaa", told("A"))
    Path("bulkhead.toml").write_text('baseline = "known.json"\n')
    assert main(["findings", "--output-format", "concise"]) == 2
    said = capsys.readouterr()
    assert "test_A" in said.out
    assert "known.json cannot be read" in said.err


def test_a_record_from_another_machine_is_read_where_it_lies(capsys) -> None:
    record("20260101T000000-aaaa", told("A"), root=Path("/no/such/machine"))
    source("  # bulkhead: ignore[BH101] meant so")
    assert findings(capsys=capsys) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "text", "words"),
    [
        ([], None, "There is no run record here or above"),
        (["cccc"], "", "There is no run record 'cccc'"),
        (["20260"], "", "may mean 20260101T000000-aaaa, 20260102T000000-bbbb"),
        (["nowhere.jsonl"], None, "nowhere.jsonl cannot be read"),
        (["broken.jsonl"], "", "it is empty"),
        (["broken.jsonl"], "{}\n", "is no run record"),
        (["broken.jsonl"], '{"event":"run","schema":99}\n', "by a later bulkhead"),
        (["broken.jsonl"], '{"event":"run","schema":1}\n{"event":"tolerated"}\n', "broken.jsonl:2"),
    ],
)
def test_what_cannot_be_read_is_one_paragraph(arguments, text, words, capsys) -> None:
    if text is not None:
        record("20260101T000000-aaaa")
        record("20260102T000000-bbbb")
        Path("broken.jsonl").write_text(text)
    assert main(["findings", *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert "Traceback" not in said.err
