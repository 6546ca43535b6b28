"""What a project can say about itself, as one frozen value."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pytest_bulkhead.hazards.hazard import Profile
from pytest_bulkhead.settings.alerting import Alerting

MODES = ("report", "strict", "heal", "off")
DEPTHS = ("quick", "deep")
REFUSABLE = ("chdir", "bind-fixed-port", "write-outside-tmp")
"""What a test can be refused to do."""
SERVERS = ("postgres", "redis", "openfga")
"""The servers that our fixtures give each worker a part of."""
MEMORY_CARE = ("freeze", "collect-on-growth")
"""What can be done about the memory of a process that runs tests."""
MEMORY_LIMIT = 5 * 1024
"""In MB, for each process that runs tests."""
PROFILES = (Profile.RECOMMENDED.value, Profile.STRICT.value)


class Allowed(NamedTuple):
    """State that tests may leave changed.

    Args:
        state: a kind of state, or a hazard's slug or code; after a colon a pattern of names, as in `environ:API_*`.
        reason: why.
        tests: patterns of node ids or of their files; empty means all tests.
    """

    state: str
    reason: str
    tests: tuple[str, ...] = ()


class Harmless(NamedTuple):
    """Files that tests may share.

    Args:
        path: a name such as `*.log` for all files and folders of that name, a path such as `build/*.txt` from the root,
            or one below any folder, such as `**/cache/*.bin`; what lies below is meant, too.
        reason: why.
    """

    path: str
    reason: str


class Settings(NamedTuple):
    """What a project says about itself.

    Args:
        path: the file that the settings come from, None when there is none.
        profile: which hazards the checker looks for.
        select: codes or slugs to look for instead of the profile's; empty means the profile's.
        extend_select: codes or slugs to look for besides.
        ignore: codes or slugs that are not looked for.
        exclude: glob patterns, relative to the settings file's folder, of paths that are not checked.
        per_file_ignores: glob patterns as in `exclude`, each with the codes or slugs that are not looked for there.
        baseline: the file of the findings that the project lives with for now.
        rules: files and entry points of the project's own rules.
        model_prefixes: the prefix that each provider demands of the names of its models.
        mode: what the plugin does about leaks; None when the file does not say.
        depth: how closely the plugin looks; None when the file does not say.
        refuse: the operations that the plugin refuses in tests.
        require: the servers whose absence is an error of the tests that need them, and no reason to skip these.
        servers: the URLs of servers that are there already; others are started when a test needs them.
        allow: what tests may leave changed.
        memory: what the plugin does about the memory of the processes that run tests.
        memory_limit: how much of it each of them may have, in MB; None when the file does not say.
        races: whether the plugin finds what tests share; None when the file does not say.
        harmless: files that tests may share.
        plan: the file of the groups that keep racing tests apart.
        check_log: whether each check leaves a line in `.bulkhead` with how many findings there were; None when the
            file does not say.
        alerts: when the history raises an alert; None when the file does not say.
        history: where runs are remembered: a file, or the URL of a PostgreSQL database; empty for the usual file.
        history_keep: for how many days; None for ever.
    """

    path: Path | None = None
    profile: Profile = Profile.RECOMMENDED
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline: Path | None = None
    rules: tuple[str, ...] = ()
    model_prefixes: tuple[tuple[str, str], ...] = ()
    mode: str | None = None
    depth: str | None = None
    refuse: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    servers: tuple[tuple[str, str], ...] = ()
    allow: tuple[Allowed, ...] = ()
    memory: tuple[str, ...] = ()
    memory_limit: int | None = None
    races: bool | None = None
    harmless: tuple[Harmless, ...] = ()
    plan: Path | None = None
    check_log: bool | None = None
    alerts: Alerting | None = None
    history: str = ""
    history_keep: int | None = None

    @property
    def root(self) -> Path | None:
        """The folder of the settings file, to which its patterns are relative."""
        return self.path.parent if self.path else None
