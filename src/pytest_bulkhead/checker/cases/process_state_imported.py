"""Bad cases of `process-state`: what is left by importing a file."""

from __future__ import annotations

from collections.abc import Mapping

BAD: Mapping[str, str | Mapping[str, str]] = {
    "logging switched off at import": """\
import logging

logging.disable(logging.CRITICAL)  # <- here

def test_anything():
    assert run() == 1
""",
    "warning filter at import": """\
import warnings

warnings.filterwarnings("error", category=DeprecationWarning)  # <- here

def test_anything():
    assert run() == 1
""",
    "locale set in the body of a class": """\
import locale

class TestPrices:
    locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")  # <- here

    def test_prices(self):
        assert shown(1.5) == "1,5"
""",
    "directory changed when a file of a folder further down is imported": {
        "conftest.py": "",
        "tests/unit/conftest.py": """\
import os

os.chdir(os.path.dirname(__file__))  # <- here
""",
        "tests/unit/test_a.py": "def test_a(): pass\n",
    },
}
