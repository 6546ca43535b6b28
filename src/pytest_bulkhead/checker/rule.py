"""What a rule is: hazards, tokens, named cases, and methods that are called for the nodes they want."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from pytest_bulkhead.checker.meaning.names import Where
from pytest_bulkhead.checker.restoring.restored import Restoring
from pytest_bulkhead.checker.restoring.state import State
from pytest_bulkhead.checker.source.module import Module
from pytest_bulkhead.checker.states.worded import Worded, Wording, Words
from pytest_bulkhead.checker.suite.knowledge import Knowledge
from pytest_bulkhead.checker.suite.suites import Suites
from pytest_bulkhead.findings import Evidence, Finding, Fix, Location, Source, What
from pytest_bulkhead.hazards.hazard import Hazard, Severity

# One file's text, or several by their paths. `# <- here` ends each line at which a finding is due.
Case = str | Mapping[str, str]
Detector = Callable[..., Iterator[Finding]]
_D = TypeVar("_D", bound=Detector)
_WANTED = "__wanted_nodes__"


def on(*kinds: type[ast.AST]) -> Callable[[_D], _D]:
    """Have a method of a rule called with each node of these kinds, and the file that it stands in."""

    def mark(detector: _D) -> _D:
        setattr(detector, _WANTED, kinds)
        return detector

    return mark


class Rule:
    """One static check.

    Attributes:
        hazards: what its findings are.
        fixes: those of them whose findings can bring fixes.
        tokens: a file in which none of these texts occurs, nor in a helper that it imports, is not looked at.
        anchors: nor is one in which none of these occurs itself, if there are any.
        patterns: regular expressions that count as tokens where an anchor stands.
        needed_setting: finds nothing as long as this field of the selection is empty.
        strict_bad: cases that are bad under the profile ``strict`` alone.
        fixed: what becomes of bad cases, by their names, when all their fixes are applied.
    """

    hazards: ClassVar[tuple[Hazard, ...]]
    fixes: ClassVar[tuple[Hazard, ...]] = ()
    tokens: ClassVar[tuple[str, ...]]
    anchors: ClassVar[tuple[str, ...]] = ()
    patterns: ClassVar[tuple[str, ...]] = ()
    needed_setting: ClassVar[str] = ""
    bad: ClassVar[Mapping[str, Case]]
    good: ClassVar[Mapping[str, Case]]
    strict_bad: ClassVar[Mapping[str, Case]] = {}
    fixed: ClassVar[Mapping[str, Case]] = {}

    def is_suspicious(self, data: bytes, start: int = 0, end: int | None = None) -> bool:
        """Whether a stretch of a file in which a token occurs is worth being parsed."""
        return True

    def detectors(self) -> Iterator[tuple[type[ast.AST], Detector]]:
        """Each kind of node that is wanted, with the method that wants it."""
        for name in sorted(dir(self)):
            for kind in getattr(getattr(type(self), name), _WANTED, ()):
                yield kind, getattr(self, name)


@dataclass
class CheckedFile:
    """The file that a rule looks at, and what is known around it.

    Args:
        strict: whether the conventions of the profile ``strict`` are asked for, too.
        model_prefixes: what each provider demands of the names of its models.
        helpers: the files for tests from which it gets names, however many imports lie between.
    """

    module: Module
    knowledge: Knowledge
    suites: Suites
    strict: bool = False
    model_prefixes: Mapping[str, str] = field(default_factory=dict)
    restorings: dict[type[State], Restoring] = field(default_factory=dict)
    helpers: frozenset[str] = frozenset()
    wordings: dict[Words, Wording] = field(default_factory=dict)

    @property
    def where(self) -> Where:
        return Where(self.module, self.module.scope)

    def test_files(self) -> tuple[str, ...]:
        """Every file that pytest would collect in one run with this one; asked for only where a rule must."""
        return self.suites.files(self.module.path)

    def test_files_with(self, *texts: bytes) -> tuple[str, ...]:
        """Those of them in which all of the texts occur; name the rarest one first."""
        return self.suites.mentioning(self.module.path, *texts)

    def restoring(self, state: type[State]) -> Restoring:
        """The analysis of what is restored, for one kind of state."""
        if state not in self.restorings:
            self.restorings[state] = Restoring(self.knowledge, state(self.knowledge))
        return self.restorings[state]

    def worded(self, words: Words) -> Worded:
        """What of the file has one of some words in its text, or names what has."""
        memo = self.module.memo
        if ("worded", words) not in memo:
            if words not in self.wordings:
                self.wordings[words] = Wording(self.knowledge.index, words)
            memo["worded", words] = self.wordings[words].of(self.module, self.helpers)
        worded: Worded = memo["worded", words]
        return worded

    def finding(
        self,
        hazard: Hazard,
        node: ast.expr | ast.stmt,
        message: str,
        what: What,
        *,
        help: str = "",  # noqa: A002  (the finding's own word)
        severity: Severity | None = None,
        evidence: tuple[Evidence, ...] = (),
        location: Location | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """A finding at a node of this file."""
        return Finding(
            code=hazard.code,
            hazard=hazard.slug,
            source=Source.STATIC,
            severity=severity or hazard.severity,
            location=location or self.module.source.location(node),
            message=message,
            help=help or hazard.remedy,
            symbol=self.module.qualname(node),
            what=what,
            fix=fix,
            evidence=evidence,
        )


def evidence_at(node: ast.AST, module: Module, message: str) -> Evidence:
    """A place that helps to believe a finding."""
    return Evidence(module.source.shown, getattr(node, "lineno", 1), message)
