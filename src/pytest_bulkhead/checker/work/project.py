"""One project while it is checked: what its files told at first sight, and what is known of it."""

from __future__ import annotations

import ast
import os
import symtable
from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.files.consulted import Consulted
from pytest_bulkhead.checker.files.consulted_kinds import SETTINGS
from pytest_bulkhead.checker.fixing.apply import spare
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.rule import CheckedFile, Detector
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.source import UnreadableError
from pytest_bulkhead.checker.states.worded import Wording, Words
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.checker.suite.suites import Suites
from pytest_bulkhead.checker.work.plan import Plan
from pytest_bulkhead.checker.work.survey import Surveyed, Surveyor
from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.catalogue.unreadable_file import HAZARD as UNREADABLE
from pytest_bulkhead.tolerated.suppressions import apply_suppressions

_Table = dict[type[ast.AST], list[tuple[int, Detector]]]


class Project:
    """Checks files of one project, each with the whole of it as context."""

    def __init__(self, root: str, plan: Plan) -> None:
        self.root = root
        self.rules = plan.rules
        self.selection = plan.selection
        self.consulted = Consulted(plan.since)
        start = plan.cwd if plan.cwd.startswith(root) else root
        self.ini = plan.discovery.ini_for(start, self.consulted, SETTINGS)
        self.index = ProjectIndex(root, plan.cwd, self.ini.pythonpath, plan.budget, self.consulted)
        self.knowledge = Knowledge(self.index)
        self._surveyor = Surveyor(plan.rules, self.index.roots)
        self._helpers: dict[str, Surveyed] = {}
        self._news: list[str] = []
        self._carriers: dict[str, dict[int, frozenset[bytes]]] = {}
        self._restorings: dict[type[State], Restoring] = {}
        self._wordings: dict[Words, Wording] = {}
        self._suites = Suites(plan.discovery, self.index)
        self._detectors = [list(rule.detectors()) for rule in plan.rules]
        needed = ((number, rule.needed_setting) for number, rule in enumerate(plan.rules))
        self._idle = frozenset(number for number, name in needed if name and not getattr(plan.selection, name))
        self._hazards = frozenset(hazard for rule in plan.rules for hazard in rule.hazards)

    def news(self) -> tuple[str, ...]:
        """The helpers in the test tree that came to light since this was asked before."""
        news = tuple(self._news)
        self._news.clear()
        return news

    def _survey(self, path: str, data: bytes) -> Surveyed:
        """A first look at a file, and at the helpers that it imports, and those that they import."""
        seen = self._looked_at(path, data)
        pending = list(seen.helpers)
        while pending:
            helper = pending.pop()
            if helper not in self._helpers:
                self._helpers[helper] = self._looked_at(helper, self.index.data(helper))
                self._news.append(helper)
                pending.extend(self._helpers[helper].helpers)
        return seen

    def _looked_at(self, path: str, data: bytes) -> Surveyed:
        seen = self._surveyor.survey(path, data)
        self.consulted.placed(path)
        self.consulted.imports(path, seen.helpers)
        return seen

    def check(self, path: str) -> tuple[list[Finding], int]:
        """The findings of one file, and how many more are suppressed in it."""
        self.consulted.current = path
        try:
            return self._check(path)
        except UnreadableError as error:
            return [self._unreadable(path, error)], 0
        except RecursionError:
            return [self._unreadable(path, UnreadableError("cannot be followed: it is nested too deeply"))], 0
        finally:
            self.index.release(path, stays=path in self._helpers)

    def _check(self, path: str) -> tuple[list[Finding], int]:
        data = self.index.read(path)
        seen = self._survey(path, data)
        hits = (
            seen.hits.union(*(self._hits_through(helper, data) for helper in seen.helpers)) - seen.adrift - self._idle
        )
        if not hits and not seen.marked and _is_sound(data):
            return [], 0
        module = self.index.parse(path, data)
        source = module.source
        wanted = self.selection.within(path)
        found = dict.fromkeys(finding for finding in self._walk(module, hits, seen.helpers) if finding.code in wanted)
        if not seen.marked:
            return list(found), 0
        judged = {hazard.code for rule in self.rules for hazard in rule.hazards} & wanted
        kept, tolerated, complaints = apply_suppressions(found, source.text, source.shown, judged, self._hazards)
        kept = spare(kept, set(found).difference(kept), source)
        return [*kept, *(one for one in complaints if one.code in wanted)], tolerated

    def _hits_through(self, helper: str, data: bytes) -> Iterator[int]:
        """The rules that have something to look for because of what a helper's functions do."""
        hits = self._helpers[helper].hits
        if hits and helper not in self._carriers:
            text = self.index.data(helper)
            self._carriers[helper] = {number: self._surveyor.carriers(text, number) for number in hits}
        for number, names in self._carriers.get(helper, {}).items():
            if any(name in data for name in names):
                yield number

    def _behind(self, helpers: Iterable[str]) -> frozenset[str]:
        """Some helpers, and those that they get names from."""
        found: set[str] = set()
        pending = list(helpers)
        while pending:
            helper = pending.pop()
            if helper not in found:
                found.add(helper)
                pending.extend(self._helpers[helper].helpers)
        return frozenset(found)

    def _walk(self, module: Module, hits: frozenset[int], helpers: Iterable[str]) -> Iterator[Finding]:
        table: _Table = {}
        for number in sorted(hits):
            for kind, detector in self._detectors[number]:
                table.setdefault(kind, []).append((number, detector))
        if not table:
            return
        file = CheckedFile(
            module,
            self.knowledge,
            self._suites,
            self.selection.strict,
            dict(self.selection.model_prefixes),
            self._restorings,
            self._behind(helpers),
            self._wordings,
        )
        module.outline()
        for node in module.nodes:
            if type(node) in table:
                for _, detector in table[type(node)]:
                    yield from detector(node, file)

    def _unreadable(self, path: str, error: UnreadableError) -> Finding:
        shown = self.index.shown(path)
        return Finding(
            code=UNREADABLE.code,
            hazard=UNREADABLE.slug,
            source=Source.STATIC,
            severity=UNREADABLE.severity,
            location=Location(shown, error.line),
            message=f"{os.path.basename(path)} {error.reason}",
            help=UNREADABLE.remedy,
            what=What("file", shown),
        )


def _is_sound(data: bytes) -> bool:
    """Whether the file parses: cheaper than building its tree, and exact only when it says yes."""
    try:
        symtable.symtable(data, "file", "exec")  # type: ignore[arg-type]  # bytes are taken, with their coding comment
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
