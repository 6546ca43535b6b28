"""Which of many groups of texts have a member that occurs in a file: one look at its words, however many texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Everything but letters, digits and underscores becomes a space.
_WORDS = bytes(code if (chr(code).isalnum() and code < 128) or code == 95 else 32 for code in range(256))
# Words without interest that are remembered, so that those of the next file cost nothing.
_REMEMBERED = 50_000
# By so many first bytes a part is looked up.
_HEAD = 4


class Gates:
    """Groups of texts by their positions.

    A text can only occur where the longest word of it is part of a word; most files have few words that the files
    before did not have.
    """

    def __init__(self, groups: Sequence[Iterable[bytes]]) -> None:
        # By the longest word of each text; in all that follows, groups are bits of a number.
        self._texts: dict[bytes, dict[bytes, int]] = {b"": {}}
        for number, texts in enumerate(groups):
            for text in texts:
                part = max(text.translate(_WORDS).split(), key=len, default=b"")
                held = self._texts.setdefault(part, {})
                held[text] = held.get(text, 0) | 1 << number
        self._wordless = self._texts.pop(b"")
        self._by_head: dict[bytes, list[bytes]] = {}
        for part in self._texts:
            self._by_head.setdefault(part[:_HEAD] if len(part) >= _HEAD else b"", []).append(part)
        self._dull: set[bytes] = set()
        self._telling: dict[bytes, tuple[int, dict[bytes, int]]] = {}
        self._seen: dict[int, frozenset[int]] = {}

    def open_for(self, data: bytes) -> frozenset[int]:
        """The positions of the groups of which a text occurs."""
        words = set(data.translate(_WORDS).split())
        self._learn(words - self._dull)
        found, likely = 0, dict(self._wordless)
        for word in words & self._telling.keys():
            sure, texts = self._telling[word]
            found |= sure
            likely.update(texts)
        for text, numbers in likely.items():
            if numbers & ~found and text in data:
                found |= numbers
        if found not in self._seen:
            self._seen[found] = frozenset(number for number in range(found.bit_length()) if found >> number & 1)
        return self._seen[found]

    def _learn(self, words: set[bytes]) -> None:
        fresh = words - self._telling.keys()
        if len(self._dull) > _REMEMBERED:
            self._dull.clear()
        parts = self._parts_in(b" ".join(fresh))
        if not parts:
            self._dull |= fresh
            return
        for word in fresh:
            within = [part for part in parts if part in word]
            if within:
                self._telling[word] = self._told_by(within)
            else:
                self._dull.add(word)

    def _parts_in(self, words: bytes) -> list[bytes]:
        heads = {words[start : start + _HEAD] for start in range(len(words) - _HEAD + 1)} & self._by_head.keys()
        return [part for head in (b"", *heads) for part in self._by_head.get(head, ()) if part in words]

    def _told_by(self, parts: list[bytes]) -> tuple[int, dict[bytes, int]]:
        """The groups that are open for certain where these parts occur, and the texts that may occur, too."""
        sure, likely = 0, {}
        for part in parts:
            for text, numbers in self._texts[part].items():
                if text == part:
                    sure |= numbers
                else:
                    likely[text] = numbers
        return sure, likely
