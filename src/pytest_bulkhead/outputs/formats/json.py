"""The JSON contract: one object with findings and summary."""

from __future__ import annotations

import json
import re

from pytest_bulkhead.outputs.format import TOOL, Report
from pytest_bulkhead.outputs.style import Style


def render(report: Report, style: Style) -> str:
    """The report as one JSON object, ended by a new line."""
    document = {
        "version": 1,
        "tool": TOOL,
        "findings": [finding.to_json() for finding in report.findings],
        "notices": list(report.notices),
        "summary": dict(report.summary),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    # Half a surrogate pair, as in a file name that is no UTF-8, stops strict readers; other text may not stand in the
    # encoding of standard output, so it is escaped.
    whole = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return re.sub(r"[^\x00-\x7e]", lambda match: json.dumps(match[0])[1:-1], whole) + "\n"
