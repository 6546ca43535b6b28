"""A statement's words, read one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_bulkhead.plugin.touching.sql.tokens import END, Is, Token


class Words:
    """A place in a list of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self.at = 0

    @property
    def now(self) -> Token:
        return self.ahead(0)

    @property
    def word(self) -> str:
        """The word that stands here; empty where something else does."""
        return self.now.text if self.now.kind is Is.WORD else ""

    @property
    def mark(self) -> str:
        """The mark that stands here; empty where something else does."""
        return self.now.text if self.now.kind is Is.MARK else ""

    @property
    def is_over(self) -> bool:
        return self.at >= len(self._tokens)

    def ahead(self, distance: int) -> Token:
        at = self.at + distance
        return self._tokens[at] if 0 <= at < len(self._tokens) else END

    def step(self) -> Token:
        token = self.now
        self.at += 1
        return token

    def skip(self, *words: str) -> bool:
        """Go on if these words stand here, one after the other."""
        if all(self.ahead(number) == (Is.WORD, word) for number, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def skip_any(self, *words: str) -> str:
        """Go on while one of these stands here.

        Returns:
            All that were found, with a space before and after each.
        """
        found = ""
        while self.word in words and self.word:
            found += f" {self.step().text} "
        return found

    def name(self) -> tuple[str, ...] | None:
        """A name with what it is qualified by, the outermost first; None where none stands here."""
        parts: list[str] = []
        while self.now.kind in (Is.WORD, Is.NAME):
            parts.append(self.step().text)
            if self.mark != ".":
                return tuple(parts)
            self.step()
        return None

    def over_brackets(self) -> None:
        """Go behind the bracket that closes the one which stands here."""
        depth = 0
        while not self.is_over:
            mark = self.mark
            self.step()
            depth += (mark == "(") - (mark == ")")
            if depth == 0:
                return
