"""Reads and writes the file that a baseline is kept in."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import BaselineError
from pytest_bulkhead.findings import Source
from pytest_bulkhead.tolerated.baseline import Baseline

_VERSION = 1
_LARGEST = 64 * 1024 * 1024


def read_baseline(path: Path) -> Baseline:
    """Read the file.

    Raises:
        BaselineError: it cannot be read, or is no baseline of ours.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise BaselineError(f"The baseline {path} is larger than any baseline can be, so it is not read.")
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise BaselineError(
            f"The baseline {path} cannot be read: {error.strerror}. `bulkhead check --create-baseline` makes one."
        ) from None
    try:
        return Baseline(path, _sections(json.loads(text)), text)
    except (ValueError, RecursionError, TypeError) as error:
        raise BaselineError(
            f"The baseline {path} is broken: {error}. Restore it from version control, or delete it and make it anew "
            "with `bulkhead check --create-baseline`."
        ) from None


def write_baseline(baseline: Baseline) -> None:
    """Write the file, whole or not at all.

    Raises:
        BaselineError: it cannot be written.
    """
    text = baseline_text(baseline)
    part = baseline.path.with_name(baseline.path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", errors="surrogateescape")
        part.replace(baseline.path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BaselineError(f"The baseline {baseline.path} cannot be written: {error.strerror}.") from None


def baseline_text(baseline: Baseline) -> str:
    """What stands in the file."""
    sections = {
        source.value: {path: dict(sorted(codes.items())) for path, codes in sorted(counts.items())}
        for source, counts in sorted(baseline.counts.items(), key=lambda item: item[0].value)
    }
    return json.dumps({"version": _VERSION, **sections}, indent=1, ensure_ascii=False) + "\n"


def _sections(document: Any) -> dict[Source, dict[str, dict[str, int]]]:
    if not isinstance(document, dict) or document.get("version") != _VERSION:
        raise ValueError(f"it does not say that it is of version {_VERSION}")
    sections = {name: files for name, files in document.items() if name != "version"}
    known = [source.value for source in Source]
    for name, files in sections.items():
        if name not in known:
            raise ValueError(f"it has a part {reprlib.repr(name)}, and only {', '.join(known)} are known")
        if not isinstance(files, dict):
            raise TypeError(f"{name}: there must be files with their counts")
    return {
        Source(name): {path: dict(_codes(path, codes)) for path, codes in files.items()}
        for name, files in sections.items()
    }


def _codes(path: str, codes: Any) -> Iterator[tuple[str, int]]:
    if not isinstance(codes, dict):
        raise TypeError(f"{path}: there must be codes with their counts")
    for code, allowed in codes.items():
        if not isinstance(allowed, int) or isinstance(allowed, bool) or allowed < 1:
            raise ValueError(f"{path}, {code}: the count must be a number from 1")
        yield code, allowed
