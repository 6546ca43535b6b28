"""What is remembered of one project: recalled for files that nothing has happened to, and completed by each run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pytest_bulkhead.checker.cache.disk import Disk
from pytest_bulkhead.checker.cache.graph import Comparison, Graph
from pytest_bulkhead.checker.cache.stored import file_name, load, prune, save
from pytest_bulkhead.checker.files.consulted_kinds import SUITE

Search = Callable[[str, Any], Iterator[str]]


class Memory:
    """The cache of one project.

    Args:
        root: the project's folder.
        folder: where caches are kept, empty for nowhere.
        key: stands for all that the whole cache goes by.
        since: when the run began.
        search: finds the test files below a folder, and tells what that goes by.
    """

    def __init__(self, root: str, folder: str, key: str, since: int, search: Search) -> None:
        self.root = root
        self.meta: dict[str, Any] = {}
        self._folder = folder
        self._key = key
        self._since = since
        self._search = search
        self._news: list[Any] = []
        stored = load(self._path, key, root) if folder else None
        graph, self.meta = stored or (Graph(), {})
        self._comparison = Comparison(graph, Disk(since), self._searched)
        self._recalled: dict[str, Any] = {}

    @property
    def _path(self) -> str:
        return os.path.join(self._folder, file_name(self._key))

    @property
    def _graph(self) -> Graph:
        return self._comparison.graph

    def files(self, folder: str) -> list[str]:
        """The test files below a folder."""
        node = self._graph.numbers.get(SUITE + folder)
        if node is not None and self._comparison.is_same(node) and node not in self._comparison.found:
            return [self._graph.names[number] for number in self._graph.answers[node]]
        if node is not None and node in self._comparison.found:
            return self._comparison.found[node]
        return list(self._searched(folder))

    def recall(self, paths: Iterable[str], wants: Callable[[str], bool]) -> tuple[dict[str, list[Any]], list[str]]:
        """What is remembered of files, and the files about which nothing is, or which it does not hold for any more.

        Args:
            paths: of the files.
            wants: answers whether a helper that one of them imports is to be checked, too.
        """
        graph = self._graph
        nodes = {path: graph.numbers.get(path) for path in paths}
        known = [node for node in nodes.values() if node is not None]
        stale = self._stale(self._with_helpers(known, set()))
        members = {node for node in self._with_helpers(known, stale) if node in known or wants(graph.names[node])}
        held = {node for node in members if node not in stale and node in graph.results}
        todo = [path for path, node in nodes.items() if node is None]
        todo.extend(graph.names[node] for node in members - held)
        return {graph.names[node]: graph.results[node] for node in held}, sorted(todo)

    def _with_helpers(self, nodes: Iterable[int], stale: set[int]) -> set[int]:
        """The nodes, and the helpers that they import, unless that is not certain any more."""
        found = set(nodes)
        pending = list(found)
        while pending:
            node = pending.pop()
            for helper in self._graph.helpers.get(node, ()) if node not in stale else ():
                if helper not in found:
                    found.add(helper)
                    pending.append(helper)
        return found

    def _stale(self, nodes: Iterable[int]) -> set[int]:
        graph = self._graph
        reached = graph.reachable(nodes, enter=lambda node: not graph.is_suite(node))
        different = [node for node in reached if not self._comparison.is_same(node)]
        if not different:
            return set()
        suites = {node for node in reached if graph.is_suite(node)}
        return graph.affected(different, reached, spared=suites)

    def learn(self, news: Iterable[Any], results: dict[str, Any], meta: dict[str, Any]) -> None:
        """Keep what a run found out, if that is anything new, and if there is a place for it."""
        news = [*self._news, *news]
        if not self._folder or not (news or results or self._comparison.restamped or self._comparison.different):
            return
        # Only a run that has something to tell needs all this.
        from pytest_bulkhead.checker.cache.learning import Learning, pruned
        from pytest_bulkhead.checker.cache.place import prepare

        Learning(self._comparison).learn(news, results)
        with contextlib.suppress(OSError):  # a place that cannot be written costs time and nothing else
            prepare(self._folder)
            save(self._path, self._key, self.root, pruned(self._graph), meta)
            prune(self._folder)

    def _searched(self, folder: str) -> Iterator[str]:
        from pytest_bulkhead.checker.files.consulted import (
            Consulted,  # nothing has to be searched while all is as it was
        )

        consulted = Consulted(self._since if self._folder else 0)
        files = list(self._search(folder, consulted))
        consulted.answer(SUITE + folder, files)
        self._news.append(consulted.take())
        return iter(files)
