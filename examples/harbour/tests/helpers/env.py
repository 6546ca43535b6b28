"""Dress the office up as another one."""

import os


def dress(**values):
    """`dress(name="Port Birch")` sets HARBOUR_NAME."""
    for key, value in values.items():
        os.environ[f"HARBOUR_{key.upper()}"] = value
