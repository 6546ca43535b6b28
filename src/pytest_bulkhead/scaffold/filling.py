"""What is written into projects stands in files of its own, in `templates/`, with gaps for what differs."""

from __future__ import annotations

import re
from importlib.resources import files

_GAP = re.compile(r"<<([a-z_]+)>>")
_LINE = re.compile(r"(?m)^([ \t]*)<<([a-z_]+)>>\n")
_SECTION = re.compile(r"(?ms)^[ \t]*<<if ([a-z_]+)>>\n(.*?)^[ \t]*<<end>>\n")


def template(name: str, /, **gaps: str) -> str:
    """A template's text, its gaps filled.

    A gap that stands alone on a line is filled by as many lines as there are, each indented as it; by none where it is
    empty. A section stays where the gap that it asks for is not empty.

    Args:
        name: of the file.
        gaps: the text for each.
    """
    text = (files("pytest_bulkhead.scaffold") / "templates" / name).read_text(encoding="utf-8")
    text = _SECTION.sub(lambda found: found[2] if gaps[found[1]] else "", text)
    text = _LINE.sub(lambda found: _indented(gaps[found[2]], found[1]), text)
    return _GAP.sub(lambda found: gaps[found[1]], text)


def _indented(lines: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" if line else "\n" for line in lines.splitlines())
