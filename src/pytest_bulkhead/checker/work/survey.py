"""A first look at the bytes of a file: which rules have anything to look for in it, and which helpers it imports."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.files.layout import ImportRoots, is_test_path
from pytest_bulkhead.checker.rule import Rule
from pytest_bulkhead.checker.work.gates import Gates

_IMPORT = re.compile(rb"[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n(;]+))|import[ \t]+([^\n;]+))")
_TOP_LEVEL = re.compile(rb"^(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)
_NAME = re.compile(rb"([.\w]+)(?:\s+as\s+\w+)?\s*,?")
_PLUGINS = re.compile(rb"^pytest_plugins\b[^=\n]*=\s*([\[(]?[^\])]*)", re.MULTILINE)
_TEXT = re.compile(rb"['\"]([\w.]+)['\"]")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What the bytes of a file tell.

    Args:
        hits: the positions of the rules whose tokens occur.
        adrift: the positions of the rules whose anchors do not: nothing elsewhere makes them look at this file.
        helpers: files of the same test tree that it imports.
        marked: it holds a suppression, or something that reads like one.
    """

    path: str
    hits: frozenset[int]
    adrift: frozenset[int]
    helpers: tuple[str, ...]
    marked: bool


class Surveyor:
    """Looks at files without parsing them."""

    def __init__(self, rules: Iterable[Rule], roots: ImportRoots) -> None:
        self._rules = tuple(rules)
        self._tokens = [tuple(token.encode() for token in rule.tokens) for rule in self._rules]
        self._anchored = frozenset(number for number, rule in enumerate(self._rules) if rule.anchors)
        self._patterns = [tuple(re.compile(one.encode()) for one in rule.patterns) for rule in self._rules]
        anchors = [tuple(anchor.encode() for anchor in rule.anchors) for rule in self._rules]
        self._gates = Gates([*self._tokens, *anchors])
        self._roots = roots
        self._folders: dict[tuple[str, str], str | None] = {}

    def survey(self, path: str, data: bytes) -> Surveyed:
        """What the bytes of one file tell."""
        opened, count = self._gates.open_for(data), len(self._tokens)
        adrift = frozenset(number for number in self._anchored if count + number not in opened)
        hits = frozenset(
            number
            for number, patterns in enumerate(self._patterns)
            if (number in opened or (number not in adrift and any(one.search(data) for one in patterns)))
            and self._rules[number].is_suspicious(data)
        )
        return Surveyed(path, hits, adrift, tuple(self._helpers(path, data)), b"bulkhead:" in data)

    def carriers(self, data: bytes, rule: int) -> frozenset[bytes]:
        """The functions of a helper in which a rule's tokens occur: only whoever names one of them can be concerned."""
        starts = list(_TOP_LEVEL.finditer(data))
        ends = [*(match.start() for match in starts[1:]), len(data)]
        return frozenset(
            match.group(2)
            for match, end in zip(starts, ends, strict=False)
            if match.group(1) == b"def"
            and any(data.find(token, match.start(), end) >= 0 for token in self._tokens[rule])
            and self._rules[rule].is_suspicious(data, match.start(), end)
        )

    def _helpers(self, path: str, data: bytes) -> Iterator[str]:
        seen = {path}
        for name in _imported(data):
            found = self._locate(name, path)
            if found and found not in seen:
                seen.add(found)
                yield found

    def _locate(self, name: str, path: str) -> str | None:
        folder = os.path.dirname(path)
        if (folder, name) not in self._folders:
            bare = name.lstrip(".")
            level = len(name) - len(bare)
            place = self._roots.relative(level, bare, path) if level else self._roots.locate(bare, path)
            found = place[0] if place and is_test_path(place[0]) else None
            self._folders[folder, name] = found
        return self._folders[folder, name]


def _imported(data: bytes) -> Iterator[str]:
    for source, in_brackets, on_line, plain in _imports(data):
        if source:
            start = source.decode(errors="replace")
            for name in _NAME.findall(in_brackets or on_line):
                yield start + ("" if start.endswith(".") else ".") + name.decode(errors="replace")
        else:
            for name in _NAME.findall(plain):
                yield name.decode(errors="replace")
    for block in _PLUGINS.findall(data) if b"pytest_plugins" in data else ():
        for name in _TEXT.findall(block):
            yield name.decode(errors="replace")


def _imports(data: bytes) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """The parts of each import statement; looking for the word first is faster than trying each line."""
    at = data.find(b"import")
    while at >= 0:
        match = _IMPORT.match(data, data.rfind(b"\n", 0, at) + 1)
        if match:
            source, in_brackets, on_line, plain = match.groups(b"")
            yield source, in_brackets, on_line, plain
        at = data.find(b"import", max(match.end() if match else 0, at + 1))
