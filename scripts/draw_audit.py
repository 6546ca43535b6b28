"""Draws docs/audit.svg, the picture in the README: a real audit of the example suite, as a terminal shows it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "audit.svg"
COMMAND = ["audit", "examples/harbour", "-n", "0"]
WIDTH = 112
ENTRIES = ("BH301", "BH101", "BH201")


def main() -> None:
    """Run the audit, keep its beginning and its end, and write the picture."""
    said = subprocess.run(
        [sys.executable, "-m", "pytest_bulkhead", *COMMAND, "--", "-p", "no:randomly"],
        cwd=ROOT,
        env={**os.environ, "FORCE_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    shown = [f"$ bulkhead {' '.join(COMMAND)}", *_excerpt(said.stdout)]
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115
    for line in shown:
        console.print(Text.from_ansi(line), overflow="crop", no_wrap=True)
    svg = console.export_svg(title="bulkhead audit", theme=MONOKAI, unique_id="audit")
    # The fonts that rich names would be fetched from the network.
    PICTURE.write_text(re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL), encoding="utf-8")


def _excerpt(text: str) -> Iterator[str]:
    """The first entry of some hazards under its heading, and the closing lines."""
    blocks = text.rstrip().split("\n\n")
    wanted = list(ENTRIES)
    for block in blocks[:-1]:
        code = next((code for code in wanted if code in block.partition("\n")[0]), None)
        if code:
            wanted.remove(code)
            yield from [*block.splitlines(), "", "  ⋮", ""]
        elif "\n" not in block:
            yield from [block, ""]
    yield from blocks[-1].splitlines()


if __name__ == "__main__":
    main()
