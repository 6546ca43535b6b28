"""Numbers that steer the interpreter, and how `decimal` reckons."""

from __future__ import annotations

import gc
import operator
import sys
from typing import Any

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.sensor import ABSENT, Depth
from pytest_bulkhead.plugin.snapshot import Snapshot

_FIELDS = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
_fields = operator.attrgetter(*_FIELDS)


class InterpreterLimits(Snapshot):
    """Flags of the decimal context go up with each calculation, and are no setting."""

    hazards = (process_state.HAZARD,)
    kind = "interpreter"
    depth = Depth.DEEP
    mentions = (
        r"\b(setrecursionlimit|setswitchinterval|set_int_max_str_digits|set_threshold|setcontext|getcontext|decimal)\b"
        r"|\bgc\.(en|dis)able\b"
    )
    names = (
        "recursion limit",
        "garbage collector",
        "garbage collector's thresholds",
        "switch interval",
        "limit of digits",
        "decimal context",
        "decimal traps",
    )

    def look(self) -> tuple[object, ...]:
        decimal: Any = sys.modules.get("decimal")
        getcontext = getattr(decimal, "getcontext", None)  # not there yet while it is being imported
        context = getcontext() if getcontext is not None else None
        return (
            sys.getrecursionlimit(),
            gc.isenabled(),
            gc.get_threshold(),
            sys.getswitchinterval(),
            sys.get_int_max_str_digits(),
            ABSENT if context is None else _fields(context),
            ABSENT if context is None else context.traps.copy(),
        )

    def put(self, name: str, value: Any) -> None:
        if name.startswith("decimal"):
            context = sys.modules["decimal"].getcontext()
            fields = {"traps": value} if name == "decimal traps" else dict(zip(_FIELDS, value, strict=True))
            for field, setting in fields.items():
                setattr(context, field, setting)
        elif name == "garbage collector":
            (gc.enable if value else gc.disable)()
        elif name == "garbage collector's thresholds":
            gc.set_threshold(*value)
        else:
            _SETTERS[name](value)

    def describe(self, name: str, before: object, after: object) -> str:
        if name == "garbage collector":
            return f"the garbage collector switched {'on' if after else 'off'}"
        return f"the {name} changed" if isinstance(after, tuple | dict) else f"the {name} at {after}"


_SETTERS: dict[str, Any] = {
    "recursion limit": sys.setrecursionlimit,
    "switch interval": sys.setswitchinterval,
    "limit of digits": sys.set_int_max_str_digits,
}
