"""BH504: a fixture of the session does once-only work, which each worker then does at the same time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from pytest_bulkhead.checker.cases.session_fixture_race import BAD, GOOD
from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.paths.file_writes import Deed
from pytest_bulkhead.checker.paths.migrated import is_shared_database
from pytest_bulkhead.checker.paths.once_only import OnceOnlyWork
from pytest_bulkhead.checker.paths.shared_paths import TOKENS, evidence_of, is_settled, places, shown
from pytest_bulkhead.checker.rule import CheckedFile, Rule, on
from pytest_bulkhead.checker.source.module import Function
from pytest_bulkhead.checker.suite.callers import outermost
from pytest_bulkhead.findings import Evidence, Finding, What
from pytest_bulkhead.hazards.catalogue.session_fixture_race import HAZARD

# Who speaks of these thinks of the other workers.
_CARE = re.compile(
    r"FileLock|ProcessLock|portalocker|\bflock\b|(?:^|[^a-z])locks?(?:ed|_file|file)?(?:$|[^a-z])|Lock\("
    r"|worker_?id|workerinput|PYTEST_XDIST|is_xdist|testrun_?uid|scoped_name|get_worker|worker_tmp_path"
)


class SessionFixtureRace(Rule):
    hazards = (HAZARD,)
    anchors = ('"session"', "'session'")
    tokens = (
        *TOKENS, "subprocess", "os.system", "create_subprocess", "urlretrieve", "download(", "nltk", "spacy",
        "command.upgrade", "command.downgrade", "command.stamp", "flask_migrate", "call_command", ".build(",
        "compose.up", "pooch",
    )  # fmt: skip
    bad = BAD
    good = GOOD

    @on(ast.Call)
    def done_once(self, call: ast.Call, file: CheckedFile) -> Iterator[Finding]:
        function = outermost(call, file.module)
        if function is None or not _is_of_session(function, file):
            return
        for deed, what, evidence in _work(call, file):
            if _is_first(function, deed, file):
                message = f"`{function.name}` {deed}, and each worker runs this session fixture at the same time"
                yield file.finding(HAZARD, call, message, what, evidence=evidence)


RULE = SessionFixtureRace()


def _is_of_session(function: Function, file: CheckedFile) -> bool:
    """Whether a function is a fixture of the session that does not look after the other workers."""
    memo = file.module.memo
    if ("of session", function) not in memo:
        fixture = file.knowledge.idioms.fixture(function)
        careless = fixture is not None and fixture.scope == "session" and not _CARE.search(ast.unparse(function.node))
        memo["of session", function] = careless and not any(
            _CARE.search(one.name) for one in file.knowledge.fixtures.behind(function)
        )
    known: bool = memo["of session", function]
    return known


def _work(call: ast.Call, file: CheckedFile) -> Iterator[tuple[str, What, tuple[Evidence, ...]]]:
    for place in places(call, file):
        if place.write.deed is not Deed.DELETES and not is_settled(place, file):
            path = shown(place.path, file)
            yield f"{place.write.deed.value} `{path}`", What("file", path), evidence_of(place)
    where = Where(file.module, file.module.scope_at(call))
    for work in OnceOnlyWork(file.knowledge).of(call, where):
        function = outermost(call, file.module)
        if work.is_migration and function and not is_shared_database(function, file.knowledge):
            continue
        yield work.deed, What("command", work.name), ()


def _is_first(function: Function, deed: str, file: CheckedFile) -> bool:
    told = file.module.memo.setdefault("told works", set())
    if (function, deed) in told:
        return False
    told.add((function, deed))
    return True
