"""Measures which layer catches which seed, and writes the figures that the matrix shows.

python scripts/measure_seeds.py         needs PostgreSQL, Redis and OpenFGA, as our own tests do

Afterwards `python scripts/write_docs.py` brings them into the documentation.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:randomly", "tests/catalogue", "-k", "figures"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "BULKHEAD_WRITE_MEASURED": "1"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
