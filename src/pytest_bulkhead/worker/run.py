"""Which run this is, and which machine's part of it."""

from __future__ import annotations

import os

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.identity import whole_number

# Made at import and never again: a child that is forked before anybody asked still is of the same run as its parent,
# which a value cached at the first call could not promise. It is a constant, drawn from the system and not from
# `random`, which seeding plugins set to the same state in every worker.
_RUN_OF_THIS_PROCESS = os.urandom(16).hex()


def get_run_id() -> str:
    """What all workers of this run have in common, and no other run has.

    It is ``BULKHEAD_RUN_ID`` where that is set, else what pytest-xdist tells its workers, else a random value of this
    process. Forked children inherit the last; processes that start anew (spawned children, xdist's controller beside
    its workers) cannot know it: set ``BULKHEAD_RUN_ID``, to a fresh value for each run, where these must agree.

    Returns:
        A text to compare, of any form: make names from it with `scoped_name`, never by pasting.

    Raises:
        WorkerError: a variable that should name the run is blank.
    """
    for variable in ("BULKHEAD_RUN_ID", "PYTEST_XDIST_TESTRUNUID"):
        given = os.environ.get(variable)
        if given is None:
            continue
        if not given.strip():
            raise WorkerError(
                f"{variable} is set but blank, so that every run would have the same id. Give it a value that no other "
                "run has, or unset it."
            )
        return given
    return _RUN_OF_THIS_PROCESS


def get_shard_index() -> int:
    """Which of the machines that share this run this one is, counted from 0.

    It is ``BULKHEAD_SHARD`` where that is set, else what GitLab (``CI_NODE_INDEX``, there counted from 1), CircleCI
    (``CIRCLE_NODE_INDEX``) or Buildkite (``BUILDKITE_PARALLEL_JOB``) say. GitHub Actions sets no such variable:
    write ``BULKHEAD_SHARD: ${{ strategy.job-index }}`` into the job's ``env``.

    Returns:
        0 where none of the variables is set: there is one machine.

    Raises:
        WorkerError: the first variable that is set holds no whole number, or one below the first index.
    """
    for variable in ("BULKHEAD_SHARD", "CI_NODE_INDEX", "CIRCLE_NODE_INDEX", "BUILDKITE_PARALLEL_JOB"):
        given = os.environ.get(variable)
        if given is not None:
            return _index(variable, given)
    return 0


def _index(variable: str, given: str) -> int:
    # Heroku CI and others use GitLab's name for it and count from 0.
    first = 1 if variable == "CI_NODE_INDEX" and "GITLAB_CI" in os.environ else 0
    number = whole_number(given)
    if number is None or number < first:
        raise WorkerError(
            f"{variable} is {given!r}, but the index of a machine is a whole number from {first}. Mend it, or set "
            "BULKHEAD_SHARD to 0, 1, 2 and so on, another one on each machine of the run."
        )
    return number - first
