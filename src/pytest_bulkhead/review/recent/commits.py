"""What single commits have brought and mended, each looked at once and remembered."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pytest_bulkhead.checker.cache.key import cache_key
from pytest_bulkhead.checker.cache.place import default_folder, prepare
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.machine_json import machine_json
from pytest_bulkhead.review.git import Commit, Repository
from pytest_bulkhead.review.review import Review, review_change
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import change_of
from pytest_bulkhead.review.snapshot import snapshots
from pytest_bulkhead.settings import Settings

_FOLDER = "recent"
# What may be test code, or decide about it: a commit that changes nothing of the kind is passed by.
_MATTERS = re.compile(r".*\.(?:py|toml|cfg|ini)$|.*bulkhead.*\.json$")


class Done(NamedTuple):
    """What a commit did.

    Args:
        gone: findings that went with the code in which they stood.
        suppressed: how many suppressions it added.
        grown: how many more findings the baseline tolerates since.
        regrouped: how many tests have changed their xdist group.
    """

    brought: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    suppressed: int = 0
    grown: int = 0
    regrouped: int = 0

    @classmethod
    def of(cls, found: Review) -> Done:
        """Take from a review what a history tells."""
        grown = sum(one.after - one.before for one in found.baseline)
        return cls(found.brought, found.mended, found.gone, len(found.suppressions), grown, len(found.regrouped))

    def to_json(self) -> dict[str, Any]:
        listed = {name: [one.to_json() for one in getattr(self, name)] for name in ("brought", "mended", "gone")}
        return {**listed, "suppressed": self.suppressed, "grown": self.grown, "regrouped": self.regrouped}

    @classmethod
    def from_json(cls, data: Any) -> Done:
        """Read what `to_json` wrote.

        Raises:
            ValueError, KeyError, TypeError: it is something else.
        """
        brought, mended, gone = (tuple(map(Finding.from_json, data[name])) for name in ("brought", "mended", "gone"))
        return cls(brought, mended, gone, int(data["suppressed"]), int(data["grown"]), int(data["regrouped"]))


def looked_at(
    repository: Repository,
    commits: list[Commit],
    part: str,
    settings: Settings,
    *,
    keep: bool,
    say: Callable[[int], None],
) -> Iterator[tuple[Commit, Done]]:
    """What each of some commits did, as the settings of today see it.

    Args:
        repository: that they are in.
        commits: the latest first; one without a parent is passed by.
        part: the path of the folder that is looked at, empty for all.
        settings: say what is looked for.
        keep: whether what was found is remembered for the next time.
        say: called with the number of those that are done.
    """
    memory = _Memory(repository, part, settings) if keep else None
    with snapshots(repository, 2) as (before, after):
        for number, commit in enumerate(commits):
            say(number)
            if not commit.parent:
                continue
            done = memory.recall(commit) if memory else None
            if done is None:
                done = Done()
                if any(_MATTERS.match(one.after or one.before or "") for one in repository.touched(*_ends(commit))):
                    change = change_of(commit, before, after)
                    done = Done.of(review_change(change, Scope(part, change.after, settings, repository.root)))
                if memory:
                    memory.keep(commit, done)
            yield commit, done


def _ends(commit: Commit) -> tuple[str, str]:
    return commit.parent, commit.sha


class _Memory:
    """A file for each commit, in the project's own folder."""

    def __init__(self, repository: Repository, part: str, settings: Settings) -> None:
        key = cache_key(repository.root, part, settings)
        self._key = (key or "")[:16]
        self._folder = os.path.join(default_folder(repository.root), _FOLDER)

    def _path(self, commit: Commit) -> Path:
        return Path(self._folder, f"{commit.sha}-{self._key}.json")

    def recall(self, commit: Commit) -> Done | None:
        if not self._key:
            return None
        try:
            return Done.from_json(json.loads(self._path(commit).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def keep(self, commit: Commit, done: Done) -> None:
        if not self._key:
            return
        with contextlib.suppress(OSError):  # a place that cannot be written costs time and nothing else
            prepare(os.path.dirname(self._folder))
            os.makedirs(self._folder, exist_ok=True)
            part = self._path(commit).with_suffix(f".{os.getpid()}.part")
            part.write_text(machine_json(done.to_json()), encoding="utf-8")
            part.replace(self._path(commit))
