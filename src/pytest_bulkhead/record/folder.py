"""Where records lie, and how many of them stay."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from pathlib import Path

FOLDER = ".bulkhead"
KEPT = 20
_NAME = re.compile(r"([0-9]{8}T[0-9]{6}-[0-9a-z]{1,32})(\.jsonl|\.log)")


def new_record_path(root: Path, run: str) -> Path:
    """Where the record of a run that starts now belongs.

    Args:
        root: the folder that holds `.bulkhead`.
        run: the run's identity; letters and digits of it go into the name.
    """
    name = re.sub(r"[^0-9a-z]", "", run.lower())[:12] or "run"
    return root / FOLDER / "runs" / f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{name}.jsonl"


def prepare_folder(folder: Path) -> None:
    """Make the folder for records, and have `.bulkhead` ignore itself for git.

    Raises:
        OSError: the place cannot be written.
    """
    if folder.parent.name == FOLDER and folder.parent.is_symlink():
        raise OSError(errno.ELOOP, "it is a link, and may lead anywhere")
    folder.mkdir(parents=True, exist_ok=True)
    if folder.parent.name == FOLDER:
        with (
            contextlib.suppress(FileExistsError),
            open(folder.parent / ".gitignore", "x", encoding="utf-8") as file,
        ):
            file.write("*\n")


def prune_records(folder: Path, keep: int = KEPT, spare: str = "") -> None:
    """Remove the oldest records of a folder with their logs, and nothing that is not named as one of them.

    Of logs without a record, left by runs that never came to have one, as many are kept.

    Args:
        folder: `runs`.
        keep: how many records stay.
        spare: the name, without its ending, of a record that stays in any case.

    Raises:
        OSError: the folder cannot be read.
    """
    stems: dict[str, set[str]] = {".jsonl": set(), ".log": set()}
    with os.scandir(folder) as entries:
        for entry in entries:
            named = _NAME.fullmatch(entry.name)
            if named and entry.is_file(follow_symlinks=False):
                stems[named[2]].add(named[1])
    records, logs = stems[".jsonl"], stems[".log"]
    past = _oldest(records, keep)
    lost = _oldest(logs - records, keep)
    past -= {spare}
    lost -= {spare}
    for name in [f"{stem}.log" for stem in (past & logs) | lost] + [f"{stem}.jsonl" for stem in past]:
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def _oldest(stems: set[str], keep: int) -> set[str]:
    return set(sorted(stems)[: max(0, len(stems) - keep)])
