"""What a drill has found out so far, kept so that it can go on when it was interrupted."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pytest_bulkhead.drill.examined import Examined
from pytest_bulkhead.drill.mutant import Mutant
from pytest_bulkhead.record.folder import FOLDER, prepare_folder

_VERSION = 1


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
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, IndexError):
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
            self.path.write_text(json.dumps(self._head) + "\n", encoding="utf-8")
        self.add(known)

    def add(self, more: Iterable[Examined]) -> None:
        """Keep what was found out; where nothing can be written, nothing can be taken up again."""
        with contextlib.suppress(OSError), open(self.path, "a", encoding="utf-8") as file:
            file.write("".join(f"{json.dumps(one.to_json())}\n" for one in more))

    def forget(self) -> None:
        """There is nothing to take up again."""
        with contextlib.suppress(OSError):
            self.path.unlink()


def fingerprint(mutants: Iterable[Mutant], *more: str) -> str:
    """The same for two drills that would examine the same mutants by the same means."""
    digest = hashlib.sha256("\0".join(more).encode())
    for mutant in mutants:
        for path, text in mutant.changes.items():
            digest.update(f"{mutant.identity}\0{path}\0{text}\0".encode(errors="surrogatepass"))
    return digest.hexdigest()
