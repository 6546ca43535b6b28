"""A look at the text of a file, before it is parsed, for statements that may change what lasts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

# `thing.name = …`, `thing[…] += …`
_ASSIGNED = re.compile(rb"\n[ \t]+(\w+)([.\[][^\n=(]*)=(?!=)")
_METHOD = re.compile(
    rb"\.(?:append|appendleft|add|insert|extend|extendleft|update|setdefault|pop|popitem|popleft|remove|discard|clear"
    rb"|__setitem__|__delitem__)\("
)
_CHANGED = re.compile(rb"[ \t]+(?:\w+[ \t]*=[ \t]*)?(\w+)([\w.\[\]'\"]*)\.\w+\(")
_DELETED = re.compile(rb"\n[ \t]+del (\w+)([.\[])")
# Each with what must stand in the text for a search to be worth it.
_BY_OTHER_MEANS = (
    (b"attr(", re.compile(rb"(?:set|del)attr\((?<![.\w]........)")),
    (b"reload(", re.compile(rb"\breload\(\w")),
    (b".setitem(", re.compile(rb"\boperator\.setitem\(")),
    (b" global ", re.compile(rb"\n[ \t]+global \w")),
)
# What mocks are configured by, and what is the state of the process.
_OF_MOCKS = (b"return_value", b"side_effect")
_OF_PROCESS = (b"environ", b"path", b"modules", b"argv", b"std", b"meta_path")
_AT_TOP = re.compile(rb"\n(\w+)[ \t]*(?::[^=\n]+)?=")
_IMPORTED = re.compile(rb"import[ \t]+(?:\(([^)]*)\)|([^\n#;]+(?:\\\n[^\n]*)*))")
_GIVEN = re.compile(rb"def[ \t]+\w+[ \t]*\(([^)]*)\)")
# A name for what a module, a function's cache or a loader hands out.
_ALIAS = re.compile(rb"\n[ \t]+(\w+)[ \t]*=[ \t]*(\w+)(?:\.[\w.]+)?[ \t]*(?=\n)")
_FROM_CACHE = re.compile(
    rb"\n[ \t]+(\w+)[ \t]*=[ \t]*(?:[\w.]+\.)?(?:\w*get_\w+\(\)|import_module\(|importorskip\(|__import__\()"
)
_DEFINITION = re.compile(rb"(?:\A|(?<=\n))[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)")
_WORD = re.compile(rb"\w+")
_OWN = frozenset({b"self", b"cls", b"monkeypatch", b"mocker", b"request", b"metafunc", b"item", b"caplog"})


def may_change_what_lasts(data: bytes, start: int = 0, end: int | None = None) -> bool:
    """Whether a statement of a stretch changes an attribute, or what is in a container, of something not made there."""
    return Suspects(data).in_stretch(data[start:end] if start or end is not None else data)


class Suspects:
    """One file, and the names in it that may stand for what lasts."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @functools.cached_property
    def _lasting(self) -> frozenset[bytes]:
        """The names that are bound at the top, by imports, or to a part of what is."""
        found = {*_AT_TOP.findall(b"\n" + self.data), *_words(_IMPORTED.findall(self.data))}
        return frozenset(found | {name for name, of in _ALIAS.findall(self.data) if of in found})

    @functools.cached_property
    def _handed_on(self) -> frozenset[bytes]:
        """The names for what a cache, a loader or a fixture may hand on."""
        return frozenset({*_FROM_CACHE.findall(self.data), *_words(_GIVEN.findall(self.data))})

    def in_stretch(self, stretch: bytes) -> bool:
        """Whether a statement of a stretch may change what lasts."""
        return next(self.places(stretch), None) is not None

    def places(self, stretch: bytes) -> Iterator[int]:
        """Where statements of a stretch may change what lasts."""
        for text, pattern in _BY_OTHER_MEANS:
            if text in stretch:
                yield from (found.end() - 1 for found in pattern.finditer(stretch))
        for at, root, is_attribute in _changed(stretch):
            if root not in _OWN and (root in self._lasting or (is_attribute and root in self._handed_on)):
                yield at

    @functools.cached_property
    def functions(self) -> frozenset[bytes]:
        """The names of the functions and methods whose text may change what lasts."""
        starts = list(_DEFINITION.finditer(self.data))
        ends = [*(match.start() for match in starts[1:]), len(self.data)]
        return frozenset(
            match.group(1)
            for match, end in zip(starts, ends, strict=False)
            if self.in_stretch(self.data[match.start() : end])
        )


def _changed(stretch: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """The names with which the statements begin that assign to an attribute, or change what a container holds."""
    for found in _ASSIGNED.finditer(stretch):
        root, rest = found.groups()
        if _is_of_process(root, rest):
            continue
        if rest.startswith(b".") and not rest.rstrip(b" \t+-").endswith(_OF_MOCKS):
            yield found.end() - 1, root, True
        elif b"[" in rest:
            yield found.end() - 1, root, False
    for method in _METHOD.finditer(stretch):
        line = _CHANGED.match(stretch, stretch.rfind(b"\n", 0, method.start()) + 1, method.end())
        if line and not _is_of_process(*line.groups()):
            yield method.start(), line.group(1), False
    if b" del " in stretch:
        yield from ((found.end() - 1, found.group(1), False) for found in _DELETED.finditer(stretch))


def _is_of_process(root: bytes, rest: bytes) -> bool:
    return root in (b"os", b"sys") and rest[1:].startswith(_OF_PROCESS)


def _words(found: list[bytes] | list[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for one in found:
        for text in (one,) if isinstance(one, bytes) else one:
            yield from _WORD.findall(text)
