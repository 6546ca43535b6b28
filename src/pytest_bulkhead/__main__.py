"""`python -m pytest_bulkhead` is the command `bulkhead`."""

import sys

from pytest_bulkhead.cli.main import main

sys.exit(main())
