"""The example is what it says: green alone, red in company, and told apart from its mended twin."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parents[2] / "examples"
# Hazards of these codes are seen by today's sensors, wherever they stand.
SEEN = {"BH101", "BH301"}
RACES = {
    ("BH201", "17701"),
    ("BH201", "17702"),
    ("BH201", "17703"),
    ("BH205", "harbour-test.db"),
    ("BH205", "harbour-test-year.db"),
    ("BH205", "out/manifest.csv"),
    ("BH208", "out"),
}
OF_MANY = ("tests/store/test_register.py", "test_puffin_is_registered")
"""More are at the database than one finding names."""
IN_ORDER = ("-p", "no:randomly", "-p", "no:cacheprovider")


def environment() -> dict[str, str]:
    """Ours without what pytest and xdist have told the worker that runs this test."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}


def run_pytest(suite: str, *arguments: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:bulkhead", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=EXAMPLES / suite, env=environment(), capture_output=True).returncode


def audit(suite: str, *words: str) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "pytest_bulkhead", "audit", str(EXAMPLES / suite), *words]
    done = subprocess.run(
        [*command, "--output-format", "json", "--", *IN_ORDER],
        cwd=EXAMPLES,
        env=environment(),
        capture_output=True,
        text=True,
    )
    return done.returncode, json.loads(done.stdout)


def listed() -> Iterator[tuple[str, str, str, str]]:
    """File, symbol, code and how it shows, for each hazard that the example says it holds."""
    for line in (EXAMPLES / "harbour" / "HAZARDS.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and re.fullmatch(r"BH\d{3}", cells[3]):
            yield cells[0], cells[1], cells[3], cells[4]


def told(findings: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """The same of what was found: each by the function it stands in, and by the test that leaves it."""
    found = set()
    for finding in findings:
        path = finding["path"].removeprefix("harbour/")
        found.add((path, finding["symbol"], finding["code"]))
        if finding["test"] and finding["owner"] == "test":
            test_path, *names = finding["test"].split("::")
            found.add((test_path, ".".join(names).partition("[")[0], finding["code"]))
    return found


def at_it(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Files and symbols of all tests and fixtures that races name."""
    names = set()
    for finding in findings:
        for evidence in finding["evidence"] if finding["source"] == "race" else ():
            who = evidence["message"].partition(": it is ")[0].partition(": out/")[0]
            fixture, _, test = who.rpartition(", for ")
            path, _, symbol = test.partition("[")[0].partition("::")
            names |= {(path, symbol), (path, fixture.removeprefix("fixture ")), ("tests/conftest.py", fixture[8:])}
    return names


def test_holds_a_dozen_kinds_of_hazard():
    assert len({code for _, _, code, _ in listed()}) >= 12


def test_passes_alone_fails_in_company_and_is_told_why():
    """In one test, since two runs of this suite at once would want the same ports."""
    assert run_pytest("harbour", "-p", "no:randomly") == 0
    assert run_pytest("harbour", "-p", "no:randomly", "-n", "4") == 1
    assert run_pytest("harbour", "-p", "randomly", "-p", "no:xdist", "--randomly-seed=1") == 1
    status, answer = audit("harbour", "-n", "0")
    assert status == 1
    assert answer["summary"]["failed"] == 0
    expected = {(path, symbol, code) for path, symbol, code, shows in listed() if code in SEEN and "run" in shows}
    assert expected
    assert expected <= told(answer["findings"])
    beyond = "what is said beyond the list is a false alarm"
    static = {(finding["path"], finding["symbol"]) for finding in answer["findings"] if finding["source"] == "static"}
    assert static <= {(f"harbour/{path}", symbol.replace("(module)", "")) for path, symbol, _, _ in listed()}, beyond
    states = {(finding["what"]["kind"], finding["what"]["name"]) for finding in answer["findings"]}
    assert {("cwd", "working directory"), ("sys.path", "a temporary folder"), ("port", "17702")} <= states
    racing = {(path, symbol) for path, symbol, _, shows in listed() if "race" in shows}
    assert racing - at_it(answer["findings"]) <= {OF_MANY}
    codes = {
        (finding["code"], finding["what"]["name"]) for finding in answer["findings"] if finding["source"] == "race"
    }
    assert codes == RACES
    assert answer["summary"]["parallel"]["safe"] == "no"
    assert answer["summary"]["parallel"]["races"] == len(RACES)
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    assert "{races} races and {leaks} leaks".format(**answer["summary"]["parallel"]) in readme


def test_the_mended_twin_passes_in_every_way():
    assert run_pytest("harbour_fixed", "-p", "no:randomly") == 0
    assert run_pytest("harbour_fixed", "-p", "no:randomly", "-n", "4") == 0
    assert run_pytest("harbour_fixed", "-p", "randomly", "--randomly-seed=1", "-n", "2") == 0


def test_the_audit_of_the_mended_twin_is_silent():
    status, answer = audit("harbour_fixed", "-n", "4")
    assert (status, answer["findings"], answer["summary"]["failed"]) == (0, [], 0)
    assert answer["summary"]["tests"] >= 60
