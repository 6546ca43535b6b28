"""Runs commands by turns and keeps the cheapest run of each: noise only ever adds."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one command, all its children included, in seconds."""

    wall: float
    cpu: float
    status: int


def cheapest(commands: Mapping[str, Sequence[str]], rounds: int, folder: Path) -> dict[str, Cost]:
    """The cheapest of several runs of each command, taken by turns so that a busy spell hits all alike.

    Args:
        commands: by the name under which they are told.
        rounds: how often each is run.
        folder: the working directory.
    """
    best: dict[str, Cost] = {}
    for turn in range(rounds):
        for name, command in commands.items():
            show(f"round {turn + 1} of {rounds}: {name}")
            cost = run_once(command, folder)
            if name not in best or cost.cpu < best[name].cpu:
                best[name] = cost
    show("")
    return best


def plain_environment() -> dict[str, str]:
    """The environment, in which Python keeps what it compiles, as it does for users, and sets have one order.

    A suite that goes through sets takes ten per cent more or less time by the seed of their order alone.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONHASHSEED": "0"}


def show(progress: str) -> None:
    """Say on a terminal what is under way; an empty text wipes it out."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{progress}", end="", file=sys.stderr, flush=True)


def run_once(command: Sequence[str], folder: Path) -> Cost:
    """What one run of a command costs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    status = subprocess.run(command, cwd=folder, stdout=quiet, stderr=quiet, env=plain_environment()).returncode
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, status)
