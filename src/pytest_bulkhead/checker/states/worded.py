"""Which functions of a file have words in their text that a change of a state wants, or name a function that has."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.source.scopes import FunctionNode
from pytest_bulkhead.checker.source.stretches import Stretches, places_of, places_of_word, words_of

_DEFINITION = re.compile(r"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)
_INDENT = re.compile(r"[ \t]*")
_WORD = re.compile(r"\w+")
# A name, or an attribute, for what has another name, or is handed out by what has one.
_ALIAS = re.compile(
    r"([ \t]*)(?:\w+\.)*(\w+)[ \t]*(?::[^=\n]+)?=[ \t]*(?:[\w.]+[ \t]*=[ \t]*)*"
    r"\(?[\w.]+(?:\(\))?[ \t]*\)?[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
_ATTRIBUTE = re.compile(r"[ \t]*\w+\.")
_IMPORT = re.compile(r"[ \t]*(?:from|import)\b")
_BROUGHT = re.compile(r"import[ \t]+(?:\(([^)]*)\)|([^\n]*))")
_AS = re.compile(r"\bas[ \t]+(\w+)")
_WITH = re.compile(r"[ \t]*(?:async[ \t]+)?(?:with|except)\b")


@dataclass(frozen=True, slots=True)
class Worded:
    """What of a file is worth being looked at.

    Args:
        functions: nested ones and those around them included.
        at_import: something else than a function is, too.
    """

    functions: frozenset[FunctionNode]
    at_import: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What a change of a state wants in the text.

    Args:
        innocent: a regular expression for those places, from the word on, at which it is read and no more.
    """

    words: tuple[str, ...]
    innocent: str = ""


class Wording:
    """Answers for the words of one rule."""

    def __init__(self, index: ProjectIndex, words: Words) -> None:
        self._index = index
        self._words = words.words
        self._innocent = re.compile(words.innocent) if words.innocent else None
        self._elsewhere: dict[str, frozenset[str]] = {}
        self._definitions: dict[str, _Definitions] = {}
        self._naming: dict[tuple[str, str], frozenset[str]] = {}
        self._brought: dict[frozenset[str], frozenset[str]] = {}

    def of(self, module: Module, helpers: frozenset[str]) -> Worded:
        """What of a file has one of the words, or names what has.

        Args:
            module: the file.
            helpers: the files for tests from which it gets names, however many imports lie between.
        """
        text = module.source.text
        stretches = Stretches(module)
        concerned: set[FunctionNode] = set()
        at_import = False
        named = set(self._from(helpers, module))
        if named:
            named &= words_of(module)
        known = set(named)
        places = [at for word in self._words for at in self._places(word, text)]
        while places or named:
            places.extend(at for name in named for at in places_of_word(name, text))
            fresh: set[str] = set()
            for at in places:
                around = stretches.around(at)
                fresh.update(node.name for node in around)
                concerned.update(around)
                fresh.update(_named(text, at, local=bool(around)))
                at_import = at_import or not (around or _IMPORT.match(text, _line_start(text, at)))
            places, named = [], fresh - known
            known |= fresh
        return Worded(frozenset(concerned), at_import)

    def _places(self, word: str, text: str) -> Iterator[int]:
        innocent = self._innocent
        return (at for at in places_of(word, text) if not (innocent and innocent.match(text, at)))

    def _from(self, helpers: frozenset[str], module: Module) -> frozenset[str]:
        """The names in other files of functions that are worth being looked at, and of what stands for a word."""
        if helpers not in self._brought:
            found = frozenset[str]().union(*(self._in_file(path, module) for path in helpers))
            fresh = found
            while fresh:
                naming = (self._naming_in(path, name, module) for path in helpers for name in fresh)
                fresh = frozenset[str]().union(*naming) - found
                found |= fresh
            self._brought[helpers] = found
        return self._brought[helpers]

    def _in_file(self, path: str, module: Module) -> frozenset[str]:
        if path not in self._elsewhere:
            text = ""
            if any(self._index.mentions(path, word.encode(), module) for word in self._words):
                text = self._index.data(path, module).decode(errors="replace")
            places = [at for word in self._words for at in self._places(word, text)]
            self._elsewhere[path] = self._names_around(places, path, text)
        return self._elsewhere[path]

    def _naming_in(self, path: str, name: str, module: Module) -> frozenset[str]:
        if (path, name) not in self._naming:
            text = ""
            if self._index.mentions(path, name.encode(), module):
                text = self._index.data(path, module).decode(errors="replace")
            self._naming[path, name] = self._names_around(list(places_of_word(name, text)), path, text)
        return self._naming[path, name]

    def _names_around(self, places: list[int], path: str, text: str) -> frozenset[str]:
        if not places:
            return frozenset()
        if path not in self._definitions:
            self._definitions[path] = _Definitions(text)
        definitions = self._definitions[path]
        return frozenset(name for at in places for name in definitions.names_around(at))


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[_line_start(text, at) : end if end >= 0 else len(text)]


def _named(text: str, at: int, *, local: bool) -> Iterator[str]:
    """What the line in which a word stands gives a name to that others can use.

    Args:
        text: of the file.
        at: the word's place.
        local: it stands in a function.
    """
    start = _line_start(text, at)
    alias = _ALIAS.match(text, start)
    if alias and text.find("=", start) < at and (not local or _ATTRIBUTE.match(text, start)):
        yield alias.group(2)
    if local:
        return
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    if " as " in line and not _WITH.match(line):
        yield from _AS.findall(line)
    brought = _BROUGHT.search(text, at) if _IMPORT.match(line) else None
    if brought and brought.start() <= start + len(line):
        yield from _WORD.findall(brought.group(1) or brought.group(2) or "")


class _Definitions:
    """Where the functions of a file that is not parsed begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = [(match.start(), len(match.group(1)), match.group(2)) for match in _DEFINITION.finditer(text)]
        self._starts = [start for start, _, _ in self._found]

    def names_around(self, at: int) -> Iterator[str]:
        """The functions in which a place may lie, as far as their indentation tells, and what it may be known as."""
        depth: int | None = None
        nearest = 1000
        for number in range(bisect_right(self._starts, at) - 1, -1, -1):
            _, inner, name = self._found[number]
            if depth is None or inner < depth:
                nearest = inner if depth is None else nearest
                depth = inner
                yield name
            if not depth:
                break
        indent = _INDENT.match(self._text, _line_start(self._text, at))
        yield from _named(self._text, at, local=nearest < len(indent.group() if indent else ""))
