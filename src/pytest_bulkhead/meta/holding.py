"""Makes a test of a check: it passes, it is skipped with the reason, or it fails and tells what to do."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import pytest

from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.meta.check import Check, DoesNotApplyError
from pytest_bulkhead.meta.registry import all_checks, find_check
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.project.pytest_facts import PytestFacts, facts_of

KNOWN_FACTS = "BULKHEAD_KNOWN_FACTS"
"""Names a file of what a usual run of the project knows, for a run whose options are not the project's."""

_SUBJECT = pytest.StashKey[Subject]()


def hold(name: str, config: pytest.Config) -> None:
    """Fail the test at work unless a check holds; skip it where the check does not apply."""
    faults, reason = _outcome(find_check(name), config)
    if reason:
        pytest.skip(reason)
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def hold_others(names: Collection[str], config: pytest.Config) -> None:
    """The same for all checks that are not among these; what does not apply is passed over."""
    faults = [
        f"{check.name}: {fault}"
        for check in all_checks()
        if check.name not in names
        for fault in _outcome(check, config)[0]
    ]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def _outcome(check: Check, config: pytest.Config) -> tuple[list[str], str]:
    """What is wrong, and why there was nothing to look at."""
    try:
        return [check.told(fault) for fault in check.look(_subject(config))], ""
    except DoesNotApplyError as error:
        return [], str(error)
    except BulkheadError as error:
        return [str(error)], ""


def _subject(config: pytest.Config) -> Subject:
    if _SUBJECT not in config.stash:
        known = os.environ.get(KNOWN_FACTS)
        facts = PytestFacts.from_json(Path(known).read_text(encoding="utf-8")) if known else facts_of(config)
        config.stash[_SUBJECT] = Subject(facts, os.environ)
    return config.stash[_SUBJECT]
