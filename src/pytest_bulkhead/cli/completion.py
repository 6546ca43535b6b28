"""`bulkhead completion`: what lets a shell complete our commands, their options and what these take."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.hazards.lookup import all_hazards
from pytest_bulkhead.outputs.format import format_names

SUMMARY = "print a script that lets bash, zsh or fish complete this command line"

SHELLS = ("bash", "zsh", "fish")
_EPILOG = """\
Once for a user, where the shell looks for such scripts:
  bash  bulkhead completion bash > ~/.local/share/bash-completion/completions/bulkhead
  zsh   bulkhead completion zsh > "${fpath[1]}/_bulkhead"
  fish  bulkhead completion fish > ~/.config/fish/completions/bulkhead.fish
Again after an upgrade: the script knows the commands of the version that has printed it.
"""
_FILES = ("PATH", "PATHS", "FILE", "EXE")
_FOLDERS = ("DIR",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead completion` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"one of {', '.join(SHELLS)}")


def run(options: argparse.Namespace) -> int:
    """Print the script.

    Raises:
        UsageError: the library that writes it is not installed.
    """
    try:
        import shtab  # an extra: nothing else needs it
    except ImportError:
        raise UsageError(
            "Scripts for shells are written by shtab, which is not installed beside bulkhead. "
            "Install it: `pip install pytest-bulkhead[completion]`."
        ) from None
    parser: argparse.ArgumentParser = options.whole_parser()
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif not action.choices:
            action.choices = _values(action.metavar)
    sys.stdout.write(shtab.complete(parser, options.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Those of a parser and of all its commands; argparse has no public way to them."""
    for action in parser._actions:  # noqa: SLF001
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command in action.choices.values():
                yield from _actions(command)


def _values(metavar: Any) -> list[str] | None:
    """What stands for a name of ours, so that it can be completed."""
    if metavar == "FORMAT":
        return format_names()
    if metavar == "CODE":
        return sorted({name for hazard in all_hazards() for name in (hazard.code, hazard.slug)})
    return None
