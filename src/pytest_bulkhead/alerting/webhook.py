"""New alerts sent to one URL as JSON: that which the settings name, and no other."""

from __future__ import annotations

import http.client
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import IO
from urllib.parse import urlsplit

from pytest_bulkhead.alerting.told import TITLES, machine, sentence, subject
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.history.alerts.alert import Alert
from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.outputs.harmless import harmless

_PATIENCE = 10
_PAUSES = (1.0, 2.0, 4.0)
"""In seconds, before it is tried again."""
_BUSY, _BROKEN = 429, 500
_FOR_GOOD = (ssl.SSLCertVerificationError, http.client.InvalidURL)
_SHOWN = 20
_WEB = ("http", "https")
_QUIET = str.maketrans({"<": "‹", ">": "›", "@": "＠"})
"""Chats read `<…>` as links and mentions, and `@` as a call to people: what tests are called is neither."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere but where it was sent."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> None:
        return None


def webhook_of(setting: str, environment: Mapping[str, str]) -> str:
    """The URL that the settings mean; empty for none.

    Args:
        setting: a URL, or `$` and the name of the variable that holds it; an unset variable means none, so that
            whoever does not have the secret can do without.
        environment: the variables.

    Raises:
        UsageError: the variable holds no URL.
    """
    url = environment.get(setting[1:], "") if setting.startswith("$") else setting
    if url and _host(url) is None:
        raise UsageError(
            f"The variable {setting[1:]}, which the settings name as `webhook`, holds no http or https URL."
        )
    return url


def send(url: str, alerts: Sequence[Alert], wait: Callable[[float], None] = time.sleep) -> str:
    """Post them, and tell what went wrong; empty if nothing did. The URL itself is a secret, and is never told.

    What may pass by itself is tried a few times more: a network that fails, a server that is busy or broken.

    Args:
        url: of a webhook that takes JSON with a `text`, as those of Slack, Teams and Mattermost do.
        alerts: the new ones.
        wait: for some seconds.
    """
    request = urllib.request.Request(  # noqa: S310 - `webhook_of` and the settings know of http and https alone
        url,
        json.dumps(_message(alerts)).encode(),
        {"Content-Type": "application/json", "User-Agent": TOOL},
        method="POST",
    )
    problem, tried = "", 0
    for pause in (0.0, *_PAUSES):
        if pause:
            wait(pause)
        tried += 1
        problem, may_pass = _posted(request)
        if not may_pass:
            break
    if not problem:
        return ""
    return f"the webhook at {_host(url)} {problem}" + (f", {tried} times" if tried > 1 else "")


def _posted(request: urllib.request.Request) -> tuple[str, bool]:
    """What went wrong, empty if nothing did, and whether it may be otherwise in a moment."""
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=_PATIENCE):
            return "", False
    except urllib.error.HTTPError as error:
        with error:
            return f"answered {error.code}", error.code == _BUSY or error.code >= _BROKEN
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        is_network = isinstance(reason, (OSError, http.client.HTTPException)) and not isinstance(reason, _FOR_GOOD)
        return f"could not be reached ({type(reason).__name__})", is_network


def _message(alerts: Sequence[Alert]) -> dict[str, object]:
    lines = [f"{len(alerts)} new alert{'s' * (len(alerts) != 1)} from the tests"]
    lines += [
        f"• {TITLES[alert.subject.kind]}: {subject(alert)} ({alert.subject.environment}): {sentence(alert)}"
        for alert in alerts[:_SHOWN]
    ]
    if len(alerts) > _SHOWN:
        lines.append(f"and {len(alerts) - _SHOWN} more")
    return {
        "text": "\n".join(harmless(line).translate(_QUIET) for line in lines),
        "version": 1,
        "tool": TOOL,
        "alerts": [machine(alert) for alert in alerts],
    }


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.scheme in _WEB and url.isprintable() and " " not in url else None
    except ValueError:
        return None
