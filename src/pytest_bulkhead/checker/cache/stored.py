"""A graph as a file: one line with a checksum, one with JSON; whatever is not exactly that is no cache."""

from __future__ import annotations

import binascii
import contextlib
import json
import os
import re
from itertools import chain
from typing import Any

from pytest_bulkhead.checker.cache.graph import Graph
from pytest_bulkhead.checker.files.consulted_kinds import ASKED, KINDS, MENTIONED, SUITE

FORMAT = 1
_SUITES = (SUITE, MENTIONED)
_TYPES: dict[str, type] = {ASKED: dict, SUITE: list, MENTIONED: list}
_LARGEST = 256 * 1024 * 1024
# So many files stay whatever their size, and more of them as long as all together take no more than that.
_KEPT = 8
_ROOM = 128 * 1024 * 1024
_NAME = re.compile(r"check-[0-9a-f]{16}\.json")
_LEFT_OVER = re.compile(r"check-[0-9a-f]{16}\.json\.[0-9]+")


def file_name(key: str) -> str:
    """The name of the file for a key, of which the first digits will do."""
    return f"check-{key[:16]}.json"


def load(path: str, key: str, root: str) -> tuple[Graph, dict[str, Any]] | None:
    """What a file holds, None when there is none, or it is of another key, or anything but whole.

    Args:
        path: of the file.
        key: that stands for all that the whole of it goes by.
        root: the folder to which the names of nodes are relative.
    """
    try:
        if os.stat(path).st_size > _LARGEST:
            return None
        with open(path, "rb") as file:
            checksum, _, body = file.read().partition(b"\n")
        if int(checksum, 16) != binascii.crc32(body):
            return None
        data = json.loads(body)
        if data["format"] != FORMAT or data["key"] != key:
            return None
        return _graph(data, root), dict(data["meta"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        return None


def save(path: str, key: str, root: str, graph: Graph, meta: dict[str, Any]) -> None:
    """Put a graph into a file, in the place of the one before.

    Raises:
        OSError: that place cannot be written.
    """
    body = json.dumps(_data(graph, root) | {"format": FORMAT, "key": key, "meta": meta}, separators=(",", ":")).encode()
    part = f"{path}.{os.getpid()}"
    try:
        with open(part, "xb") as file:
            file.write(b"%08x\n" % binascii.crc32(body))
            file.write(body)
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def prune(folder: str) -> None:
    """Remove the files that were written longest ago, and what is left of runs that were killed.

    Raises:
        OSError: the folder cannot be listed.
    """
    found: list[tuple[int, int, str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) or _LEFT_OVER.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    found.append((status.st_mtime_ns, status.st_size, entry.path))
    taken = 0
    for number, (_, size, path) in enumerate(sorted(found, reverse=True)):
        taken += size
        if number >= _KEPT and (taken > _ROOM or not path.endswith(".json")):
            with contextlib.suppress(OSError):
                os.unlink(path)


def _data(graph: Graph, root: str) -> dict[str, Any]:
    above = root + os.sep
    return {
        "names": [_shortened(name, above) for name in graph.names],
        "links": graph.links,
        "answers": graph.answers,
        "stamps": graph.stamps,
        "helpers": [[node, helpers] for node, helpers in graph.helpers.items()],
        "results": [[node, result] for node, result in graph.results.items()],
    }


def _graph(data: dict[str, Any], root: str) -> Graph:
    above = root + os.sep
    graph = Graph()
    graph.names = [_lengthened(name, above) for name in data["names"]]
    graph.links, graph.answers, graph.stamps = data["links"], data["answers"], data["stamps"]
    count = len(graph.names)
    if not count == len(graph.links) == len(graph.answers) == len(graph.stamps):
        raise ValueError("rows are missing")
    graph.numbers = {name: number for number, name in enumerate(graph.names)}
    graph.helpers, graph.results = dict(data["helpers"]), dict(data["results"])
    suites = [answer for name, answer in zip(graph.names, graph.answers, strict=True) if name[0] in _SUITES and answer]
    numbers = list(chain(*graph.links, *graph.helpers.values(), *suites, graph.helpers, graph.results))
    if not {int} >= {*map(type, numbers), *map(type, graph.stamps)}:
        raise ValueError("a number is none")
    if numbers and not 0 <= min(numbers) <= max(numbers) < count:
        raise ValueError("a link leads nowhere")
    for name, answer in zip(graph.names, graph.answers, strict=True):
        if answer is not None and type(answer) is not _TYPES.get(name[0], str):
            raise ValueError("an answer is none")
    return graph


def _shortened(name: str, above: str) -> str:
    """The name with its path relative to the project, where it lies below it: `kind:path`."""
    kind, path = (name[0], name[1:]) if name[0] in KINDS else ("", name)
    return f"{kind}:{path[len(above) :]}" if path.startswith(above) else name


def _lengthened(name: str, above: str) -> str:
    if name[0] == ":":
        return above + name[1:]
    return f"{name[0]}{above}{name[2:]}" if name[1:2] == ":" and name[0] in KINDS else name
