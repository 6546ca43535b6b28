"""What can be read of a file that is written for a newer Python than the one that runs.

Files that are checked must parse. Of those that only stand around them, names and their definitions are worth having
all the same.
"""

from __future__ import annotations

import re

_ALIAS = re.compile(r"^([ \t]*)type ([A-Za-z_]\w*)(?:\[[^\]\n]*\])?[ \t]*=", re.MULTILINE)
_PARAMETERS = re.compile(r"^([ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+\w+)\[[^\]\n]*\](?=[ \t]*[(:])", re.MULTILINE)
_HANDLER = re.compile(r"^([ \t]*except\*?[ \t]+)([\w.]+(?:,[ \t]*[\w.]+)+)(?=[ \t]*:)", re.MULTILINE)


def without_newer_syntax(text: str) -> str:
    """The text without type parameters, with plain aliases, and with brackets around the exceptions of a handler.

    No line moves; columns may.
    """
    text = _ALIAS.sub(r"\1\2 =", text)
    text = _PARAMETERS.sub(r"\1", text)
    return _HANDLER.sub(r"\1(\2)", text)
