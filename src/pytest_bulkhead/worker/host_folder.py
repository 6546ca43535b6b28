"""Where the processes of this host that use the library meet, whatever run they belong to."""

from __future__ import annotations

import os
from pathlib import Path

from pytest_bulkhead.errors import WorkerError
from pytest_bulkhead.worker.own_folders import folder_of_user, make_own


def place_of_host() -> Path:
    """The folder in which they all are; it need not be there yet."""
    given = os.environ.get("BULKHEAD_HOST_FOLDER")
    if given:
        return Path(given).absolute()
    # Not TMPDIR: what differs between two runs on one host would let both have the same.
    return folder_of_user(Path("/tmp") if os.name == "posix" else Path(os.environ.get("TEMP", ".")))  # noqa: S108


def host_folder(name: str) -> Path:
    """A folder of one name below the one where they meet: `BULKHEAD_HOST_FOLDER`, else this user's below `/tmp`.

    Raises:
        WorkerError: it cannot be made, or somebody else has it.
    """
    above = place_of_host()
    try:
        above.parent.mkdir(parents=True, exist_ok=True)
        make_own(above)
        make_own(above / name)
    except OSError as error:
        raise WorkerError(
            f"The folder {above / name} cannot be made: {error.strerror}. Name another one with BULKHEAD_HOST_FOLDER, "
            "the same for all runs that may meet on this host."
        ) from None
    return above / name
