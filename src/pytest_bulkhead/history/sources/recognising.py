"""Opens a file that tells of a run, whatever its form, and says what part of a run it is."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from pytest_bulkhead.errors import ForeignReportError
from pytest_bulkhead.history.sources.junit import read_junit
from pytest_bulkhead.history.sources.part import MICROSECONDS, Given, Part, Result
from pytest_bulkhead.history.sources.reportlog import read_reportlog
from pytest_bulkhead.history.sources.run_record import read_run_record

_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 16 * 1024 * 1024
_CHUNK = 1024 * 1024


class Told(NamedTuple):
    """A file, opened.

    Args:
        part: filled further as the results are read.
        results: to be read once.
        size: of what is in it.
        digest: likewise.
    """

    part: Part
    results: Iterator[Result]
    size: int
    digest: str


@contextlib.contextmanager
def opened(path: Path, given: Given) -> Iterator[Told]:
    """Open a run record, JUnit XML or a log of pytest-reportlog, compressed with gzip or not.

    Raises:
        ForeignReportError: it cannot be read, or is none of these; while the results are read: it is broken.
        RecordError: likewise of a run record.
    """
    try:
        with contextlib.ExitStack() as files:
            raw = files.enter_context(open(path, "rb"))
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            file = cast("IO[bytes]", files.enter_context(gzip.open(raw))) if packed else raw
            size, digest = _weighed(file)
            file.seek(0)
            head = file.read(4096)
            file.seek(0)
            fallback = int(path.stat().st_mtime * MICROSECONDS)
            key = f"{given.run}:{digest}" if given.run else digest
            part = Part(key, key, "junit", started=fallback)
            yield Told(*_read(file, head, str(path), given, part), size, digest)
    except OSError as error:
        raise ForeignReportError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (EOFError, zlib.error) as error:
        raise ForeignReportError(f"{path} is no whole gzip file ({error}). Nothing of it is kept.") from None


def _read(file: IO[bytes], head: bytes, name: str, given: Given, part: Part) -> tuple[Part, Iterator[Result]]:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return read_junit(file, name, given, part)
    first = start.split(b"\n", 1)[0]
    if start.startswith(b"{") and b'"event"' in first:
        return read_run_record(_lines(file), name, given)
    if start.startswith(b"{") and b'"$report_type"' in first:
        part.source = "reportlog"
        return read_reportlog(_lines(file), name, given, part)
    raise ForeignReportError(
        f"{name} is neither a run record of bulkhead, nor JUnit XML, nor a log of pytest-reportlog"
        f"{'' if start else ': it is empty'}. Nothing of it is kept."
    )


def _weighed(file: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.blake2b(digest_size=16)
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := file.read(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line + b"\n"
        if len(rest) > _LONGEST_LINE:  # has no end, and so is refused by all who read lines
            yield rest
            rest = b""
    if rest:
        yield rest
