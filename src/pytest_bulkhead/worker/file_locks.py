"""Locks on files that the operating system ends with the process that holds them."""

from __future__ import annotations

import errno
import os
import sys

_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def lock_file(descriptor: int, *, shared: bool = False, wait: bool = False) -> bool:
        """Lock a file for this process; whoever shares it there has it alone."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

    def unlock_file(descriptor: int) -> None:
        """Unlock it again."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def lock_file(descriptor: int, *, shared: bool = False, wait: bool = False) -> bool:
        """Lock a file for this process.

        Args:
            descriptor: of the open file.
            shared: whether others may hold it shared at the same time.
            wait: whether to wait until it can be had.

        Returns:
            False when somebody else has it.

        Raises:
            OSError: the file system knows no locks.
        """
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

    def unlock_file(descriptor: int) -> None:
        """Unlock it again, also for forked children that share the descriptor."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
