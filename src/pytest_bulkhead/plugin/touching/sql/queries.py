"""The tables of a query, and of what inserts, updates, deletes and merges."""

from __future__ import annotations

from pytest_bulkhead.plugin.touching.sql.statement import Ref
from pytest_bulkhead.plugin.touching.sql.tokens import Is
from pytest_bulkhead.plugin.touching.sql.words import Words
from pytest_bulkhead.touch import Access

QUERIES = frozenset({"select", "with", "values", "table", "insert", "update", "delete", "merge"})
_ENDS_FROM = frozenset(
    [
        "where",
        "group",
        "order",
        "having",
        "limit",
        "offset",
        "fetch",
        "for",
        "union",
        "intersect",
        "except",
        "window",
        "returning",
        "set",
        "on",
        "when",
    ]
)
_JOINS = frozenset(["join", "inner", "left", "right", "full", "cross", "natural", "using", "tablesample", "default"])
_MOST = 60


class UnknownError(ValueError):
    """A table's name stands where a value is put in, or the like."""


class Query:
    """Reads one statement, with all that is nested in it."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._refs: list[Ref] = []
        self._depth = 0

    def read(self) -> list[Ref]:
        """Find the tables.

        Raises:
            UnknownError: not all of them can be told.
        """
        self._query(frozenset())
        if not self._words.is_over:
            raise UnknownError
        return self._refs

    def _query(self, known: frozenset[str]) -> None:
        """Read up to the bracket that closes this query, or its end.

        Args:
            known: the names of what `WITH` has defined around it.
        """
        self._depth += 1
        if self._depth > _MOST:
            raise UnknownError
        words = self._words
        if words.word == "with":
            known = self._with(known)
        match words.word:
            case "insert":
                self._insert(known)
            case "update":
                words.step()
                self._target(Access.WRITE, known)
            case "delete":
                self._delete(known)
            case "merge":
                words.skip("merge")
                words.skip("into")
                self._target(Access.WRITE, known)
            case "table":
                words.step()
                self._source(known)
        self._rest(known, is_query=True)
        self._depth -= 1

    def _with(self, known: frozenset[str]) -> frozenset[str]:
        words = self._words
        words.step()
        is_recursive = words.skip("recursive")
        while True:
            name = words.name()
            if name is None or len(name) != 1:
                raise UnknownError
            if words.mark == "(":
                words.over_brackets()
            if not words.skip("as"):
                raise UnknownError
            words.skip_any("not", "materialized")
            if words.mark != "(":
                raise UnknownError
            words.step()
            # Without `recursive`, a query may read the table that its own name will hide.
            self._query(known | {name[0]} if is_recursive else known)
            self._close()
            known |= {name[0]}
            while words.word in ("search", "cycle"):
                self._over_clause()
            if words.mark != ",":
                return known
            words.step()

    def _over_clause(self) -> None:
        words = self._words
        words.step()
        while not words.is_over and words.mark != "," and words.word not in QUERIES:
            words.step()

    def _insert(self, known: frozenset[str]) -> None:
        words = self._words
        words.step()
        if not words.skip("into"):
            raise UnknownError
        self._target(Access.WRITE, known)
        if words.mark == "(" and words.ahead(1).text not in QUERIES:
            words.over_brackets()
        words.skip("overriding", "system", "value")
        words.skip("overriding", "user", "value")
        if words.word == "with":
            known = self._with(known)

    def _delete(self, known: frozenset[str]) -> None:
        words = self._words
        words.step()
        if not words.skip("from"):
            raise UnknownError
        at = len(self._refs)
        self._target(Access.WRITE, known)
        self._alias()
        if not words.word and words.mark in ("", ")") and words.now.kind is Is.MARK and len(self._refs) > at:
            self._refs[at] = self._refs[at]._replace(access=Access.DELETE)  # of all rows

    def _target(self, access: Access, known: frozenset[str]) -> None:
        self._words.skip("only")
        self._add(self._name(), access, frozenset())
        if self._words.mark == "*":
            self._words.step()

    def _name(self) -> tuple[str, ...]:
        name = self._words.name()
        if name is None or len(name) > 3:
            raise UnknownError
        return name

    def _add(self, name: tuple[str, ...], access: Access, known: frozenset[str]) -> None:
        if len(name) == 1 and name[0] in known:
            return
        database, schema, own = ("", "", *name)[-3:]
        self._refs.append(Ref(own, access, schema, database))

    def _rest(self, known: frozenset[str], *, is_query: bool) -> None:
        """Look for what tables stand behind, up to the closing bracket."""
        words = self._words
        before = ""
        while not words.is_over and words.mark != ")":
            if words.mark == "(":
                self._nested(known)
                before = ""
                continue
            word = words.word
            words.step()
            if is_query and word in ("from", "join", "using") and before != "distinct":
                if word == "using" and words.mark == "(" and words.ahead(1).text not in QUERIES:
                    words.over_brackets()  # the columns of a join
                else:
                    self._sources(known)
            elif is_query and word in ("union", "intersect", "except"):
                words.skip_any("all", "distinct")
                if words.word == "table":
                    words.step()
                    self._source(known)
            elif is_query and word == "into" and before not in ("insert", "merge"):
                self._into(known)
            elif word == "of" and before in ("update", "share"):
                self._over_names()
            before = word

    def _into(self, known: frozenset[str]) -> None:
        """`SELECT … INTO`, which makes a table."""
        found = self._words.skip_any("temporary", "temp", "unlogged", "table")
        at = len(self._refs)
        self._add(self._name(), Access.CREATE, frozenset())
        self._refs[at] = self._refs[at]._replace(defines=True, temporary="temp" in found)

    def _over_names(self) -> None:
        while self._words.name() is not None and self._words.mark == ",":
            self._words.step()

    def _nested(self, known: frozenset[str]) -> None:
        self._words.step()
        self._inner(known)
        self._close()

    def _inner(self, known: frozenset[str]) -> None:
        words = self._words
        if words.word in QUERIES or (words.mark == "(" and self._opens_query()):
            self._query(known)
        else:
            self._depth += 1
            if self._depth > _MOST:
                raise UnknownError
            self._rest(known, is_query=False)
            self._depth -= 1

    def _opens_query(self) -> bool:
        distance = 0
        while self._words.ahead(distance) == (Is.MARK, "("):
            distance += 1
        token = self._words.ahead(distance)
        return token.kind is Is.WORD and token.text in QUERIES

    def _close(self) -> None:
        if self._words.mark != ")":
            raise UnknownError
        self._words.step()

    def _sources(self, known: frozenset[str]) -> None:
        words = self._words
        while True:
            self._source(known)
            if words.mark != ",":
                return
            words.step()

    def _source(self, known: frozenset[str]) -> None:
        """One thing that is read from, with its alias."""
        words = self._words
        words.skip_any("lateral", "only")
        if words.mark == "(":
            words.step()
            if words.word in QUERIES or self._opens_query():
                self._query(known)
            else:
                self._sources(known)  # a join in brackets
                self._rest(known, is_query=True)
            self._close()
        elif words.skip("rows", "from"):
            self._nested(known)
        else:
            name = self._name()
            if words.mark == "(":  # a function
                self._nested(known)
                words.skip("with", "ordinality")
            else:
                self._add(name, Access.READ, known)
                if words.mark == "*":
                    words.step()
        self._alias()

    def _alias(self) -> None:
        words = self._words
        named = words.skip("as")
        is_word = words.word and words.word not in _ENDS_FROM and words.word not in _JOINS
        if named or is_word or words.now.kind is Is.NAME:
            if words.now.kind in (Is.WORD, Is.NAME):
                words.step()
            if words.mark == "(":
                words.over_brackets()
        if words.skip("tablesample"):
            words.name()
            self._words.over_brackets()
