"""Finds the command, runs it, and turns whatever happens into one paragraph and an exit status."""

from __future__ import annotations

import argparse
import errno
import importlib
import io
import os
import pkgutil
import sys
import traceback
from collections.abc import Sequence
from types import ModuleType

from pytest_bulkhead import __version__, cli
from pytest_bulkhead.errors import BulkheadError, OurFaultError, UsageError
from pytest_bulkhead.outputs.harmless import harmless

_PLEASE = "Please report it with what BULKHEAD_TRACEBACK=1 prints besides."
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; `sys.argv` when no arguments are given.

    Returns:
        0 clean, 1 findings, 2 wrong use or bad settings, 3 our own fault, 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _prepare_output()
    try:
        return _run(words)
    except BulkheadError as error:
        print(f"bulkhead: {harmless(str(error), lines=True)}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # The reader (a pager, `head`) has seen enough; without this the interpreter complains as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt as error:
        print(f"bulkhead: {harmless(str(error)) or 'interrupted'}", file=sys.stderr)
        return _INTERRUPTED
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            print("bulkhead: there is no space left where the output or the run record goes", file=sys.stderr)
            return UsageError.exit_status
        print(_our_fault(error), file=sys.stderr)
        return OurFaultError.exit_status


def _prepare_output() -> None:
    if sys.stdout is None:  # closed by the caller, as in `bulkhead matrix >&-`
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process lives
    elif isinstance(sys.stdout, io.TextIOWrapper):
        # A source line that the terminal's encoding cannot hold is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")


def _run(words: list[str]) -> int:
    try:
        options = _parse(words)
        _stand_somewhere()
        status: int = options.run(options)
    except SystemExit:  # argparse has shown the help, or what is wrong
        sys.stdout.flush()
        raise
    sys.stdout.flush()
    return status


def _stand_somewhere() -> None:
    try:
        os.getcwd()
    except OSError:
        raise UsageError("The current folder does not exist any more. Change to one that does.") from None


def _parse(words: list[str]) -> argparse.Namespace:
    names = _command_names()
    # Only the command that was asked for is imported, so that a hook does not pay for the others.
    parser, modules = _parser([name for name in names if name in words[:1]] or names)
    words, rest = _split(words, modules.get(words[0]) if words else None)
    # A command that tells of all of them asks for their parser by itself.
    return parser.parse_args(words, argparse.Namespace(rest=rest, whole_parser=whole_parser))


def whole_parser() -> argparse.ArgumentParser:
    """The parser of all commands, for what tells of all of them."""
    return _parser(_command_names())[0]


def _command_names() -> list[str]:
    return sorted(entry.name for entry in pkgutil.iter_modules(cli.__path__) if entry.name != "main")


def _parser(names: list[str]) -> tuple[argparse.ArgumentParser, dict[str, ModuleType]]:
    parser = argparse.ArgumentParser(
        prog="bulkhead",
        description="Keeps each test of a suite in a compartment of its own.",
        epilog="`bulkhead COMMAND --help` tells more about each.",
    )
    parser.add_argument("--version", action="version", version=f"pytest-bulkhead {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    modules = {name: importlib.import_module(f"{cli.__name__}.{name}") for name in names}
    for name, module in modules.items():
        _add_command(commands, name, module)
    return parser, modules


def _split(words: list[str], module: ModuleType | None) -> tuple[list[str], list[str]]:
    """What stands after `--`, for a command that hands it on to another program."""
    if "--" not in words or not getattr(module, "TAKES_REST", False):
        return words, []
    position = words.index("--")
    return words[:position], words[position + 1 :]


def _add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, module: ModuleType) -> None:
    command = commands.add_parser(name, help=module.SUMMARY, description=module.SUMMARY)
    module.add_arguments(command)
    command.set_defaults(run=module.run)


def _our_fault(error: Exception) -> str:
    if isinstance(error, OurFaultError):
        return f"bulkhead: this is our own fault, not yours: {harmless(str(error), lines=True)}\n{_PLEASE}"
    frames = traceback.extract_tb(error.__traceback__)
    at = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    if os.environ.get("BULKHEAD_TRACEBACK"):
        traceback.print_exception(error)
    return f"bulkhead: this is our own fault, not yours: {type(error).__name__}: {harmless(str(error))}{at}. {_PLEASE}"


if __name__ == "__main__":
    sys.exit(main())
