"""One project while it is checked: what its files told at first sight, and what is known of it."""

from __future__ import annotations

import ast
import os
import symtable
from collections.abc import Iterable, Iterator

from pytest_bulkhead.checker.discovery import Discovery
from pytest_bulkhead.checker.fixing.apply import spare
from pytest_bulkhead.checker.index import ProjectIndex
from pytest_bulkhead.checker.knowledge import Knowledge
from pytest_bulkhead.checker.module import Module
from pytest_bulkhead.checker.restored import Restoring
from pytest_bulkhead.checker.rule import CheckedFile, Detector, Rule
from pytest_bulkhead.checker.selection import Selection
from pytest_bulkhead.checker.source import UnreadableError, parse_source, read_bytes
from pytest_bulkhead.checker.state import State
from pytest_bulkhead.checker.suites import Suites
from pytest_bulkhead.checker.survey import Surveyed, Surveyor
from pytest_bulkhead.findings import Finding, Location, Source, What
from pytest_bulkhead.hazards.catalogue.unreadable_file import HAZARD as UNREADABLE
from pytest_bulkhead.tolerated.suppressions import apply_suppressions

_Table = dict[type[ast.AST], list[tuple[int, Detector]]]


class Project:
    """Checks files of one project, each with the whole of it as context."""

    def __init__(
        self, root: str, cwd: str, discovery: Discovery, rules: tuple[Rule, ...], selection: Selection
    ) -> None:
        self.root = root
        self.discovery = discovery
        self.rules = rules
        self.selection = selection
        self.ini = discovery.ini_for(cwd if cwd.startswith(root) else root)
        self.index = ProjectIndex(root, cwd, self.ini.pythonpath)
        self.knowledge = Knowledge(self.index)
        self._surveyor = Surveyor(rules, self.index.roots)
        self._surveyed: dict[str, Surveyed] = {}
        self._carriers: dict[str, dict[int, frozenset[bytes]]] = {}
        self._restorings: dict[type[State], Restoring] = {}
        self._suites = Suites(discovery, self.index)
        self._detectors = [list(rule.detectors()) for rule in rules]
        self._hazards = frozenset(hazard for rule in rules for hazard in rule.hazards)

    def survey(self, paths: Iterable[str]) -> None:
        """Take a first look at files, and at the helpers of the test tree that they import."""
        pending = list(paths)
        while pending:
            path = pending.pop()
            if path in self._surveyed:
                continue
            try:
                data = read_bytes(path)
            except UnreadableError:
                data = b""
            self._surveyed[path] = self._surveyor.survey(path, data)
            pending.extend(self._surveyed[path].helpers)

    def helpers_below(self, folders: list[str]) -> Iterator[str]:
        """The surveyed files that lie in one of the folders and are not left out by the settings."""
        for path in self._surveyed:
            if any(path.startswith(folder + os.sep) for folder in folders) and not self.discovery.is_excluded(path):
                yield path

    def check(self, path: str) -> tuple[list[Finding], int]:
        """The findings of one file, and how many more are suppressed in it."""
        seen = self._surveyed[path]
        try:
            data = read_bytes(path)
            hits = seen.hits.union(*(self._hits_through(helper, data) for helper in seen.helpers)) - seen.adrift
            if not hits and not seen.marked and _is_sound(data):
                return [], 0
            source = parse_source(data, path, self.index.shown(path))
        except UnreadableError as error:
            return [self._unreadable(path, error)], 0
        module = Module(source, self.index.roots.dotted_name(path))
        self.index.add(module)
        wanted = self.selection.within(path)
        found = {finding for finding in self._walk(module, hits) if finding.code in wanted}
        self.index.release(path)
        if not seen.marked:
            return list(found), 0
        judged = {hazard.code for rule in self.rules for hazard in rule.hazards} & wanted
        kept, tolerated, complaints = apply_suppressions(found, source.text, source.shown, judged, self._hazards)
        kept = spare(kept, found.difference(kept), source)
        return [*kept, *(one for one in complaints if one.code in wanted)], tolerated

    def _hits_through(self, helper: str, data: bytes) -> Iterator[int]:
        """The rules that have something to look for because of what a helper's functions do."""
        hits = self._surveyed[helper].hits
        if hits and helper not in self._carriers:
            try:
                text = read_bytes(helper)
            except UnreadableError:
                text = b""
            self._carriers[helper] = {number: self._surveyor.carriers(text, number) for number in hits}
        for number, names in self._carriers.get(helper, {}).items():
            if any(name in data for name in names):
                yield number

    def _walk(self, module: Module, hits: frozenset[int]) -> Iterator[Finding]:
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
        )
        module.outline()
        for node in module.nodes:
            for _, detector in table.get(type(node), ()):
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
