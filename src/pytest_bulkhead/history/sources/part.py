"""What every file that tells of a run comes to: one part of a run, and the results in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pytest_bulkhead.history.values import Outcome

MICROSECONDS = 1_000_000
IN_QUARANTINE = "quarantined until "
"""How pytest is told why a failure is expected of a test in quarantine. It has failed all the same: else nothing would
tell when it is mended."""
_LONGEST = 2**53
"""Of times and sizes: what every reader of JSON and every column holds."""
_SECONDS = 9e9
"""Of times that need no more than a multiplication."""


class Result(NamedTuple):
    """One attempt at a test, as a file tells it; None stands for what it does not tell.

    Args:
        test: the node id.
        worker: `main` where there are none.
        number: 0 for the one after the last of this test in this file.
        begun: microseconds after the part began, and so in microseconds the next four.
        setup: likewise.
        call: likewise; of all phases where they are not told apart.
        teardown: likewise.
        cpu: likewise.
        resident: in KiB.
        failure: what went wrong, in words.
    """

    test: str
    worker: str
    outcome: Outcome
    number: int = 0
    begun: int | None = None
    setup: int | None = None
    call: int | None = None
    teardown: int | None = None
    cpu: int | None = None
    resident: int | None = None
    failure: str = ""


class Noted(NamedTuple):
    """A finding of the run.

    Args:
        test: whose it is, empty where it is nobody's.
        text: all of it, as JSON.
    """

    test: str
    code: str
    text: str


@dataclass(slots=True)
class Part:
    """One part of a run, filled as its file is read: what stands before `ended` is known before the first result.

    Args:
        key: the same for every copy of the file.
        run: the same for all parts of a run.
        source: the kind of file.
        started: microseconds since 1970.
        environment: what runs are compared within.
        tool: what wrote it.
        labels: whatever else the project wants to know of it.
        ended: when it did, as far as it is known.
        is_complete: whether it came to its end.
        tells_reruns_as_passed: whether of an attempt that was made again nothing is known, whatever the file says.
    """

    key: str
    run: str
    source: str
    started: int = 0
    revision: str = ""
    branch: str = ""
    is_dirty: bool | None = None
    environment: str = "unknown"
    provider: str = ""
    job: str = ""
    url: str = ""
    tool: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    ended: int | None = None
    workers: int = 0
    crashes: int = 0
    collect_errors: int = 0
    is_complete: bool = False
    tells_reruns_as_passed: bool = False
    findings: list[Noted] = field(default_factory=list)


class Given(NamedTuple):
    """What is said about files that do not say it themselves, or say it wrongly.

    Args:
        run: the run that all of them are parts of.
        ci: as `record.provenance.ci_of` tells it, for files that know nothing of that.
    """

    run: str = ""
    revision: str = ""
    branch: str = ""
    environment: str = ""
    labels: Mapping[str, str] = {}
    ci: Mapping[str, str] = {}

    def amend(self, part: Part, *, knows_ci: bool) -> None:
        """Put it in the place of what the part's file has told.

        Args:
            part: whose file has been opened.
            knows_ci: whether that file would tell of CI if there had been any.
        """
        if not knows_ci:
            part.run = (self.ci.get("run") and f"{self.ci['provider']}:{self.ci['run']}") or part.run
            part.provider, part.job = self.ci.get("provider", ""), self.ci.get("job", "")
            part.url = self.ci.get("url", "")
            part.revision, part.branch = self.ci.get("revision", ""), self.ci.get("branch", "")
        part.run = self.run or part.run
        part.revision = self.revision or part.revision
        part.branch = self.branch or part.branch
        part.environment = self.environment or part.environment
        part.labels.update(self.labels)


def microseconds(seconds: object) -> int | None:
    """A time in seconds as whole microseconds; None for what is none.

    Args:
        seconds: a number or its text, with commas between thousands or without.
    """
    if isinstance(seconds, str):
        seconds = seconds.replace(",", "")
    elif type(seconds) is float and 0 <= seconds < _SECONDS:  # as nearly all are
        return round(seconds * MICROSECONDS)
    if not isinstance(seconds, int | float | str) or isinstance(seconds, bool):
        return None
    try:
        return whole(round(float(seconds) * MICROSECONDS))
    except (ValueError, OverflowError):
        return None


def whole(value: object) -> int | None:
    """A number that fits everywhere and is not below 0; None for what is none."""
    if type(value) is not int:
        return None
    return min(max(value, 0), _LONGEST)
