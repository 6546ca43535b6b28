"""Where the interpreter keeps what is not the project's; `sysconfig` would tell, but takes long to load."""

from __future__ import annotations

import os
import site

STANDARD = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120 - as the paths of frames are, which it is compared with
"""The standard library, with its extension modules."""


def library_folders() -> tuple[str, ...]:
    """Where libraries are installed for this interpreter."""
    return tuple(folder.rstrip(os.sep) + os.sep for folder in site.getsitepackages())
