"""The repository that a project is kept in, as far as git tells."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 60
# Set for a hook by the git that runs it: they name its own repository, whatever the folder.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_TARGETS = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "BUILDKITE_PULL_REQUEST_BASE_BRANCH")
"""Where CI systems name the branch that a change is meant for."""
_USUAL = ("origin/HEAD", "origin/main", "origin/master", "main", "master")


@dataclass(frozen=True, slots=True)
class Git:
    """A repository with a work tree.

    Args:
        top: the folder of the work tree.
    """

    top: Path

    def tell(self, *words: str) -> str | None:
        """What a command of git prints; None where it fails."""
        return _git(self.top, *words)

    def text_at(self, revision: str, path: Path) -> str | None:
        """A file as a revision has it; None where it has none."""
        relative = os.path.relpath(path, self.top).replace(os.sep, "/")
        return self.tell("show", f"{revision}:{relative}")

    def ignores(self, path: Path) -> bool:
        """Whether a path is left out of the repository by its rules."""
        return self.tell("check-ignore", "--quiet", "--no-index", str(path)) is not None

    def tracked(self, path: Path) -> list[str]:
        """The files below a path that are in the repository."""
        return [name for name in (self.tell("ls-files", "-z", "--", str(path)) or "").split("\0") if name]

    @property
    def head(self) -> str | None:
        """The commit that is checked out; None before the first."""
        return (self.tell("rev-parse", "--verify", "--quiet", "HEAD") or "").strip() or None

    @property
    def is_shallow(self) -> bool:
        """Whether the history was cut off when it was cloned."""
        return (self.tell("rev-parse", "--is-shallow-repository") or "").strip() == "true"

    @property
    def hooks_folder(self) -> Path:
        """Where git looks for hooks, by `core.hooksPath`, too."""
        said = (self.tell("rev-parse", "--git-path", "hooks") or "").strip()
        return self.top / (said or ".git/hooks")

    def base(self, environ: Mapping[str, str]) -> str | None:
        """The commit that a change began from: where its branch left the one that it is meant for, else HEAD.

        Args:
            environ: in which CI names that branch.
        """
        named = [f"origin/{environ[name]}" for name in _TARGETS if environ.get(name)]
        for target in (*named, *_USUAL):
            found = (self.tell("merge-base", "HEAD", target) or "").strip()
            if found:
                return found
        return self.head


def find_git(folder: Path) -> Git | None:
    """The repository around a folder; None where there is none, or no git."""
    top = (_git(folder, "rev-parse", "--show-toplevel") or "").rstrip("\n")
    return Git(Path(top)) if top else None


def run_git(
    folder: Path | str, *words: str, given: bytes = b"", index: str = "", patience: float | None = None
) -> bytes | None:
    """What a command of git prints for the repository around a folder; None where it fails.

    Args:
        folder: it is run there, and nothing that git has told a hook of another one counts.
        words: the command.
        given: what it reads.
        index: the file that it takes for the index, where that is not the repository's own.
        patience: how many seconds it may take.

    Raises:
        OSError: git cannot be started.
        TimeoutExpired: it takes longer.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN} | _QUIET
    done = subprocess.run(
        ["git", "-C", str(folder), "--no-pager", *words],
        env={**environment, "GIT_INDEX_FILE": index} if index else environment,
        input=given,
        capture_output=True,
        timeout=patience,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


def _git(folder: Path, *words: str) -> str | None:
    try:
        said = run_git(folder, *words, patience=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if said is None else said.decode("utf-8", "surrogateescape")
