"""Reads the thresholds of alerts, in the settings and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.settings.alerting import Alerting
from pytest_bulkhead.settings.values import SIZE, megabytes


def alerting(value: Any, folder: Path) -> Alerting:
    """Read the table of the settings.

    Raises:
        ValueError: it holds an unknown key, or a value that its key cannot have.
    """
    if not isinstance(value, Mapping):
        raise ValueError("a table of thresholds")  # noqa: TRY004 - as all parsers of keys do
    told = Alerting()
    for key, said in value.items():
        told = with_threshold(told, str(key), said)
    return told


def with_threshold(told: Alerting, key: str, value: Any) -> Alerting:
    """The thresholds with one of them changed.

    Args:
        told: as they were.
        key: as it stands in the settings, with hyphens or underscores.
        value: likewise.

    Raises:
        ValueError: the key is unknown, or cannot have this value.
    """
    name = key.replace("-", "_")
    if name not in _KEYS:
        import difflib  # only for a mistake

        near = difflib.get_close_matches(name, _KEYS, n=1)
        hint = f"did you mean {near[0].replace('_', '-')!r}?" if near else ", ".join(_KEYS).replace("_", "-")
        raise ValueError(f"a table without {key!r:.80} ({hint})")
    wanted, parse, _ = _KEYS[name]
    try:
        return told._replace(**{name: parse(value)})
    except (ValueError, TypeError, ArithmeticError):
        raise ValueError(f"a table in which {key!r} is {wanted}") from None


def parse_threshold(told: Alerting, said: str) -> Alerting:
    """The thresholds with one of them changed, as the command line says it.

    Args:
        told: as they were.
        said: a key, `=`, and the value as in the settings; a text may go without its quotes.

    Raises:
        UsageError: it is no key with a value that it can have.
    """
    key, sign, text = said.partition("=")
    value: Any = text.strip().strip("\"'")
    for kind in (int, float):
        try:
            value = kind(text)
            break
        except ValueError:
            continue
    try:
        if sign:
            return with_threshold(told, key.strip(), value)
    except ValueError as error:
        raise UsageError(f"{said!r:.200} is no threshold that alerts can have: it must be {error}.") from None
    raise UsageError(f"{said!r:.200} is no threshold: KEY=VALUE is wanted, as in slower-by=0.2.")


def _between(low: float, high: float) -> Callable[[Any], float]:
    def parse(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise ValueError
        return float(value)

    return parse


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError
        return value

    return parse


def _url(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - as all parsers of keys do
    if value.startswith("$") and value[1:].isidentifier():
        return value
    from urllib.parse import urlsplit  # only where there is one

    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or not value.isprintable() or " " in value:
        raise ValueError
    return value


def _schema_between(low: float, high: float) -> Mapping[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high}


_SHARE = ("a number from 0 to 1", _between(0, 1), _schema_between(0, 1))
_RISE = ("a number from 0 to 100, 0.1 for a tenth", _between(0, 100), _schema_between(0, 100))
_COUNT = ("a whole number from 1 to 100", _whole(1, 100), {"type": "integer", "minimum": 1, "maximum": 100})
_COUNT_OR_NONE = (
    "a whole number from 0, for none, to 100",
    _whole(0, 100),
    {"type": "integer", "minimum": 0, "maximum": 100},
)
_KEYS: Mapping[str, tuple[str, Callable[[Any], Any], Mapping[str, Any]]] = {
    "slower_by": _RISE,
    "slower_seconds": ("a number of seconds", _between(0, 86400), _schema_between(0, 86400)),
    "larger_by": _RISE,
    "larger_size": ('a size such as "50 MB"', megabytes, {"type": "string", "pattern": f"^{SIZE}$"}),
    "chance": _SHARE,
    "mistakes": _SHARE,
    "confirmations": _COUNT,
    "flaky_revisions": _COUNT,
    "flaky_failures": _COUNT,
    "broken_runs": _COUNT,
    "failed_share": _SHARE,
    "success_rate": _SHARE,
    "violations": _COUNT_OR_NONE,
    "webhook": ('a URL, or "$" and the name of an environment variable that holds it', _url, {"type": "string"}),
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {name.replace("_", "-"): schema for name, (_, _, schema) in _KEYS.items()},
}
