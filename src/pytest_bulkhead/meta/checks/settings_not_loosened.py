"""The settings demand as much as they did where the work at hand began."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.meta.base import text_before, waived
from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject
from pytest_bulkhead.settings import Settings
from pytest_bulkhead.settings.parsing import parse_settings

WHY = "What is let through by a change of the settings is let through for everybody, and from then on."

_ORDERS = {
    "mode": ("off", "report", "heal", "strict"),
    "depth": ("quick", "deep"),
    "profile": ("recommended", "strict"),
}
"""Of what can be chosen, from the least demanding on; a file that says nothing has the first but `off`."""
_LOOSENING = ("ignore", "exclude", "allow", "harmless", "per_file_ignores")
_TIGHTENING = ("refuse", "require", "extend_select")


def look(subject: Subject) -> Iterator[Fault]:
    """Each key that demands less."""
    settings = subject.settings
    if settings.path is None:
        raise DoesNotApplyError("the project has no settings of pytest-bulkhead")
    before = _before(subject, settings)
    for fault in _loosened(before, settings):
        if waived("settings_not_loosened", subject):
            return
        yield Fault(
            f"{settings.path.name}: {fault}.",
            "Take it back, or say why in a commit message: `Isolation-waiver: settings_not_loosened REASON`.",
        )


def _before(subject: Subject, settings: Settings) -> Settings:
    assert settings.path is not None
    try:
        document = tomllib.loads(text_before(settings.path, subject))
        table = document if settings.path.name == "bulkhead.toml" else document.get("tool", {}).get("bulkhead", {})
        return parse_settings(table, settings.path)
    except (tomllib.TOMLDecodeError, SettingsError, AttributeError):
        raise DoesNotApplyError("the settings that were there before cannot be read") from None


def _loosened(before: Settings, now: Settings) -> Iterator[str]:
    for key, order in _ORDERS.items():
        was, is_now = (_rank(getattr(settings, key), order) for settings in (before, now))
        if is_now < was:
            yield f"`{key}` was {order[was]!r} and is {order[is_now]!r}"
    for key in _LOOSENING:
        for more in _missing(getattr(now, key), getattr(before, key)):
            yield f"`{key}` has grown by {_name(more)}"
    for key in _TIGHTENING:
        for less in _missing(getattr(before, key), getattr(now, key)):
            yield f"`{key}` no longer holds {_name(less)}"


def _rank(value: Any, order: tuple[str, ...]) -> int:
    text = str(getattr(value, "value", value))
    default = 1 if order[0] == "off" else 0
    return order.index(text) if text in order else default


def _missing(some: tuple[Any, ...], others: tuple[Any, ...]) -> list[Any]:
    return [one for one in some if one not in others]


def _name(value: Any) -> str:
    return repr(value if isinstance(value, str) else value[0])
