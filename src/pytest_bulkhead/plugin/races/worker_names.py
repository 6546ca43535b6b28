"""Names that were made up once in each worker, as `scratch_5f0c21ab9d3e` and `scratch_9b1de77a0c42`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from pytest_bulkhead.touch import Touched

_MADE_UP = re.compile(r"(?<![0-9a-z])(?=[a-f]*[0-9])[0-9a-f]{8,}(?![0-9a-z])", re.IGNORECASE)
"""What random digits look like; at least one of them is a digit, so that it is no word."""


def made_up_by_workers(touched: Iterable[Touched]) -> Callable[[str], bool]:
    """Tell whether a name bears something that was made up by one worker, or for it.

    That shows where several workers are: each of them has one such name, in the same place, and none has another's.

    Args:
        touched: what each party of a run touched.
    """
    used: dict[str, dict[str, set[str]]] = {}
    for party, touches, _ in touched:
        for touch in touches:
            for found in _MADE_UP.finditer(touch.name):
                by_worker = used.setdefault(touch.name[: found.start()], {})
                by_worker.setdefault(party.worker, set()).add(found[0])
    own = {
        (before, *names)
        for before, by_worker in used.items()
        if _one_each(list(by_worker.values()))
        for names in by_worker.values()
    }
    if not own:
        return lambda _: False
    return lambda name: any((name[: found.start()], found[0]) in own for found in _MADE_UP.finditer(name))


def _one_each(names: list[set[str]]) -> bool:
    return len(names) > 1 and all(len(one) == 1 for one in names) and len(set.union(*names)) == len(names)
