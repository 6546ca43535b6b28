"""`bulkhead clean`: what dead runs have left, shown and removed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.errors import BulkheadError
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.resources.cleaning.host import left_on_host
from pytest_bulkhead.resources.cleaning.servers import kind_of, known_servers, left_on_server
from pytest_bulkhead.resources.left_over import LeftOver
from pytest_bulkhead.settings import load_settings

SUMMARY = "what dead runs have left on this host and on servers: shown, and removed with --yes"

_EPILOG = """\
Looked at are this host, the servers of the settings and of the environment (BULKHEAD_POSTGRES_URL, BULKHEAD_REDIS_URL,
BULKHEAD_OPENFGA_URL), and those that are named here. Nothing of a living run is touched, and nothing without our mark.
Exit status: 0 nothing is left, 1 something is, 2 a server cannot be asked or something cannot be removed, 3 our own
fault.
"""


_FEW = 5
"""Of claims, which are many and all alike."""


class Cleaned(NamedTuple):
    """What became of a thing that was left.

    Args:
        one: the thing.
        is_removed: whether it is gone.
        reason: why it is not.
    """

    one: LeftOver
    is_removed: bool = False
    reason: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `bulkhead clean` takes."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("urls", nargs="*", metavar="URL", help="another server to look at")
    parser.add_argument("--yes", action="store_true", help="remove what was found (on a terminal, you are asked)")
    parser.add_argument("--output-format", choices=("full", "json"), default="full", help="full unless given")


def run(options: argparse.Namespace) -> int:
    """Show what was left, and remove it if that is wanted."""
    faults: list[str] = []
    found = list(_found([(kind_of(url), url) for url in options.urls], faults))
    is_text = options.output_format == "full"
    if is_text:
        _show(found)
    wanted = bool(found) and (options.yes or (is_text and _agreed()))
    done = [_removed(one) for one in found] if wanted else [Cleaned(one) for one in found]
    if is_text:
        _tell(done, wanted=wanted)
    else:
        print(json.dumps(_document(done, faults), ensure_ascii=True, indent=1))
    for fault in (*faults, *(one.reason for one in done if one.reason)):
        print(f"bulkhead: {harmless(fault)}", file=sys.stderr)
    if faults or any(one.reason for one in done):
        return BulkheadError.exit_status
    return int(not all(one.is_removed for one in done))


def _found(named: list[tuple[str, str]], faults: list[str]) -> Iterator[LeftOver]:
    """What is left in all places; a place that cannot be looked at does not keep us from the others."""
    known = known_servers(load_settings(Path()).servers, os.environ)
    yield from left_on_host()
    for kind, url in dict.fromkeys((*known, *named)):
        try:
            yield from left_on_server(kind, url)
        except BulkheadError as error:
            faults.append(str(error))


def _show(found: Sequence[LeftOver]) -> None:
    claims = [one for one in found if one.kind == "claim"]
    for one in found:
        if one.kind == "claim" and len(claims) > _FEW:
            continue
        owner = f" ({one.owner})" if one.owner else ""
        print(harmless(f"{one.kind} {one.name}, {one.place}{owner}"))
    if len(claims) > _FEW:
        print(harmless(f"{len(claims)} claims, {claims[0].place}"))


def _agreed() -> bool:
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return input("Remove all of this? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _removed(one: LeftOver) -> Cleaned:
    try:
        return Cleaned(one, one.remove())
    except (BulkheadError, OSError) as error:
        return Cleaned(one, reason=f"The {one.kind} {one.name} was not removed: {error}")


def _tell(done: Sequence[Cleaned], *, wanted: bool) -> None:
    if not done:
        print("Nothing is left of dead runs.")
    elif not wanted:
        print(f"{len(done)} left. `bulkhead clean --yes` removes them.")
    else:
        removed = sum(one.is_removed for one in done)
        rest = f"; {len(done) - removed} stay" if removed < len(done) else ""
        print(f"{removed} removed{rest}.")


def _document(done: Sequence[Cleaned], faults: Sequence[str]) -> dict[str, object]:
    left = [{**one.one.as_json(), "removed": one.is_removed, "reason": one.reason} for one in done]
    removed = sum(one.is_removed for one in done)
    summary = {"found": len(done), "removed": removed, "faults": list(faults)}
    return {"version": 1, "tool": TOOL, "summary": summary, "left_overs": left}
