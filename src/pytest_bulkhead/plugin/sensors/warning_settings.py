"""How warnings are filtered and shown, as far as it outlives pytest's own care of it."""

from __future__ import annotations

import sys
import warnings

from pytest_bulkhead.hazards.catalogue import process_state
from pytest_bulkhead.plugin.sensor import ABSENT
from pytest_bulkhead.plugin.snapshot import Snapshot


class WarningSettings(Snapshot):
    """pytest runs each test in `catch_warnings`, that is with a list of filters and a `showwarning` of its own.

    What lies outside of that is watched: the list that was there at the start, whatever is in force now, and what
    `catch_warnings` does not put back. `showwarning` is looked at only where there is no such bracket.
    """

    hazards = (process_state.HAZARD,)
    kind = "warnings"
    mentions = r"\b(filterwarnings|simplefilter|resetwarnings|catch_warnings|warnings|captureWarnings|warnoptions)\b"
    names = (
        "warnings.filters",
        "warnings.showwarning",
        "warnings.formatwarning",
        "warnings.defaultaction",
        "sys.warnoptions",
        "logging.captureWarnings",
    )

    def __init__(self) -> None:
        super().__init__()
        self._filters = warnings.filters
        self._shower: object = warnings.showwarning

    def start(self) -> None:
        self._filters = warnings.filters
        self._shower = warnings.showwarning
        super().start()

    def look(self) -> tuple[object, ...]:
        logging = sys.modules.get("logging")
        return (
            tuple(self._filters),
            warnings.showwarning if warnings.filters is self._filters else self._shower,
            warnings.formatwarning,
            getattr(warnings, "defaultaction", None),
            tuple(sys.warnoptions),
            # Set while warnings are captured, and forgotten by no `catch_warnings`.
            ABSENT if logging is None else getattr(logging, "_warnings_showwarning", None) is not None,
        )

    def put(self, name: str, value: object) -> None:
        if name == "warnings.filters" and isinstance(value, tuple):
            self._filters[:] = value  # type: ignore[index]
            getattr(warnings, "_filters_mutated", getattr(warnings, "_filters_mutated_lock_held", lambda: None))()
        elif name == "sys.warnoptions" and isinstance(value, tuple):
            sys.warnoptions[:] = value
        elif name == "logging.captureWarnings":
            sys.modules["logging"].captureWarnings(value)
        else:
            setattr(warnings, name.removeprefix("warnings."), value)

    def describe(self, name: str, before: object, after: object) -> str:
        return f"{name} {'in force' if after else 'ended'}" if name.startswith("logging") else f"{name} changed"
