"""`python -m pytest_bulkhead` is the command `bulkhead`."""

import sys

from pytest_bulkhead.cli.main import main

if __name__ == "__main__":  # child processes may import it, too
    sys.exit(main())
