"""Which lines of a makefile are run for some of its targets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

NAMES = ("Makefile", "makefile", "GNUmakefile")

_CALL = re.compile(r"(?:(?<![\w./-])make|\$[({]MAKE[)}])(?![\w./-])(?P<words>(?:[ \t]+[\w./-]+)*)[ \t]*(?P<rest>.?)")
_ENDS = ("", *";&|)#],")
_CONDITION = re.compile(r" *(?:ifn?eq|ifn?def|else|endif)\b")
_RULE = re.compile(r"(?P<targets>[^\s:=#][^:=#]*?)\s*::?(?!=)(?P<needs>[^#]*)")


def asked_for(text: str) -> frozenset[str] | None:
    """The targets that a text has make build; None where it calls make in a way that names none."""
    found: set[str] = set()
    for call in _CALL.finditer(text):
        words = {word for word in call["words"].split() if not word.startswith("-")}
        is_elsewhere = not {"-C", "-f"}.isdisjoint(call["words"].split())
        if not words or is_elsewhere or call["rest"] not in _ENDS:
            return None
        found |= words
    return frozenset(found)


def passed_over(text: str, targets: Collection[str]) -> frozenset[int]:
    """The numbers of the lines that stand in rules of other targets; none where a makefile has not one of these.

    Args:
        text: of the makefile.
        targets: that are asked for; what they need is built, too.
    """
    rules = list(_rules(text))
    reached = {name for names, _, _ in rules for name in names if name in targets}
    if not reached:
        return frozenset()
    while fresh := {
        name for names, needs, _ in rules if not reached.isdisjoint(names) for name in needs if name not in reached
    }:
        reached |= fresh
    return frozenset(
        number
        for names, _, numbers in rules
        if reached.isdisjoint(names) and not any("%" in name or "$" in name for name in names)
        for number in numbers
    )


def _rules(text: str) -> Iterator[tuple[set[str], set[str], list[int]]]:
    """The targets of each rule, what it needs, and the numbers of its lines."""
    rule: tuple[set[str], set[str], list[int]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if rule and line.startswith("\t"):
            rule[1].update(asked_for(line) or ())
            rule[2].append(number)
        elif head := _RULE.match(line):
            if rule:
                yield rule
            rule = set(head["targets"].split()), set(head["needs"].replace(";", " ").split()), [number]
        elif line.strip() and not line.startswith("#") and not _CONDITION.match(line):
            if rule:
                yield rule
            rule = None
    if rule:
        yield rule
