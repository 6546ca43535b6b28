"""The recent work on isolation in a project: commit by commit, and which patterns are new."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.errors import NoTestCodeError, SuiteError, UsageError
from pytest_bulkhead.review.git import Commit, Repository
from pytest_bulkhead.review.recent.commits import Done, looked_at
from pytest_bulkhead.review.scope import Scope
from pytest_bulkhead.review.sides import Side
from pytest_bulkhead.review.snapshot import snapshots
from pytest_bulkhead.settings import Settings

_AGO = re.compile(r"([1-9]\d{0,4})([dwmy])")
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SPEAKS = re.compile(
    r"\b(?:flak\w*|xdist|isolat\w*|race[sd]?|racy|parallel\w*|pollut\w*|leak\w*|order[- ]dependen\w*|intermittent\w*|"
    r"deadlocks?|nondeterminis\w*|non-deterministic|teardown|clean[- ]?up|monkeypatch\w*|quarantin\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Recent:
    """What has happened.

    Args:
        since: from when on, as it was asked for.
        commits: those of the time, the latest first.
        done: what they did, those of them that did anything.
        speaking: the other ones whose subjects speak of isolation.
        new: the hazards that were brought and of which the suite had nothing before, by their codes.
        more: whether there are more commits than were looked at.
        unseen: how many could not be compared with the one before them.
    """

    since: str
    commits: tuple[Commit, ...]
    done: tuple[tuple[Commit, Done], ...]
    speaking: tuple[Commit, ...]
    new: tuple[str, ...]
    more: bool
    unseen: int


def recent(
    path: str,
    settings: Settings,
    *,
    since: str,
    most: int,
    keep: bool = True,
    say: Callable[[str], None] = lambda text: None,
) -> Recent:
    """Look at what the commits of the current branch have brought and mended.

    Args:
        path: the project, or a folder of it.
        settings: say what is looked for, in old code as in new.
        since: a number of days, weeks, months or years (`30d`), or a date (`2026-01-31`).
        most: how many commits are looked at.
        keep: whether what is found is remembered for the next time.
        say: called with how far it is.

    Raises:
        SuiteError: there is no folder at the path.
        UsageError: the time cannot be read, or there is no repository.
    """
    whole = os.path.abspath(path)
    if not os.path.isdir(whole):
        raise SuiteError(f"There is no folder at {path} whose history could be told.")
    repository = Repository.around(whole)
    part = os.path.relpath(whole, repository.root).replace(os.sep, "/")
    part = "" if part == "." else part
    found = repository.commits(repository.commit("HEAD"), _as_git_reads_it(since), most + 1)
    commits = found[:most]

    def told(number: int) -> None:
        say(f"{number} of {len(commits)} commits")

    seen = list(looked_at(repository, commits, part, settings, keep=keep, say=told))
    done = tuple((commit, what) for commit, what in seen if any(what))
    brought = {one.code for _, what in done for one in what.brought}
    new: set[str] = set()
    if brought:
        say("what was there before")
        new = brought - _codes_before(repository, seen[-1][0].parent, part, settings)
    busy = {commit.sha for commit, _ in done}
    speaking = tuple(one for one in commits if one.sha not in busy and _SPEAKS.search(one.subject))
    return Recent(
        since, tuple(commits), done, speaking, tuple(sorted(new)), len(found) > most, len(commits) - len(seen)
    )


def _as_git_reads_it(since: str) -> str:
    ago = _AGO.fullmatch(since)
    if ago:
        return f"{ago[1]}.{_UNITS[ago[2]]}.ago"
    if _DATE.fullmatch(since) and since <= time.strftime("%Y-%m-%d"):  # of one to come git makes something else
        return f"{since}T00:00:00"
    raise UsageError(
        f"--since takes a time such as 30d, 8w, 6m or 1y, or a date that is past (2026-01-31), not {since!r}."
    )


def _codes_before(repository: Repository, commit: str, part: str, settings: Settings) -> set[str]:
    """The hazards that a project had at a commit."""
    with snapshots(repository, 1) as (snapshot,):
        snapshot.hold(repository.tree(commit))
        side = Side(snapshot.folder)
        scope = Scope(part, side, settings, repository.root)
        if not os.path.isdir(scope.start(side)):
            return set()
        try:
            result = check_paths([scope.start(side)], scope.settings_of(side), processes=None, cwd=scope.folder(side))
        except NoTestCodeError:
            return set()
        return {one.code for one in result.findings}
