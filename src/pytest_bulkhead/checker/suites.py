"""The files that one run of pytest covers: which they are, and which of them speak of something."""

from __future__ import annotations

from pytest_bulkhead.checker.discovery import Discovery
from pytest_bulkhead.checker.index import ProjectIndex


class Suites:
    """Looks up each suite once; the text of a file is read only when somebody asks what stands in it."""

    def __init__(self, discovery: Discovery, index: ProjectIndex) -> None:
        self._discovery = discovery
        self._index = index
        self._files: dict[str, tuple[str, ...]] = {}
        self._mentioning: dict[tuple[str, tuple[bytes, ...]], tuple[str, ...]] = {}

    def files(self, path: str) -> tuple[str, ...]:
        """Every file that pytest would collect in one run with this one."""
        return self._of(self._index.suite_root(path))

    def mentioning(self, path: str, *texts: bytes) -> tuple[str, ...]:
        """Those of the same run in which all of the texts occur; name the rarest one first."""
        root = self._index.suite_root(path)
        return self._with(root, texts)

    def _of(self, root: str) -> tuple[str, ...]:
        if root not in self._files:
            self._files[root] = tuple(self._discovery.files(root))
        return self._files[root]

    def _with(self, root: str, texts: tuple[bytes, ...]) -> tuple[str, ...]:
        if not texts:
            return self._of(root)
        if (root, texts) not in self._mentioning:
            *before, last = texts
            candidates = self._with(root, tuple(before))
            self._mentioning[root, texts] = tuple(one for one in candidates if self._index.mentions(one, last))
        return self._mentioning[root, texts]
