"""The project as the checker knows it: every module that was asked for, parsed once, found by path or dotted name."""

from __future__ import annotations

import ast
import os
from collections import OrderedDict
from collections.abc import Iterator

from pytest_bulkhead.checker.files.consulted import Consulted
from pytest_bulkhead.checker.files.layout import ImportRoots, shown
from pytest_bulkhead.checker.meaning.import_path import added_folders
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.newer_syntax import without_newer_syntax
from pytest_bulkhead.checker.source.source import Source, UnreadableError, decode, parse_source

# In characters of text: enough for the conftest files and helpers that the files of one folder share.
KEPT = 4_000_000
# So many times as much may be needed while a single file is checked.
_OVERDRAWN = 2


class ProjectIndex:
    """Modules of a project, parsed when first asked for; the least recently used ones are forgotten.

    Args:
        root: the project's folder; nothing above it belongs to the project.
        cwd: paths for people are relative to it.
        pythonpath: folders that the project's own settings put on the import path.
        budget: how many characters of parsed text are kept.
        consulted: is told what answers go by.
    """

    def __init__(
        self,
        root: str,
        cwd: str,
        pythonpath: tuple[str, ...] = (),
        budget: int = KEPT,
        consulted: Consulted | None = None,
    ) -> None:
        self.root = root
        self.cwd = cwd
        self.budget = budget
        self.consulted = consulted or Consulted()
        self.roots = ImportRoots(root, pythonpath, consulted)
        self._modules: OrderedDict[str, Module | None] = OrderedDict()
        self._chains: dict[str, tuple[str, ...]] = {}
        self._mentions: dict[tuple[str, bytes], bool] = {}
        self._size = 0
        self.parsed = 0

    def shown(self, path: str) -> str:
        """The path for people."""
        return shown(path, self.cwd)

    def module(self, path: str, asker: Module | None = None) -> Module | None:
        """The module of a file; None when it cannot be read or parsed.

        Args:
            path: absolute.
            asker: the module that leads to it; else it is the file that is being checked.
        """
        self.goes_by(path, asker)
        if path in self._modules:
            self._modules.move_to_end(path)
            return self._modules[path]
        self.parsed += 1
        source = self._source(path)
        module = self._made(source) if source else None
        self._keep(path, module)
        return module

    def _made(self, source: Source) -> Module:
        self.consulted.placed(source.path)
        return Module(source, self.roots.dotted_name(source.path))

    def goes_by(self, path: str, asker: Module | None = None) -> None:
        """Tell that what is worked out for a module goes by the contents of a file."""
        if asker is None:
            self.consulted.used(path)
        elif asker.path != path:
            self.consulted.link(asker.path, path)

    def _source(self, path: str) -> Source | None:
        shown = self.shown(path)
        try:
            data = self.read(path)
        except UnreadableError:
            return None
        try:
            return parse_source(data, path, shown)
        except UnreadableError:
            pass
        try:
            return parse_source(without_newer_syntax(decode(data)).encode(), path, shown)
        except UnreadableError:
            return None

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            UnreadableError: it cannot be read.
        """
        return self.consulted.read(path)

    def data(self, path: str, asker: Module | None = None) -> bytes:
        """The bytes of a file of the project that need not be Python; none when it cannot be read."""
        self.goes_by(path, asker)
        try:
            return self.read(path)
        except UnreadableError:
            return b""

    def parse(self, path: str, data: bytes) -> Module:
        """The module of a file with these contents, which may be parsed already since others asked for it.

        Raises:
            UnreadableError: it cannot be decoded or parsed.
        """
        known = self._modules.get(path)
        if known is None or known.source.text != decode(data):
            self.parsed += 1
            known = self._made(parse_source(data, path, self.shown(path)))
        self.add(known)
        return known

    def add(self, module: Module) -> None:
        """Keep a module that is parsed."""
        self._keep(module.path, module)

    def release(self, path: str, *, stays: bool = False) -> None:
        """Tell that a file has been checked: it is forgotten unless others stand on it, as are those used longest ago.

        This is the moment for it: whoever checks a file goes by which object a function is.
        """
        if not stays and os.path.basename(path) != "conftest.py":
            self._forget(self._modules.pop(path, None))
        self._trim(self.budget)

    def clear(self) -> None:
        """Tell that nothing of the project is asked for any more."""
        for module in self._modules.values():
            self._forget(module)
        self._modules.clear()

    def find(self, dotted: str, importer: Module) -> tuple[Module, str] | None:
        """The project's module that a dotted name leads to, and what is left of the name.

        Args:
            dotted: a name as it stands in an import; leading dots make it relative to the importer.
            importer: the module in which it stands.
        """
        place = self._place(dotted, importer)
        module = self.module(place[0], importer) if place else None
        return (module, place[1]) if module and place else None

    def path_of(self, dotted: str, importer: Module) -> str | None:
        """The file that a dotted name leads to, which is not parsed."""
        place = self._place(dotted, importer)
        return place[0] if place else None

    def mentions(self, path: str, text: bytes, asker: Module | None = None) -> bool:
        """Whether a text occurs in a file, which is not parsed."""
        if (path, text) not in self._mentions:
            self._mentions[path, text] = text in self.data(path, asker)
        self.goes_by(path, asker)
        return self._mentions[path, text]

    def _place(self, dotted: str, importer: Module) -> tuple[str, str] | None:
        bare = dotted.lstrip(".")
        level = len(dotted) - len(bare)
        if level:
            return self.roots.relative(level, bare, importer.path)
        return self.roots.locate(bare, importer.path) or self.roots.below(added_folders(importer), bare, importer.path)

    def conftests(self, path: str) -> Iterator[Module]:
        """The conftest files that hold for a file, the nearest first."""
        folder = os.path.dirname(path)
        if folder not in self._chains:
            folders = [folder]
            while folders[-1] != self.root and os.path.dirname(folders[-1]) != folders[-1]:
                folders.append(os.path.dirname(folders[-1]))
            there = (one for one in folders if self.roots.has(one, "conftest.py", path))
            self._chains[folder] = tuple(os.path.join(one, "conftest.py") for one in there)
        for candidate in self._chains[folder]:
            if candidate != path:
                self.consulted.link(path, candidate)
                module = self.module(candidate, self._modules.get(path))
                if module:
                    yield module

    def star_imports(self, module: Module) -> Iterator[Module]:
        """The project's modules from which a module imports everything."""
        for binding in module.scope.bindings.get("*", ()):
            if isinstance(binding.node, ast.ImportFrom):
                found = self.find(_without_star(binding.target), module)
                if found and not found[1]:
                    yield found[0]

    def plugins(self, module: Module) -> Iterator[Module]:
        """The project's modules that a conftest or plugin names in ``pytest_plugins``."""
        for binding in module.scope.bindings.get("pytest_plugins", ()):
            named = [binding.value] if isinstance(binding.value, ast.Constant) else getattr(binding.value, "elts", [])
            for item in named:
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    found = self.find(item.value, module)
                    if found and not found[1]:
                        yield found[0]

    def suite_root(self, path: str) -> str:
        """The folder of the nearest project or pytest settings above a file: what one run of pytest covers."""
        return self.roots.suite(path)

    def _keep(self, path: str, module: Module | None) -> None:
        before = self._modules.get(path)
        if before is not module:
            self._forget(before)
            self._size += len(module.source.text) if module else 0
        self._modules[path] = module
        self._modules.move_to_end(path)
        self._trim(_OVERDRAWN * self.budget)

    def _trim(self, budget: int) -> None:
        while self._size > budget and len(self._modules) > 1:
            _, oldest = self._modules.popitem(last=False)
            self._forget(oldest)

    def _forget(self, module: Module | None) -> None:
        if module:
            self._size -= len(module.source.text)
            module.forget()


def _without_star(target: str) -> str:
    name = target.removesuffix("*")
    return name.removesuffix(".") if name.strip(".") else name
