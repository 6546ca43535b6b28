"""The one value that every detector yields, and every output, baseline and history reads."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_bulkhead.hazards.hazard import Severity

_LONGEST_FILE = 2**31 - 1


class Source(enum.Enum):
    """Which kind of detector saw it."""

    STATIC = "static"
    RUNTIME = "runtime"
    RACE = "race"
    CONFIG = "config"


class Applicability(enum.Enum):
    """Whether a fix can be applied without a look: safe ones change nothing but isolation."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Location:
    """A stretch of a file. Lines and columns count characters from 1; the end is exclusive.

    Args:
        path: relative to the working directory, with ``/``.
    """

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __post_init__(self) -> None:
        if not self.end_line:
            object.__setattr__(self, "end_line", self.line)
        if not self.end_column:
            object.__setattr__(self, "end_column", self.column)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place elsewhere that helps to believe a finding."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of the characters from `start` to `end` (offsets into the decoded file)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of the finding's own file that mend it."""

    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class What:
    """The state or resource that is shared: its kind (``environ``) and name (``API_URL``), never its value."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where.

    Args:
        code: of the hazard, as in the catalogue.
        hazard: the hazard's slug.
        message: what happened, in one sentence without a full stop.
        help: what to do.
        symbol: the qualified name in the file, empty at module level.
        test: the node id, for findings of a run.
        owner: whose lifetime was outlived: ``test``, ``fixture:NAME``, ``module``.
        what: the state or resource.
    """

    code: str
    hazard: str
    source: Source
    severity: Severity
    location: Location
    message: str
    help: str = ""
    symbol: str = ""
    test: str | None = None
    owner: str | None = None
    what: What | None = None
    fix: Fix | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str, str]:
        """Order by place, then by what is said there."""
        at = self.location
        return (at.path, at.line, at.column, self.code, self.test or "", self.owner or "", self.message)

    def to_json(self) -> dict[str, Any]:
        """The finding as the JSON contract has it."""
        at = self.location
        return {
            "code": self.code,
            "hazard": self.hazard,
            "source": self.source.value,
            "severity": self.severity.value,
            "path": at.path,
            "line": at.line,
            "column": at.column,
            "end_line": at.end_line,
            "end_column": at.end_column,
            "symbol": self.symbol,
            "message": self.message,
            "help": self.help,
            "test": self.test,
            "owner": self.owner,
            "what": {"kind": self.what.kind, "name": self.what.name} if self.what else None,
            "fix": _fix_to_json(self.fix) if self.fix else None,
            "evidence": [{"path": e.path, "line": e.line, "message": e.message} for e in self.evidence],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        """Read what `to_json` wrote.

        Raises:
            ValueError, KeyError, TypeError: it is something else.
        """
        what, fix = data["what"], data["fix"]
        line, column, end_line, end_column = (
            _number(data[key]) for key in ("line", "column", "end_line", "end_column")
        )
        return cls(
            code=_text(data["code"]),
            hazard=_text(data["hazard"]),
            source=Source(_text(data["source"])),
            severity=Severity(_text(data["severity"])),
            location=Location(_text(data["path"]), line, column, end_line, end_column),
            message=_text(data["message"]),
            help=_text(data["help"]),
            symbol=_text(data["symbol"]),
            test=None if data["test"] is None else _text(data["test"]),
            owner=None if data["owner"] is None else _text(data["owner"]),
            what=None if what is None else What(_text(what["kind"]), _text(what["name"])),
            fix=None if fix is None else _fix_from_json(fix),
            evidence=tuple(map(_evidence_from_json, data["evidence"])),
        )


def _fix_to_json(fix: Fix) -> dict[str, Any]:
    edits = [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits]
    return {"applicability": fix.applicability.value, "edits": edits}


def _fix_from_json(data: Mapping[str, Any]) -> Fix:
    edits = tuple(Edit(_number(edit["start"]), _number(edit["end"]), _text(edit["text"])) for edit in data["edits"])
    return Fix(Applicability(_text(data["applicability"])), edits)


def _evidence_from_json(data: Mapping[str, Any]) -> Evidence:
    return Evidence(_text(data["path"]), _number(data["line"]), _text(data["message"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is wanted, not {type(value).__name__}")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a whole number is wanted, not {type(value).__name__}")
    if not 0 <= value <= _LONGEST_FILE:
        raise ValueError("a number is no place in a file")
    return value
