"""What tests say they touch where nobody can see it: a device, a service, a licence of which there is one."""

from __future__ import annotations

from pytest_bulkhead.errors import WorkerError

TYPE_CHECKING = False
if TYPE_CHECKING:  # of which the library needs nothing while it runs
    from collections.abc import Callable

MODES = ("read", "write")

listeners: list[Callable[[str, str], None]] = []
"""Called with name and mode of each touch."""


def touch(name: str, mode: str = "write") -> None:
    """Say that the test or fixture at work touches something that workers share; without a plugin that asks, nothing.

    Args:
        name: of the thing, the same for all who touch it.
        mode: `read`, beside which others may read, or `write`.

    Raises:
        WorkerError: there is no such mode, or no name.
    """
    if mode not in MODES or not name:
        raise WorkerError(f"touch({name!r}, {mode!r}): a name is wanted, and one of the modes {', '.join(MODES)}.")
    for listener in listeners:
        listener(str(name), mode)
