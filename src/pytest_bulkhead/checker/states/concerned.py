"""Which functions of a file can be concerned by a change of what lasts, as far as their text tells."""

from __future__ import annotations

import ast
import re

from pytest_bulkhead.checker.files.layout import is_test_path
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.source.stretches import Stretches, places_of_word, words_of
from pytest_bulkhead.checker.states.suspects import Suspects

_LINE_END = re.compile(rb"\r\n|\r|\n")


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
        text = module.source.text
        data = text.encode()
        starts = None if text.isascii() else [0, *(match.end() for match in _LINE_END.finditer(data))]
        in_bytes = Stretches(module, starts)
        found = {node for at in Suspects(data).places(data) for node in in_bytes.around(at)}
        named = {node.name for node in found} | self._brought(module)
        known, words = set(named), words_of(module)
        stretches = Stretches(module) if starts else in_bytes
        while named:
            places = (at for name in named & words for at in places_of_word(name, text))
            fresh = {node for at in places for node in stretches.around(at)}
            found |= fresh
            named = {node.name for node in fresh} - known
            known |= named
        return frozenset(found)

    def _brought(self, module: Module) -> set[str]:
        """The names of changing functions in the files for tests from which a file imports anything."""
        targets: set[str] = set()
        for node in module.nodes_of(ast.Import, ast.ImportFrom):
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
