"""A project's own rules, by file and by entry point, under the same contract as ours."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.cli.main import main
from pytest_bulkhead.errors import OwnRuleError
from pytest_bulkhead.settings import Settings, load_settings

RULES = """\
import ast

from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.findings import What
from pytest_bulkhead.hazards.hazard import Family, Hazard

CLOCK = Hazard(
    code="{code}",
    slug="{slug}",
    title="the clock of the machine",
    family=Family.PROCESS,
    why="Nobody can tell what such a test will say tomorrow.",
    bad="def test_x():\\n    assert time.time() < 2e9\\n",
    good="def test_x(frozen):\\n    assert frozen.time() < 2e9\\n",
    remedy="Ask for the fixture `frozen`.",
    promised=frozenset(),
)


class Clock(Rule):
    hazards = (CLOCK,)
    tokens = ("time.time",)
    bad = {{"the clock": CLOCK.bad}}
    good = {{"a frozen one": CLOCK.good}}

    @on(ast.Call)
    def calls(self, node: ast.Call, file: CheckedFile):
        if file.knowledge.names.dotted(node.func, file.where) == "time.time":
            yield file.finding(CLOCK, node, "the clock of the machine is read", What("clock", ""))


{name} = {value}
"""
TEST = "import time\n\ndef test_x():\n    assert time.time() < 2e9{comment}\n"


def rules(code: str = "ACME001", slug: str = "clock", name: str = "RULE", value: str = "Clock()") -> str:
    return RULES.format(code=code, slug=slug, name=name, value=value)


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    Path("test_x.py").write_text(TEST.format(comment=""))


def found(*named: str, **settings: object) -> list[str]:
    path = Path("bulkhead.toml").absolute()
    return [one.code for one in check_paths(["."], Settings(path=path, rules=named, **settings)).findings]


@pytest.mark.parametrize(("name", "value"), [("RULE", "Clock()"), ("RULES", "[Clock()]")])
def test_a_file_that_the_settings_name(name, value):
    Path("tools").mkdir()
    Path("tools/ours.py").write_text(rules(name=name, value=value))
    Path("bulkhead.toml").write_text('rules = ["tools/ours.py"]\n')
    assert [one.code for one in check_paths(["."], load_settings(Path())).findings] == ["ACME001"]


def test_an_entry_point_that_the_settings_name(tmp_path, monkeypatch):
    site = tmp_path / "site"
    (site / "acme-1.0.dist-info").mkdir(parents=True)
    (site / "acme-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (site / "acme-1.0.dist-info" / "entry_points.txt").write_text("[pytest_bulkhead.rules]\nacme = acme_rules\n")
    (site / "acme_rules.py").write_text(rules())
    monkeypatch.syspath_prepend(site)
    monkeypatch.delitem(sys.modules, "acme_rules", raising=False)
    assert found("acme") == ["ACME001"]
    assert found() == []
    monkeypatch.delitem(sys.modules, "acme_rules", raising=False)


def test_they_are_selected_ignored_and_suppressed_like_ours():
    Path("ours.py").write_text(rules())
    assert found("ours.py", select=("ACME",)) == ["ACME001"]
    assert found("ours.py", select=("clock",)) == ["ACME001"]
    assert found("ours.py", ignore=("ACME001",)) == []
    assert found("ours.py", per_file_ignores=(("test_x.py", ("clock",)),)) == []
    Path("test_x.py").write_text(TEST.format(comment="  # bulkhead: ignore[ACME001] the clock is what is tested"))
    assert found("ours.py") == []
    Path("test_x.py").write_text("x = 1  # bulkhead: ignore[clock] once\n")
    assert found("ours.py") == ["BH002"]


@pytest.mark.parametrize(
    "form", ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"]
)
def test_every_format_can_tell_them(form, capsys):
    Path("ours.py").write_text(rules())
    Path("bulkhead.toml").write_text('rules = ["ours.py"]\n')
    assert main(["check", "--output-format", form]) == 1
    assert "ACME001" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 / 0\n", "cannot be loaded: ZeroDivisionError"),
        ("def f(:\n", "cannot be loaded: SyntaxError"),
        ("raise SystemExit(0)\n", "cannot be loaded: SystemExit: 0"),
        ("x = 1\n", "holds no rule"),
        ("RULE = 3\n", "no instance of a subclass of Rule"),
        (rules(code="BH999"), "does not begin with BH"),
        (rules(code="acme1"), "some capital letters"),
        (rules(name="RULES", value="[Clock(), Clock()]"), "Two rules have the code ACME001"),
        (rules().replace("tokens =", "words ="), "has no `tokens`"),
    ],
)
def test_what_is_wrong_with_one_is_one_clear_paragraph(text, said):
    Path("ours.py").write_text(text)
    with pytest.raises(OwnRuleError, match=said.replace("(", r"\(")):
        found("ours.py")


def test_a_missing_one_is_told_with_those_that_there_are(capsys):
    with pytest.raises(OwnRuleError, match="there is no such file"):
        found("gone.py")
    with pytest.raises(OwnRuleError, match=r"no installed package offers them .* A file ends with \.py"):
        found("gone")
    Path("bulkhead.toml").write_text('rules = ["gone.py"]\n')
    assert main(["check"]) == 2
    assert "Traceback" not in capsys.readouterr().err
