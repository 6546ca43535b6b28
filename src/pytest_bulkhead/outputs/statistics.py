"""How many findings there are of each hazard, for somebody who decides where to begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pytest_bulkhead.findings import Finding
from pytest_bulkhead.outputs.style import Style


def statistics(findings: Iterable[Finding], style: Style) -> str:
    """A line per code, the most frequent first: how many, in how many files, and how many of them fixes can mend."""
    counts: Counter[tuple[str, str]] = Counter()
    fixable: Counter[tuple[str, str]] = Counter()
    files: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        key = (finding.code, finding.hazard)
        counts[key] += 1
        fixable[key] += finding.fix is not None
        files.setdefault(key, set()).add(finding.location.path)
    wide = len(str(max(counts.values(), default=0)))
    lines = []
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        code, hazard = key
        mended = f", {fixable[key]} fixable" if fixable[key] else ""
        where = f"in {len(files[key])} file{'s' * (len(files[key]) != 1)}"
        lines.append(f"{count:>{wide}}  {style.bold(code)}  {hazard}  {style.dim(f'({where}{mended})')}\n")
    return "".join(lines)
