"""Nodes that answers depend on, and which of them are as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pytest_bulkhead.checker.cache.disk import Disk
from pytest_bulkhead.checker.files.consulted_kinds import (
    ASKED,
    KINDS,
    LISTED,
    MENTIONED,
    PLACE,
    SETTINGS,
    SHAPED,
    SUITE,
)
from pytest_bulkhead.checker.files.folders import holds

_GROUPS = frozenset({PLACE, SETTINGS})


class Graph:
    """What was consulted in earlier runs, by the numbers of the nodes.

    Attributes:
        links: the nodes that each goes by.
        answers: what was found for each; None where that is worth nothing.
        stamps: of files and folders, 0 where they do not tell enough.
        helpers: the files of the test tree that a file imports, for those that were looked at.
        results: what checking a file came to, for those that were checked.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self.links: list[list[int]] = []
        self.answers: list[Any] = []
        self.stamps: list[int] = []
        self.helpers: dict[int, list[int]] = {}
        self.results: dict[int, Any] = {}
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a node, which is made where there is none of that name."""
        number = self.numbers.get(name)
        if number is None:
            number = self.numbers[name] = len(self.names)
            self.names.append(name)
            self.links.append([])
            self.answers.append(None)
            self.stamps.append(0)
        return number

    def reachable(self, starts: Iterable[int], *, enter: Callable[[int], bool] = lambda _: True) -> set[int]:
        """The nodes that answers about some nodes go by, themselves included."""
        found = set(starts)
        pending = list(found)
        while pending:
            node = pending.pop()
            for other in self.links[node] if enter(node) else ():
                if other not in found:
                    found.add(other)
                    pending.append(other)
        return found

    def affected(self, changed: Iterable[int], among: Iterable[int], *, spared: frozenset[int] | set[int]) -> set[int]:
        """The nodes whose answers go by some that have changed, but for what only spared ones lead to."""
        askers: dict[int, list[int]] = {}
        for node in among:
            if node not in spared:
                for other in self.links[node]:
                    askers.setdefault(other, []).append(node)
        found = set(changed)
        pending = list(found)
        while pending:
            for asker in askers.get(pending.pop(), ()):
                if asker not in found:
                    found.add(asker)
                    pending.append(asker)
        return found

    def is_suite(self, node: int) -> bool:
        return self.names[node][0] in (SUITE, MENTIONED)


class Comparison:
    """A graph beside the disk: each node is compared once, and stamped anew where that is worth it."""

    def __init__(self, graph: Graph, disk: Disk, search: Callable[[str], Iterator[str]]) -> None:
        """Nothing is compared before it is asked for.

        Args:
            graph: of earlier runs.
            disk: as it is now.
            search: finds the test files below a folder, for a suite whose folders have changed.
        """
        self.graph = graph
        self.disk = disk
        self.search = search
        self.restamped = False
        # Suites that were searched anew, with what was found.
        self.found: dict[int, list[str]] = {}
        self._same: dict[int, bool] = {}

    @property
    def different(self) -> set[int]:
        """The nodes that were compared and are not as they were."""
        return {node for node, same in self._same.items() if not same}

    def was_compared(self, node: int) -> bool:
        return node in self._same

    def is_same(self, node: int) -> bool:
        """Whether the answer that was found for a node would be found now."""
        same = self._same.get(node)
        if same is None:
            same = self._same[node] = self._compare(node)
        return same

    def _compare(self, node: int) -> bool:
        name = self.graph.names[node]
        kind = name[0]
        if kind in _GROUPS:
            return True
        if kind == SUITE:
            return self._is_same_suite(node)
        if kind == MENTIONED:
            return self._is_same_mention(node)
        path = name[1:] if kind in KINDS else name
        stamp = self.disk.stamp(path)
        if stamp and stamp == self.graph.stamps[node]:
            return True
        answer = self.graph.answers[node]
        same = answer is not None and self._is_answered(kind, path, answer)
        stamp = self.disk.stamp(path)
        if same and stamp != self.graph.stamps[node]:
            self.graph.stamps[node] = stamp
            self.restamped = True
        return same

    def _is_answered(self, kind: str, path: str, answer: Any) -> bool:
        if kind == ASKED:
            names = self.disk.names(path)
            return all(holds(names, name) is found for name, found in answer.items())
        if kind == LISTED:
            return bool(self.disk.digest_of_names(path) == answer)
        if kind == SHAPED:
            return bool(self.disk.shape(path) == answer)
        return bool(self.disk.digest(path) == answer)

    def _is_same_suite(self, node: int) -> bool:
        answer = self.graph.answers[node]
        if answer is None:
            return False
        if all(self.is_same(link) for link in self.graph.links[node]):
            return True
        files = list(self.search(self.graph.names[node][1:]))
        self.found[node] = files
        return files == [self.graph.names[number] for number in answer]

    def _is_same_mention(self, node: int) -> bool:
        """Whether the same files of a suite speak of something: only those that have changed are looked into."""
        root, *texts = self.graph.names[node][1:].split("\n")
        suite = self.graph.numbers.get(SUITE + root)
        answer = self.graph.answers[node]
        if suite is None or answer is None or not self.is_same(suite):
            return False
        speaking = set(answer)
        for file in self.graph.answers[suite]:
            if not self.is_same(file) and self._speaks(file, texts) is not (file in speaking):
                return False
        return True

    def _speaks(self, file: int, texts: list[str]) -> bool:
        try:
            data = self.disk.read(self.graph.names[file])
        except OSError:
            return False
        return all(text.encode("latin-1") in data for text in texts)
