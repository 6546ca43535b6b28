"""How a change of first-party state is told: what it was and what it is, in a few words, unless it may be a secret."""

from __future__ import annotations

from pytest_bulkhead.plugin.sensor import ABSENT
from pytest_bulkhead.plugin.state.values import Value, shown


def told(name: str, before: object, after: object) -> str:
    """The words that follow "test_x leaves …".

    Args:
        name: what the state is and is called.
        before: a `Value`, or `ABSENT`.
        after: likewise.
    """
    from pytest_bulkhead.outputs.masking import names_secret  # only when there is something to tell

    if names_secret(name):
        return f"{name} {'removed' if after is ABSENT else 'set' if before is ABSENT else 'changed'}"
    if after is ABSENT:
        return f"{name} removed; it was {_words(before)}"
    if before is ABSENT:
        return f"{name} set to {_words(after)}"
    return f"{name} changed from {_words(before)} to {_words(after)}"


def _words(value: object) -> str:
    return shown(value.thing if isinstance(value, Value) else value)
