"""JSON text that every reader takes, whatever was in the names and messages."""

from __future__ import annotations

import json
import re
from typing import Any


def machine_json(document: Any) -> str:
    """The document as JSON in plain ASCII, ended by a new line."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    # Half a surrogate pair, as in a file name that is no UTF-8, stops strict readers; other text may not stand in the
    # encoding of standard output, so it is escaped.
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return re.sub(r"[^\x00-\x7e]", lambda match: json.dumps(match[0])[1:-1], whole) + "\n"
