"""Makes settings of a table, and says of a key or value what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.settings.keys import KEYS
from pytest_bulkhead.settings.model import Settings
from pytest_bulkhead.settings.reading import brief


def parse_settings(table: Mapping[str, Any], path: Path) -> Settings:
    """Settings from the keys and values of a table.

    Args:
        table: the table as it stands in the file, keys with hyphens or underscores.
        path: the file, for messages.

    Raises:
        SettingsError: a key is unknown or stands there twice, or a value is not of the kind that its key wants.
    """
    settings = Settings(path=path)
    seen: dict[str, str] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in KEYS:
            known = [known.replace("_", "-") for known in KEYS]
            import difflib  # only for a mistake

            near = difflib.get_close_matches(key.replace("_", "-"), known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else f" Known are {', '.join(known)}."
            raise SettingsError(f"{path}: the settings of bulkhead have no key {brief(key)}.{hint}")
        if name in seen:
            raise SettingsError(f"{path}: {seen[name]!r} and {key!r} in the settings of bulkhead are the same key.")
        seen[name] = key
        try:
            settings = settings._replace(**{name: KEYS[name].parse(value, path.parent)})
        except ValueError as error:
            raise SettingsError(
                f"{path}: {key!r} in the settings of bulkhead must be {error}, not {brief(value)}."
            ) from None
    return settings
