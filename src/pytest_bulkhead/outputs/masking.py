"""What looks like a secret, masked: node ids and messages may hold the values of parameters."""

from __future__ import annotations

import functools
import re

from pytest_bulkhead.node_ids import function_of, parameters_of

MASK = "***"

_KEYS = (
    r"pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|signing[_-]?key|encryption[_-]?key|credentials?|authorization"
)
# A module may be called so, too, and holds more than that.
_SECRET_NAME = re.compile(rf"(?<![a-z])(?:{_KEYS}|o?auth(?=[^.]*$))s?(?![a-z])", re.IGNORECASE)
_QUOTED = r"""[bru]{0,2}(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|"[^"]*"|'[^']*')"""
_GROUPED = rf"""\((?:{_QUOTED}|[^()"'])*\)|\[(?:{_QUOTED}|[^\[\]"'])*\]"""
_NAMED = re.compile(
    rf"""(?P<head>(?:{_KEYS}|auth(?=["']?\s{{0,3}}=|["']\s{{0,3}}:))["']?\s{{0,3}}(?:=>|=|:(?!:))\s{{0,3}})"""
    rf"""(?P<value>{_QUOTED}|{_GROUPED}|[^\s,;&"'\])}}]+)""",
    re.IGNORECASE,
)
_USER = re.compile(r"(?P<head>\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)(?P<value>[^\s/@]+)(?=@)", re.IGNORECASE)
_BEARER = re.compile(r"(?P<head>\b(?:bearer|basic)\s+)(?P<value>(?=[^\s=]*[\d=])[\w+/=.~-]{13,})", re.IGNORECASE)
_KNOWN = re.compile(
    r"\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|sk-[\w-]{20,}|xox[abeprs]-[\w-]{15,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16,}|AIza[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"
)
_LONG = re.compile(r"[A-Za-z0-9+_=-]{20,}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# Digits beside letters: words and numbered names have few, what was drawn at random has many.
_CHANGES = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_FEWEST_CHANGES = 4
_SHORTEST = 20
"""Of what looks like a secret by itself; a shorter one must be called so."""


def names_secret(name: str) -> bool:
    """Whether what bears this name is likely a password, a token or a key."""
    return _SECRET_NAME.search(name) is not None


def masked(text: str) -> str:
    """The text without what looks like a password, a token or a key.

    What is called one (`password=…`), stands where one stands in a URL, has the form of a known kind, or is long and
    looks drawn at random, becomes `***`.
    """
    if len(text) < _SHORTEST and "=" not in text and ":" not in text:  # as nearly all parameters are
        return text
    text = _BEARER.sub(_mask_value, text)
    if "=" in text or ":" in text:
        text = _NAMED.sub(_mask_value, text)
        text = _USER.sub(_mask_value, text)
    text = _KNOWN.sub(MASK, text)
    return _LONG.sub(_mask_random, text)


@functools.lru_cache(maxsize=256)  # of a test it is asked as it begins and as it ends
def masked_test(test: str) -> str:
    """A node id likewise; what stands before its parameters are names in the code, and stays."""
    parameters = parameters_of(test)
    return f"{function_of(test)}[{masked(parameters[1:])}" if parameters else test


def _mask_value(match: re.Match[str]) -> str:
    return f"{match['head']}{MASK}"


def _mask_random(match: re.Match[str]) -> str:
    text = match[0]
    if _UUID.fullmatch(text) or len(_CHANGES.findall(text)) < _FEWEST_CHANGES:
        return text
    return MASK
