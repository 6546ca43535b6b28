"""Ports that were looked for until one was free."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_bulkhead.touch import PASSED_OVER, Access, Touch, Touched


def without_free_ports(touched: Sequence[Touched]) -> Sequence[Touched]:
    """Leave out the ports of lines that have gone on to another port once: they cope with one that is taken.

    Args:
        touched: by all parties of a run.
    """
    lines = {touch.wrote_at for one in touched for touch in one.touches if touch.fate == PASSED_OVER}
    if not lines:
        return touched

    def is_free(touch: Touch) -> bool:
        claims = touch.kind == "port" and Access.CLAIM in touch.accesses
        return claims and (touch.fate == PASSED_OVER or (touch.wrote_at is not None and touch.wrote_at in lines))

    return [one._replace(touches=tuple(touch for touch in one.touches if not is_free(touch))) for one in touched]
