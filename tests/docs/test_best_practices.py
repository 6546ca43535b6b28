"""The wrong examples of the best practices are found, and the right ones pass in silence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from pytest_bulkhead.cli.main import main
from tests.plugin.running import run, write

PAGE = Path(__file__).parents[2] / "docs" / "best-practices.md"
BLOCK = re.compile(
    r"^```python\n# (?P<name>\w+\.py)(?:: (?P<verdict>wrong|right)(?:, (?P<code>BH\d+))?)?\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


class Example(NamedTuple):
    """One block; `verdict` is empty for a module that the others test."""

    name: str
    verdict: str | None
    code: str | None
    text: str


EXAMPLES = [Example(**match.groupdict()) for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]
TESTED = {one.name: one.text for one in EXAMPLES if not one.verdict}
WRONG = {one.name: one for one in EXAMPLES if one.verdict == "wrong"}
RIGHT = {one.name: one for one in EXAMPLES if one.verdict == "right"}


def found(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, set[str]]:
    """The codes that the checker finds in each file."""
    main(["check", str(folder), "--isolated", "--no-cache", "--output-format", "json"])
    codes: dict[str, set[str]] = {}
    for finding in json.loads(capsys.readouterr().out)["findings"]:
        codes.setdefault(Path(finding["path"]).name, set()).add(finding["code"])
    return codes


def test_each_wrong_one_is_found(tmp_path, capsys):
    write(tmp_path, TESTED | {name: one.text for name, one in WRONG.items()})
    codes = found(tmp_path, capsys)
    assert {name: one.code for name, one in WRONG.items() if one.code not in codes.get(name, ())} == {}


def test_each_right_one_is_silent_and_passes(tmp_path, capsys):
    for library in ("fastapi", "httpx"):
        pytest.importorskip(library)
    write(tmp_path, TESTED | {name: one.text for name, one in RIGHT.items()})
    assert found(tmp_path, capsys) == {}
    done = run(tmp_path, "--bulkhead=strict", "-p", "bulkhead-resources")
    assert done.status == 0, done.output
    assert "passed" in done.verdict
    assert done.findings == []


def test_each_wrong_one_has_a_right_one():
    assert WRONG.keys() <= RIGHT.keys()
    assert len(WRONG) >= 15
