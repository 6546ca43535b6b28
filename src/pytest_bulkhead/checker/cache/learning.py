"""What a run brings to a graph: new answers, and the end of those that went by what has changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_bulkhead.checker.cache.graph import Comparison, Graph
from pytest_bulkhead.checker.files.consulted import News
from pytest_bulkhead.checker.files.consulted_kinds import ASKED, LISTED, MENTIONED, SHAPED, SUITE

_OF_FOLDERS = (ASKED, LISTED, SHAPED)


class Learning:
    """Takes up the news of one run."""

    def __init__(self, comparison: Comparison) -> None:
        self.graph: Graph = comparison.graph
        self.comparison = comparison
        self.changed: set[int] = set(comparison.different)
        self._fresh: dict[int, Any] = {}
        self._linked: dict[int, set[int]] = {}

    def learn(self, news: Iterable[News], results: dict[str, Any]) -> None:
        """Put a run's news and results into the graph.

        Args:
            news: of all processes.
            results: by the paths of the files that were checked.
        """
        news = list(news)
        stamps: dict[str, int] = {}
        for one in news:
            self._meet(one.answers)
            for path, stamp in one.stamps.items():
                if stamps.setdefault(path, stamp) != stamp:
                    stamps[path] = 0
        self._drop()
        self._answer()
        for one in news:
            self._link(one)
        self._stamp(stamps)
        for path, result in results.items():
            self.graph.results[self.graph.number(path)] = result

    def _meet(self, answers: dict[str, Any]) -> None:
        """Compare answers with those of earlier runs, and those of this run with each other."""
        for name, found in answers.items():
            node = self.graph.number(name)
            before = self.graph.answers[node]
            if name[0] == ASKED:
                # Only the names that this run asked for are among the news; the others are compared with the disk.
                if before is not None and not self.comparison.is_same(node):
                    self.changed.add(node)
            elif name[0] in (SUITE, MENTIONED) and found is not None:
                found = [self.graph.number(path) for path in found]
            if name[0] != ASKED and before is not None and before != found:
                self.changed.add(node)
            self._fresh[node] = _joined(self._fresh[node], found) if node in self._fresh else found

    def _drop(self) -> None:
        """Forget what went by something that has changed."""
        graph = self.graph
        suites = {node for node in range(len(graph.names)) if graph.is_suite(node)}
        for node in suites:
            if graph.names[node][0] == MENTIONED and not self._is_settled(node):
                files = self._files_of_suite(node)
                if files is None or not self.changed.isdisjoint(files):
                    self.changed.add(node)
        settled = {node for node in suites if self._is_settled(node)} - self.changed
        affected = graph.affected(self.changed, range(len(graph.names)), spared=settled)
        for node in affected:
            graph.results.pop(node, None)
            graph.helpers.pop(node, None)
            if graph.is_suite(node) or node in self.changed:
                graph.answers[node] = None
                graph.stamps[node] = 0
        for node in (*self.changed, *self.comparison.found, *(one for one in suites if one in self._fresh)):
            graph.links[node] = []

    def _is_settled(self, suite: int) -> bool:
        """Whether this run knows what the answer about a suite is."""
        return suite in self._fresh or self.comparison.was_compared(suite)

    def _files_of_suite(self, mention: int) -> list[int] | None:
        root = self.graph.names[mention][1:].partition("\n")[0]
        suite = self.graph.numbers.get(SUITE + root)
        files: list[int] | None = self.graph.answers[suite] if suite is not None else None
        return files

    def _answer(self) -> None:
        for node, found in self._fresh.items():
            before = self.graph.answers[node]
            if self.graph.names[node][0] == ASKED and before is not None and found is not None:
                found = {**before, **found}
            self.graph.answers[node] = found

    def _link(self, news: News) -> None:
        number = self.graph.number
        for name, other in news.links:
            node, target = number(name), number(other)
            links = self._linked.get(node)
            if links is None:
                links = self._linked[node] = set(self.graph.links[node])
            if target not in links:
                links.add(target)
                self.graph.links[node].append(target)
        for path, helpers in news.helpers.items():
            self.graph.helpers[number(path)] = [number(helper) for helper in helpers]

    def _stamp(self, stamps: dict[str, int]) -> None:
        for path, stamp in stamps.items():
            for kind in ("", *_OF_FOLDERS):
                node = self.graph.numbers.get(kind + path, -1)
                if self._fresh.get(node) is not None and self.graph.answers[node] is not None:
                    self.graph.stamps[node] = stamp


def _joined(one: Any, other: Any) -> Any:
    """What two processes found, None when it is not the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        return None if any(one.get(name, found) is not found for name, found in other.items()) else {**one, **other}
    return one if one == other else None


def pruned(graph: Graph) -> Graph:
    """The part of a graph by which results go."""
    kept: set[int] = set()
    fresh = {*graph.results, *(node for node in range(len(graph.names)) if graph.names[node][0] == SUITE)}
    while fresh:
        reached = graph.reachable(fresh) - kept
        kept |= reached
        helpers = {helper for node in reached for helper in graph.helpers.get(node, ())}
        members = {file for node in reached if graph.is_suite(node) for file in graph.answers[node] or ()}
        fresh = (helpers | members) - kept
    return _renumbered(graph, sorted(kept, key=lambda node: graph.names[node]))


def _renumbered(graph: Graph, kept: list[int]) -> Graph:
    made = Graph()
    numbers = {node: made.number(graph.names[node]) for node in kept}
    for node, number in numbers.items():
        made.links[number] = sorted(numbers[link] for link in graph.links[node])
        answer = graph.answers[node]
        made.answers[number] = [numbers[one] for one in answer] if graph.is_suite(node) and answer else answer
        made.stamps[number] = graph.stamps[node]
        if node in graph.helpers:
            made.helpers[number] = [numbers[one] for one in graph.helpers[node]]
        if node in graph.results:
            made.results[number] = graph.results[node]
    return made
