"""Whether a patch of `unittest.mock` that was started, and not stopped yet, stands where something has changed."""

from __future__ import annotations

import sys
from typing import Any


def is_patched(place: Any, entry: object) -> bool:
    """Whether there is such a patch.

    Args:
        place: a class, or the dictionary of a module.
        entry: the name there.
    """
    if type(entry) is not str:
        return False
    # Private, and the only list of them; without it nothing is lost but that a leak is told twice.
    patches = getattr(getattr(sys.modules.get("unittest.mock"), "_patch", None), "_active_patches", ())
    return any(_stands(one, place, entry) for one in patches)


def _stands(patch: Any, place: Any, entry: object) -> bool:
    if getattr(patch, "attribute", None) != entry:
        return False
    target = getattr(patch, "target", None)
    return target is not None and (place is target or place is getattr(target, "__dict__", None))
