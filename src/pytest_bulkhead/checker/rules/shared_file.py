"""BH205: a file or folder is written, created or deleted at a path that is the same in every worker."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.shared_file import BAD, FIXED
from pytest_bulkhead.checker.cases.shared_file_fine import GOOD
from pytest_bulkhead.checker.flow.cleanup import finally_of
from pytest_bulkhead.checker.paths.file_writes import Deed, last_name
from pytest_bulkhead.checker.paths.moved_files import moved_to_tmp_path
from pytest_bulkhead.checker.paths.shared_paths import TOKENS, Place, evidence_of, is_settled, places, shown
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.suite.callers import outermost
from pytest_bulkhead.checker.suite.idioms import Role
from pytest_bulkhead.findings import Finding, What
from pytest_bulkhead.hazards.catalogue.shared_file import HAZARD
from pytest_bulkhead.hazards.hazard import Severity


class SharedFile(Rule):
    hazards = (HAZARD,)
    fixes = (HAZARD,)
    tokens = TOKENS
    bad = BAD
    good = GOOD
    fixed = FIXED

    @on(ast.Call)
    def written(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        for place in places(call, file):
            if not _is_left_to_others(place, file) and not is_settled(place, file) and _is_first(place, file):
                yield _report(place, file)


RULE = SharedFile()


def _is_left_to_others(place: Place, file: CheckedFile) -> bool:
    """Once-only work of a session (BH504), and cleaning up of whole folders (BH208), are told by themselves."""
    function = outermost(place.at, file.module)
    if function is None:
        return False
    fixture = file.knowledge.idioms.fixture(function)
    if fixture is not None and fixture.scope == "session" and place.write.deed is not Deed.DELETES:
        return True
    if last_name(place.write.call) != "rmtree":
        return False
    in_test = file.knowledge.idioms.role(function) is Role.TEST and file.module.function_at(place.at) is function
    return not in_test or finally_of(function, place.at) is not None


def _is_first(place: Place, file: CheckedFile) -> bool:
    """Whether it is the first that a function does to a path, deleting it apart: the rest follows from that."""
    told = file.module.memo.setdefault("told paths", set())
    key = (outermost(place.at, file.module), place.path, place.write.deed is Deed.DELETES)
    if key in told:
        return False
    told.add(key)
    return True


def _report(place: Place, file: CheckedFile) -> Finding:
    function = outermost(place.at, file.module)
    who = f"`{function.name}`" if function else "importing this file"
    path = shown(place.path, file)
    message = f"{who} {place.write.deed.value} `{path}`, which is the same path in every worker"
    severity = Severity.WARNING if function is not None and file.knowledge.idioms.is_skipped(function) else None
    # What a test only takes away is made by others, who go by where it lies.
    movable = function is not None and place.write.deed is not Deed.DELETES
    fix = moved_to_tmp_path(place.path, place.at, function, file.knowledge) if function and movable else None
    what = What("file", path)
    return file.finding(HAZARD, place.at, message, what, severity=severity, evidence=evidence_of(place), fix=fix)
