"""Which functions of a file can be concerned by a change of what lasts, as far as their text tells."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.states.suspects import Suspects

_WORD = re.compile(r"\w+")


class Concerned:
    """Functions that change what lasts by themselves, or that name one that does."""

    def __init__(self, index: ProjectIndex) -> None:
        self.index = index
        self._elsewhere: dict[str, frozenset[str]] = {}

    def functions(self, module: Module) -> frozenset[FunctionNode]:
        """The functions of a file that are worth being looked at."""
        if "concerned" not in module.memo:
            module.memo["concerned"] = self._functions(module)
        found: frozenset[FunctionNode] = module.memo["concerned"]
        return found

    def _functions(self, module: Module) -> frozenset[FunctionNode]:
        nodes = [node for node in module.nodes if isinstance(node, FunctionNode)]
        text, starts = module.source.text, (*module.source.line_starts, len(module.source.text))
        stretches = {node: text[starts[node.lineno - 1] : starts[node.end_lineno or node.lineno]] for node in nodes}
        suspects = Suspects(text.encode())
        found = {node for node, stretch in stretches.items() if suspects.in_stretch(stretch.encode())}
        named = {node.name for node in found} | self._brought(module)
        pending = {node: set(_WORD.findall(stretch)) for node, stretch in stretches.items() if node not in found}
        while named:
            fresh = [node for node, words in pending.items() if not words.isdisjoint(named)]
            for node in fresh:
                del pending[node]
            found.update(fresh)
            named = {node.name for node in fresh}
        return frozenset(found)

    def _brought(self, module: Module) -> set[str]:
        """The names of changing functions in the files for tests from which a file imports anything."""
        targets: set[str] = set()
        for node in module.nodes:
            if isinstance(node, ast.Import):
                targets.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                start = "." * node.level + (f"{node.module}." if node.module else "")
                targets.update(start + alias.name for alias in node.names)
        found: set[str] = set()
        for path in {self.index.path_of(target.removesuffix(".*"), module) for target in targets}:
            if path is not None and is_test_path(path) and path != module.path:
                found |= self._in_file(path, module)
        return found

    def _in_file(self, path: str, asker: Module) -> frozenset[str]:
        self.index.goes_by(path, asker)
        if path not in self._elsewhere:
            names = Suspects(self.index.data(path, asker)).functions
            self._elsewhere[path] = frozenset(name.decode() for name in names)
        return self._elsewhere[path]
