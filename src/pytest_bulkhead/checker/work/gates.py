"""Which of many groups of texts have a member that occurs in a file: one look at its words, however many texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# Everything but letters, digits and underscores becomes a space.
_WORDS = bytes(code if (chr(code).isalnum() and code < 128) or code == 95 else 32 for code in range(256))
# So many words are remembered, so that those of the next file cost nothing.
_REMEMBERED = 50_000
# Texts, each with the groups that it opens.
_Texts = dict[bytes, int]


class Gates:
    """Groups of texts by their positions.

    A text can only occur where its longest word is part of a word, at that word's beginning or end where the text has
    something before or behind it; most files have few words that the files before did not have.
    """

    def __init__(self, groups: Sequence[Iterable[bytes]]) -> None:
        # In all that follows, groups are bits of a number.
        self._wordless: _Texts = {}
        self._words: dict[bytes, _Texts] = {}
        self._parts: dict[bytes, _Texts] = {}
        for number, texts in enumerate(groups):
            for text in texts:
                held = self._place(text)
                held[text] = held.get(text, 0) | 1 << number
        self._seen: dict[int, frozenset[int]] = {}
        self._forget()

    def open_for(self, data: bytes) -> frozenset[int]:
        """The positions of the groups of which a text occurs."""
        if len(self._met) > _REMEMBERED:
            self._forget()
        words = set(data.translate(_WORDS).split())
        self._learn(words - self._met)
        found, likely = 0, dict(self._wordless)
        for word in self._telling.keys() & words:
            sure, texts = self._telling[word]
            found |= sure
            likely.update(texts)
        for text, numbers in likely.items():
            if numbers & ~found and text in data:
                found |= numbers
        if found not in self._seen:
            self._seen[found] = frozenset(number for number in range(found.bit_length()) if found >> number & 1)
        return self._seen[found]

    def _place(self, text: bytes) -> _Texts:
        """The texts that go by the same part of a word; a space in it stands for the word's beginning or end."""
        words = text.translate(_WORDS)
        longest = max(words.split(), key=len, default=b"")
        if not longest:
            return self._wordless
        at = words.find(longest)
        end = at + len(longest)
        if at and end < len(text):
            return self._words.setdefault(longest, {})
        return self._parts.setdefault(words[max(0, at - 1) : end + 1], {})

    def _forget(self) -> None:
        self._met = set(self._words)
        self._telling: dict[bytes, tuple[int, _Texts]] = {word: (0, texts) for word, texts in self._words.items()}
        self._learn(self._met)

    def _learn(self, fresh: set[bytes]) -> None:
        self._met |= fresh
        text = b" %b " % b" ".join(fresh)
        for part in [part for part in self._parts if part in text]:
            at = text.find(part)
            while at >= 0:
                start = text.rfind(b" ", 0, at + 1) + 1
                end = text.find(b" ", at + len(part) - 1)
                self._tell(text[start:end], self._parts[part])
                at = text.find(part, end)

    def _tell(self, word: bytes, texts: _Texts) -> None:
        sure, likely = self._telling.get(word, (0, {}))
        likely = dict(likely)
        for text, numbers in texts.items():
            if text in word:
                sure |= numbers
            else:
                likely[text] = numbers
        self._telling[word] = sure, likely
