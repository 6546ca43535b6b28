"""The files that one run of pytest covers: which they are, and which of them speak of something."""

from __future__ import annotations

from pytest_bulkhead.checker.files.consulted import mention_node
from pytest_bulkhead.checker.files.consulted_kinds import SUITE
from pytest_bulkhead.checker.files.discovery import Discovery
from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.source.source import UnreadableError


class Suites:
    """Looks up each suite once; the text of a file is read only when somebody asks what stands in it."""

    def __init__(self, discovery: Discovery, index: ProjectIndex) -> None:
        self._discovery = discovery
        self._index = index
        self._files: dict[str, tuple[str, ...]] = {}
        self._mentioning: dict[tuple[str, tuple[bytes, ...]], tuple[str, ...]] = {}

    def files(self, path: str) -> tuple[str, ...]:
        """Every file that pytest would collect in one run with this one."""
        root = self._index.suite_root(path)
        self._index.consulted.link(path, SUITE + root)
        return self._of(root)

    def mentioning(self, path: str, *texts: bytes) -> tuple[str, ...]:
        """Those of the same run in which all of the texts occur; name the rarest one first."""
        root = self._index.suite_root(path)
        self._index.consulted.link(path, mention_node(root, texts))
        self._index.consulted.link(mention_node(root, texts), SUITE + root)
        return self._with(root, texts)

    def _of(self, root: str) -> tuple[str, ...]:
        if root not in self._files:
            self._files[root] = tuple(self._discovery.files(root, self._index.consulted))
            self._index.consulted.answer(SUITE + root, self._files[root])
        return self._files[root]

    def _with(self, root: str, texts: tuple[bytes, ...]) -> tuple[str, ...]:
        if not texts:
            return self._of(root)
        if (root, texts) not in self._mentioning:
            *before, last = texts
            candidates = self._with(root, tuple(before))
            found = tuple(one for one in candidates if self._speaks(one, last))
            self._mentioning[root, texts] = found
            self._index.consulted.answer(mention_node(root, texts), found)
        return self._mentioning[root, texts]

    def _speaks(self, path: str, text: bytes) -> bool:
        try:
            return text in self._index.read(path)
        except UnreadableError:
            return False
