"""Reads JUnit XML as a stream: pytest's, Maven Surefire's with its reruns, and what others write in that form."""

from __future__ import annotations

import datetime
import functools
import math
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from pytest_bulkhead.errors import ForeignReportError
from pytest_bulkhead.history.sources.junit_names import node_id
from pytest_bulkhead.history.sources.part import IN_QUARANTINE, MICROSECONDS, Given, Part, Result, microseconds
from pytest_bulkhead.history.values import Outcome
from pytest_bulkhead.outputs.masking import masked_test

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_CHUNK = 256 * 1024
_LONGEST_TOKEN = 32 * 1024 * 1024
"""How much text may go by without an element's beginning or end, or any text that is handed on."""
_LONGEST_TEXT = 2000
_DEEPEST = 200
_BAD = {"failure": Outcome.FAILED, "error": Outcome.ERROR}
_AGAIN = {
    "flakyFailure": Outcome.FAILED,
    "flakyError": Outcome.ERROR,
    "rerunFailure": Outcome.FAILED,
    "rerunError": Outcome.ERROR,
}
_IN_TEARDOWN = "failed on teardown with"
_CRASHED = "crashed while running"
_COLLECT_ERROR, _COLLECT_SKIP = "collection failure", "collection skipped"
"""What pytest says of a file that it could not read, or need not, in the place of a test."""


def read_junit(file: IO[bytes], name: str, given: Given, part: Part) -> tuple[Part, Iterator[Result]]:
    """A part of a run, and what its results will be.

    Args:
        file: at its beginning.
        name: of the file, for messages.
        given: what is said about it.
        part: of this file, in which nothing stands yet but its keys and a time to fall back on.

    Raises:
        ForeignReportError: it is no JUnit XML, or declares a document type; while the results are read: it is broken.
    """
    given.amend(part, knows_ci=False)
    reader = _Reader(part)
    results = _stream(file, name, reader)
    first = next(results, None)  # what stands before it tells when the part began
    if not reader.is_junit:
        raise ForeignReportError(f"{name} is no JUnit XML: its first element is no testsuite.")
    return part, results if first is None else chain((first,), results)


def _stream(file: IO[bytes], name: str, reader: _Reader) -> Iterator[Result]:
    fed = 0
    try:
        while True:
            chunk = file.read(_CHUNK)
            fed += len(chunk)
            reader.parser.Parse(chunk, not chunk)
            if fed - reader.heard > _LONGEST_TOKEN:
                raise _UnfitError("is one piece without end")
            while reader.ready:
                yield reader.ready.popleft()
            if not chunk:
                break
    except expat.ExpatError as error:
        where = f"line {error.lineno}: {expat.ErrorString(error.code)}"
        raise ForeignReportError(f"{name} is no whole XML file ({where}). Nothing of it is kept.") from None
    except LookupError as error:
        raise ForeignReportError(f"{name} cannot be read: {error}.") from None
    except (_UnfitError, ValueError, OverflowError) as error:
        raise ForeignReportError(f"{name} {error}, and is not read.") from None
    reader.finish()
    yield from reader.ready


class _UnfitError(Exception):
    pass


class _Reader:
    """Keeps one test case at a time."""

    def __init__(self, part: Part) -> None:
        self.ready: deque[Result] = deque()
        self.is_junit = False
        self.parser = _parser(self)
        self._part = part
        self._depth = 0
        self._held: Result | None = None
        self._suites: list[str] = []
        self._case: _Case | None = None
        self._heard = 0
        self._is_dated = False
        self._texts = ""
        self._in_child = ""

    @property
    def heard(self) -> int:
        """How far the file has been understood."""
        return max(self._heard, self.parser.CurrentByteIndex)

    def begins(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _local(tag)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _UnfitError("is nested too deep")
        if self._depth == 1:
            self.is_junit = tag in ("testsuites", "testsuite")
            if not self.is_junit:
                raise _UnfitError("is no JUnit XML: its first element is no testsuite")
        if tag == "testsuite":
            self._suites.append(attributes.get("name", ""))
            self._begin_suite(attributes)
        elif tag == "testcase":
            self._case = _Case(attributes, self._suites[-1] if self._suites else "")
        elif self._case is not None and not self._in_child and tag in (*_BAD, *_AGAIN, "skipped"):
            self._in_child = tag
            self._texts = attributes.get("message", "") or ""
            self._case.child(tag, attributes)

    def text(self, data: str) -> None:
        self._heard = self.parser.CurrentByteIndex
        if self._in_child and len(self._texts) < _LONGEST_TEXT:
            self._texts += data[:_LONGEST_TEXT]

    def ends(self, tag: str) -> None:
        tag = _local(tag)
        self._depth -= 1
        if tag == "testsuite" and self._suites:
            self._suites.pop()
        elif tag == "testcase" and self._case is not None:
            self._hand_on(self._case)
            self._case = None
        elif tag == self._in_child and self._case is not None:
            self._case.explain(self._texts.strip())
            self._in_child = ""

    def finish(self) -> None:
        """The file has come to its end."""
        if self._held is not None:
            self.ready.append(self._held)
        self._held = None
        self._part.is_complete = True

    def _begin_suite(self, attributes: dict[str, str]) -> None:
        self._part.tool = self._part.tool or attributes.get("name", "")[:100]
        began = _moment(attributes.get("timestamp", ""))
        if began is None:
            return
        self._part.started = min(self._part.started, began) if self._is_dated else began
        self._is_dated = True

    def _hand_on(self, case: _Case) -> None:
        if case.is_of_collection:
            self._part.collect_errors += case.is_bad
            return
        results = case.results()
        if ".py::" in results[0].test:
            # pytest-rerunfailures: pytest writes what is made again as if it had passed.
            self._part.tells_reruns_as_passed = True
        held = self._held
        if held is not None and case.is_teardown and held.test == results[0].test:
            # pytest tells of a failed teardown in an element of its own.
            outcome = Outcome.ERROR if held.outcome is Outcome.PASSED else held.outcome
            self._held = held._replace(outcome=outcome, failure=held.failure or results[0].failure)
            return
        if held is not None:
            self.ready.append(held)
        self.ready.extend(results[:-1])
        self._held = results[-1]


class _Case:
    """One element, as far as it has been read."""

    def __init__(self, attributes: dict[str, str], suite: str) -> None:
        self._test = masked_test(node_id(attributes, suite))
        self._has_class = bool(attributes.get("classname"))
        self._call = microseconds(attributes.get("time"))
        self._outcome = Outcome.PASSED
        self._failure = ""
        self._again: list[list[str]] = []
        self._is_flaky = False
        self._last = ""
        self.is_teardown = False
        self.is_of_collection = False

    def child(self, tag: str, attributes: dict[str, str]) -> None:
        self._last = tag
        if tag in _AGAIN:
            self._again.append([tag, ""])
            self._is_flaky = self._is_flaky or tag.startswith("flaky")
        elif tag == "skipped":
            self.is_of_collection = not self._has_class and attributes.get("message") == _COLLECT_SKIP
            if self._outcome is Outcome.PASSED:
                self._outcome = _not_run(attributes)
        elif self._outcome not in _BAD.values():
            self._outcome = _BAD[tag]
            said = attributes.get("message", "") if tag == "error" else ""
            self.is_teardown = said.startswith(_IN_TEARDOWN)
            self.is_of_collection = not self._has_class and said == _COLLECT_ERROR

    def explain(self, text: str) -> None:
        if self._last in _AGAIN:
            self._again[-1][1] = text
        elif self._last in _BAD:
            self._failure = self._failure or text
            if _CRASHED in text and text.startswith("worker "):
                self._outcome = Outcome.CRASHED

    @property
    def is_bad(self) -> bool:
        """Whether it failed in the end."""
        return self._outcome in _BAD.values()

    def results(self) -> list[Result]:
        """The attempts; Surefire tells the time of the last one, or of the first where all have failed."""
        last = Result(self._test, "main", self._outcome, call=self._call, failure=self._failure)
        if not self._again:
            return [last]
        others = [Result(self._test, "main", _AGAIN[tag], failure=text) for tag, text in self._again]
        return [*others, last] if self._is_flaky else [last, *others]


@functools.lru_cache(maxsize=256)
def _local(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _not_run(attributes: Mapping[str, str]) -> Outcome:
    """What an element `skipped` stands for."""
    if attributes.get("type") != "pytest.xfail":
        return Outcome.SKIPPED
    return Outcome.QUARANTINED if attributes.get("message", "").startswith(IN_QUARANTINE) else Outcome.XFAILED


def _parser(reader: _Reader) -> XMLParserType:
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.begins
    parser.EndElementHandler = reader.ends
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.EntityDeclHandler = _refuse_document_type
    return parser


def _refuse_document_type(*_: object) -> None:
    raise _UnfitError("declares a document type, in which entities may hide other files or grow without end")


def _moment(text: str) -> int | None:
    try:
        moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        seconds = moment.timestamp()
    except (ValueError, OverflowError):
        return None
    return int(seconds * MICROSECONDS) if math.isfinite(seconds) and seconds > 0 else None
