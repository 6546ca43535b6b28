"""What a drill has found out so far, kept so that it can go on when it was interrupted."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from pytest_bulkhead.drill.examined import Examined
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.kept_file import write_whole
from pytest_bulkhead.record.folder import FOLDER, prepare_folder

_VERSION = 1
_CODE = frozenset({".py", ".toml", ".cfg", ".ini", ".json"})


class Kept:
    """A file of lines, the first of which says to which drill the others belong.

    Args:
        root: of the project.
        drill: what makes this drill the same as another, such as `fingerprint` tells it.
    """

    def __init__(self, root: Path, drill: str) -> None:
        self.path = root / FOLDER / "drill" / "state.jsonl"
        self._head = {"version": _VERSION, "drill": drill}

    def read(self) -> dict[str, Examined]:
        """What an interrupted drill of the same kind has found out, by the identities of the mutants."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return {}
        found: dict[str, Examined] = {}
        with contextlib.suppress(
            ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError
        ):
            if json.loads(lines[0]) != self._head:
                return {}
            for line in lines[1:]:  # the last may have been cut off
                one = Examined.from_json(json.loads(line))
                found[one.identity] = one
        return found

    def begin(self, known: Iterable[Examined]) -> None:
        """Start the file anew, with what is known."""
        with contextlib.suppress(OSError):
            prepare_folder(self.path.parent)
            write_whole(self.path, f"{json.dumps(self._head)}\n{_lines(known)}")

    def add(self, more: Iterable[Examined]) -> None:
        """Keep what was found out; where nothing can be written, nothing can be taken up again.

        Where another drill of the project has begun a file of its own meanwhile, that one is left alone.
        """
        with contextlib.suppress(OSError, ValueError), open(self.path, "r+", encoding="utf-8") as file:
            if json.loads(file.readline()) == self._head:
                file.seek(0, os.SEEK_END)
                file.write(_lines(more))

    def forget(self) -> None:
        """There is nothing to take up again."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def _lines(examined: Iterable[Examined]) -> str:
    return "".join(f"{json.dumps(one.to_json())}\n" for one in examined)


def fingerprint(mutants: Iterable[Mutant], untouched: Path, *more: str) -> str:
    """The same for two drills that would examine the same mutants of the same code by the same means.

    Args:
        mutants: what is examined.
        untouched: the copy in which they are laid.
        more: the means.
    """
    digest = hashlib.sha256("\0".join(more).encode(errors="surrogatepass"))
    for file in sorted(one for one in untouched.rglob("*") if one.suffix in _CODE and one.is_file()):
        digest.update(f"{file.relative_to(untouched)}\0".encode(errors="surrogatepass"))
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for mutant in mutants:
        for path, text in mutant.changes.items():
            digest.update(f"{mutant.identity}\0{path}\0{text}\0".encode(errors="surrogatepass"))
    return digest.hexdigest()
