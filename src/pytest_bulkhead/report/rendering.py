"""One page out of its data: styles, scripts and values stand in it, and nothing else may run or be fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

_HERE = Path(__file__).parent
STYLES = ("tokens.css", "page.css", "findings.css", "tables.css", "charts.css", "print.css")
SCRIPTS = (
    "elements.js",
    "place.js",
    "filter.js",
    "marks.js",
    "table.js",
    "tests.js",
    "flaky.js",
    "findings.js",
    "chart.js",
    "trends.js",
    "timeline.js",
    "keys.js",
    "start.js",
)
"""In the order in which they need each other."""
_KEPT_CONTROLS = "\n\t"
_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}


def render(data: Mapping[str, Any]) -> str:
    """The page.

    Args:
        data: as `page_data` tells it.
    """
    styles, scripts = [_asset(name) for name in STYLES], [_asset(name) for name in SCRIPTS]
    return (
        _templates()
        .get_template("page.html")
        .render(page=data, styles=styles, scripts=scripts, policy=_policy(styles, scripts), data=_embedded(data))
    )


def _policy(styles: list[Markup], scripts: list[Markup]) -> str:
    """Only these scripts and styles, by what they are made of; no connection to anywhere."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(map(_digest, scripts))}",
            f"style-src {' '.join(map(_digest, styles))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(data: Mapping[str, Any]) -> Markup:
    """As JSON that cannot end the element it stands in."""
    known = {name: data[name] for name in ("project", "tests", "flaky", "trends", "timeline", "run")}
    text = json.dumps(known, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return Markup(text.translate(_ESCAPED))  # noqa: S704 - nothing is left in it that is markup


@cache
def _asset(name: str) -> Markup:
    return Markup((_HERE / "assets" / name).read_text(encoding="utf-8").strip())  # noqa: S704 - our own


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    templates.filters.update(day=_day, moment=_moment, duration=_duration, quoted=_quoted)
    return templates


def _visible(value: Any) -> Any:
    """Text without characters that are not seen, or that turn the others around."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(map(_seen, value))


def _seen(character: str) -> str:
    if character in _KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return character
    return "�"


def _quoted(text: str) -> Markup:
    """Messages with what stands between backticks as code."""
    parts = _visible(text).split("`")
    if not len(parts) % 2:  # one of them stands alone
        return escape("`".join(parts))
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


def _day(seconds: float | None) -> str:
    return _written(seconds, "%-d %b %Y")


def _moment(seconds: float | None) -> str:
    return _written(seconds, "%-d %b %Y, %H:%M UTC")


def _written(seconds: float | None, form: str) -> str:
    if seconds is None:
        return "unknown"
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return "at an unknown time"
    return moment.strftime(form.replace("%-d", str(moment.day)))


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "unknown"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 100:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
