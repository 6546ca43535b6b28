"""The commands and their options, from the parser that reads them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from itertools import groupby

from pytest_bulkhead.cli.main import whole_parser
from scripts.reference.markup import literal, page, plain, table

PATH = "reference/cli.md"

_INTRODUCTION = """\
What `bulkhead COMMAND --help` says, in one place. Results go to the standard output, all else to the standard error.
`NO_COLOR` is obeyed, and progress is shown on a terminal only. Unless a command says otherwise, the exit status is 0
when nothing was found, 1 when something was, 2 for wrong use or broken settings, 3 for a fault of ours, and 130 when
it was interrupted."""

_NEW_PARAGRAPH = re.compile(r"\n+(?=[A-Z][a-z ])|\n{2,}")
"""Lines are broken by hand, and a sentence on a line of its own ends without a word more."""


def text() -> str:
    """The page."""
    parts = [_INTRODUCTION]
    for name, command in commands_of(whole_parser()):
        parts += _sections(name, command, "##")
    return page("The command line", *parts)


def _sections(name: str, command: argparse.ArgumentParser, level: str) -> Iterator[str]:
    yield f"{level} bulkhead {name}"
    yield f"{_sentence(command.description or '')}"
    yield f"```text\n{_usage(name, command)}\n```"
    rows = [(_names(action), _meaning(action)) for action in command._actions if _is_told(action)]  # noqa: SLF001
    if rows:
        yield table(("argument", "what it does"), rows)
    yield from _paragraphs(command.epilog or "")
    for inner, action in commands_of(command):
        yield from _sections(f"{name} {inner}", action, f"{level}#")


def _paragraphs(epilog: str) -> Iterator[str]:
    """What stands at the left is prose; what is indented stays as it is."""
    for is_listed, lines in groupby(epilog.strip("\n").splitlines(), key=lambda line: line.startswith(" ")):
        if is_listed:
            yield "```text\n" + "\n".join(lines) + "\n```"
        else:
            yield from (plain(one) for one in _NEW_PARAGRAPH.split("\n".join(lines)) if one.strip())


def commands_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands of a parser, each with its own."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            yield from action.choices.items()


def _is_told(action: argparse.Action) -> bool:
    hidden = action.help == argparse.SUPPRESS
    return not (hidden or isinstance(action, argparse._HelpAction | argparse._SubParsersAction))  # noqa: SLF001


def _usage(name: str, command: argparse.ArgumentParser) -> str:
    words = ["bulkhead", name]
    told = [action for action in command._actions if _is_told(action)]  # noqa: SLF001
    if any(action.option_strings for action in told):
        words.append("[OPTIONS]")
    if any(commands_of(command)):
        words.append("ACTION …")
    words += [_positional(action) for action in told if not action.option_strings]
    return " ".join(words)


def _positional(action: argparse.Action) -> str:
    value = _value(action)
    shown = {"*": f"[{value} …]", "+": f"{value} [{value} …]", "?": f"[{value}]"}
    return shown.get(str(action.nargs), value)


def _names(action: argparse.Action) -> str:
    if not action.option_strings:
        return literal(_positional(action))
    value = "" if action.nargs == 0 else f" {_value(action)}"
    return ", ".join(literal(f"{name}{value}") for name in action.option_strings)


def _value(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    if action.metavar:
        return " ".join(action.metavar)
    if action.choices:
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.dest.upper().replace("_", "-")


def _meaning(action: argparse.Action) -> str:
    said = (action.help or "").replace("%%", "%")
    return said if "|" in said else _sentence(said)


def _sentence(said: str) -> str:
    said = said.strip()
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '?')) else '.'}" if said else ""
