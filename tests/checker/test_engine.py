"""Selection, order, unreadable files, and rules that anybody can hand in."""

from __future__ import annotations

import ast
import gc
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.registry import ENGINE_HAZARDS, all_rules
from pytest_bulkhead.checker.rule import Rule, on
from pytest_bulkhead.checker.selection import select
from pytest_bulkhead.errors import UnknownHazardError
from pytest_bulkhead.findings import What
from pytest_bulkhead.hazards.catalogue.environ import HAZARD
from pytest_bulkhead.hazards.hazard import Profile
from pytest_bulkhead.settings import Settings

LEAK = "import os\n\ndef test_x():\n    os.environ['REGION'] = 'north'\n    run()\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return lambda name, data: (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def codes(**asked: object) -> list[str]:
    return [finding.code for finding in check_paths(["."], Settings(**asked)).findings]


@pytest.mark.parametrize("names", [("BH101",), ("environ",), ("BH1",), ("ALL",), ("bh101",), ("BH5", "ENVIRON")])
def test_names_of_all_kinds_select(write, names):
    write("test_x.py", LEAK)
    assert codes(select=names) == ["BH101"]


@pytest.mark.parametrize("asked", [{"ignore": ("BH1",)}, {"select": ("ports",)}, {"ignore": ("environ",)}])
def test_what_is_not_selected_is_not_told(write, asked):
    write("test_x.py", LEAK)
    assert codes(**asked) == []


@pytest.mark.parametrize(("name", "hint"), [("enviro", "environ"), ("BH110", "BH1"), ("BH9", "ALL"), ("", "ALL")])
def test_unknown_names_are_refused_with_a_hint(name, hint):
    with pytest.raises(UnknownHazardError, match=hint):
        select(Settings(select=(name,)))


def test_the_profile_decides_without_a_selection():
    recommended, strict = select(Settings()), select(Settings(profile=Profile.STRICT))
    assert recommended.codes < strict.codes
    assert strict.strict
    assert not recommended.strict


def test_files_that_cannot_be_read_are_findings_and_the_rest_is_done(write):
    write("test_a.py", b"def (\n")
    write("test_b.py", b"x = '\xff'\n")
    write("test_c.py", LEAK)
    write("test_d.py", b"(" * 3000)
    result = check_paths(["."], Settings())
    assert [(one.code, one.location.path) for one in result.findings] == [
        ("BH001", "test_a.py"),
        ("BH001", "test_b.py"),
        ("BH101", "test_c.py"),
        ("BH001", "test_d.py"),
    ]
    assert result.files == 4


def test_findings_are_in_order_and_told_once(write):
    helper = "\ndef set_zone():\n    os.environ['ZONE'] = 'a'\n"
    write("test_b.py", LEAK + helper + "".join(f"\ndef test_{one}():\n    set_zone()\n" for one in "ab"))
    write("test_a.py", LEAK)
    found = check_paths([".", "test_a.py"], Settings()).findings
    assert [(one.location.path, one.location.line) for one in found] == [
        ("test_a.py", 4),
        ("test_b.py", 4),
        ("test_b.py", 8),
    ]


def test_suppressions_are_counted(write):
    write("test_x.py", LEAK.replace("'north'", "'north'  # bulkhead: ignore[BH101] the last test of the run"))
    result = check_paths(["."], Settings())
    assert not result.findings
    assert result.suppressed == 1


def test_a_suppression_of_what_was_not_looked_for_is_not_unused(write):
    write("test_x.py", "x = 1  # bulkhead: ignore[BH101] some day\n")
    assert codes() == ["BH002"]
    assert codes(select=("BH2", "BH002")) == []


def test_the_collector_is_on_again_afterwards(write):
    write("test_x.py", LEAK)
    check_paths(["."], Settings())
    assert gc.isenabled()


def test_a_rule_from_outside_runs(write):
    class Asserts(Rule):
        hazards = (HAZARD,)
        tokens = ("assert",)
        bad: ClassVar[dict] = {}
        good: ClassVar[dict] = {}

        @on(ast.Assert)
        def every(self, node, file):
            yield file.finding(HAZARD, node, "an assertion", What("environ", "X"))

    write("test_x.py", "def test_x():\n    assert 1\n")
    write("test_y.py", "def test_x():\n    pass\n")
    result = check_paths(["."], Settings(), rules=[Asserts()])
    assert [(one.symbol, one.location.line) for one in result.findings] == [("test_x", 2)]
    assert result.rules == 1


def test_each_rule_is_found_by_its_file_and_claims_other_hazards():
    claimed = [hazard.code for rule in all_rules() for hazard in rule.hazards]
    assert len(claimed) == len(set(claimed))
    assert not set(claimed) & {hazard.code for hazard in ENGINE_HAZARDS}
    for rule in all_rules():
        assert type(rule).__module__.rpartition(".")[2] == rule.hazards[0].slug.replace("-", "_")
        assert list(rule.detectors())


STATEMENTS = st.sampled_from([
    "os.environ[name] = value", "del os.environ['X']", "with patch.dict(os.environ): yield",
    "try:\n  pass\n finally:\n  x()",
    "yield", "return os", "def inner(self): self.inner()", "lambda: os.environ.clear()", "os.environ.update(a, **b)",
    "os.environ, x = y", "app.dependency_overrides[a] = b", "sock.bind(('', 80))", "self.x = os.environ", "global os",
    "[os.environ.pop(k) for k in ks]", "request.addfinalizer(helper)", "helper()", "import os", "from . import *",
])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(STATEMENTS, max_size=8), st.sampled_from(["test_f", "setUp", "helper", "tearDown"]), st.booleans())
def test_odd_but_valid_code_never_crashes(write, statements, name, is_fixture):
    body = "\n".join(f" {statement}" for statement in (*statements, "pass"))
    decorator = "@pytest.fixture(autouse=True, scope='module')\n" if is_fixture else ""
    text = f"import os, pytest\nfrom unittest.mock import patch\n{decorator}def {name}(app, helper=1):\n{body}\n"
    try:
        ast.parse(text)
    except SyntaxError:
        return
    write("test_x.py", text)
    result = check_paths(["test_x.py"], Settings(select=("ALL",)))
    assert (result.files, result.faults) == (1, ())


def test_a_suite_that_its_repository_leaves_out_is_a_suite_of_its_own(write, tmp_path):
    write("pytest.ini", "[pytest]\nnorecursedirs = examples\ntestpaths = tests\n")
    (tmp_path / "examples" / "tests").mkdir(parents=True)
    write("examples/pytest.ini", "[pytest]\n")
    fixture = (
        "import pytest\n\n@pytest.fixture(scope='session', autouse=True)\ndef feed():\n"
        "    start()\n    yield\n\ndef test_x(): pass\n"
    )
    write("examples/tests/test_a.py", fixture)
    write("examples/tests/test_b.py", fixture)
    found = check_paths(["examples"], Settings(select=("BH5",))).findings
    assert sorted(finding.code for finding in found) == ["BH501", "BH501", "BH502", "BH502"]
