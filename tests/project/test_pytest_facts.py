"""What pytest knows of a project is the same in one process and in its workers, and comes back from JSON as it was."""

from __future__ import annotations

import pytest

from pytest_bulkhead.project.pytest_facts import PytestFacts, facts_of
from tests.plugin.running import KINDS, run, write

SUITE = {
    "pytest.ini": "[pytest]\naddopts = --dist loadfile -p no:bulkhead-resources\nbulkhead = heal\n",
    "bulkhead.toml": 'depth = "deep"\n',
    "test_it.py": """
        from pathlib import Path
        from pytest_bulkhead.project.pytest_facts import facts_of

        def test_it(pytestconfig):
            Path(pytestconfig.rootpath, "facts.json").write_text(facts_of(pytestconfig).to_json())
        """,
}


@pytest.mark.parametrize("workers", KINDS.values(), ids=KINDS)
def test_a_worker_knows_what_it_was_called_with(tmp_path, workers):
    write(tmp_path, SUITE)
    done = run(tmp_path, "--strict-markers", *workers, PYTEST_ADDOPTS="--bulkhead-depth=quick")
    assert done.status == 0, done.output
    facts = PytestFacts.from_json((tmp_path / "facts.json").read_text())
    assert (facts.dist, facts.workers) == ("loadfile", "2" if workers else "")
    assert (facts.mode.value, facts.mode.origin) == ("heal", "bulkhead in pytest's settings")
    assert (facts.depth.value, facts.depth.origin) == ("quick", "the command line or PYTEST_ADDOPTS")
    assert (facts.strict_markers, facts.fault, facts.blocked) == (True, "", ["bulkhead-resources"])
    assert (facts.pytest, facts.twins) == (pytest.__version__, {"bulkhead": "heal"})
    assert facts.addopts == ["--dist", "loadfile", "-p", "no:bulkhead-resources"]


def test_facts_survive_their_journey(pytestconfig):
    facts = facts_of(pytestconfig)
    assert PytestFacts.from_json(facts.to_json()) == facts
    assert facts.strict_markers
