"""Which of many groups of texts have a member that occurs in a file: one look at its words, however many texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Everything but letters, digits and underscores becomes a space.
_WORDS = bytes(code if (chr(code).isalnum() and code < 128) or code == 95 else 32 for code in range(256))
# Words without interest that are remembered, so that those of the next file cost nothing.
_REMEMBERED = 50_000


class Gates:
    """Groups of texts by their positions.

    A text can only occur where the longest word of it is part of a word; most files have few words that the files
    before did not have.
    """

    def __init__(self, groups: Sequence[Iterable[bytes]]) -> None:
        self._texts: dict[bytes, dict[bytes, set[int]]] = {}
        self._bare: dict[bytes, set[int]] = {}
        self._always = frozenset(number for number, texts in enumerate(groups) if b"" in texts)
        for number, texts in enumerate(groups):
            for text in texts:
                words = text.translate(_WORDS).split()
                places = self._texts.setdefault(max(words, key=len), {}) if words else self._bare
                places.setdefault(text, set()).add(number)
        self._dull: set[bytes] = set()
        self._telling: dict[bytes, tuple[bytes, ...]] = {}

    def open_for(self, data: bytes) -> frozenset[int]:
        """The positions of the groups of which a text occurs."""
        words = set(data.translate(_WORDS).split())
        self._learn(words - self._dull)
        found = set(self._always)
        for word in words & self._telling.keys():
            for part in self._telling[word]:
                for text, numbers in self._texts[part].items():
                    if not numbers <= found and (text == part or text in data):
                        found |= numbers
        for text, numbers in self._bare.items():
            if not numbers <= found and text in data:
                found |= numbers
        return frozenset(found)

    def _learn(self, words: set[bytes]) -> None:
        fresh = words - self._telling.keys()
        if len(self._dull) > _REMEMBERED:
            self._dull.clear()
        together = b" ".join(fresh)
        parts = [part for part in self._texts if part in together]
        for word in fresh:
            within = tuple(part for part in parts if part in word)
            if within:
                self._telling[word] = within
            else:
                self._dull.add(word)
