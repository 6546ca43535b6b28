"""BH102: warnings and loggers."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

SEEDS = (
    Seed(
        code="BH102",
        name="warnings",
        bad={
            "test_storm_warnings.py": """\
import warnings

warnings.simplefilter("ignore", ResourceWarning)


def test_warns_in_a_word():
    warnings.formatwarning = lambda message, *_: f"storm: {message}"
    assert warnings.formatwarning("gale") == "storm: gale"
""",
        },
        good={
            "test_storm_warnings.py": """\
import warnings

import pytest

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def test_warns_in_a_word(monkeypatch):
    monkeypatch.setattr(warnings, "formatwarning", lambda message, *_: f"storm: {message}")
    assert warnings.formatwarning("gale") == "storm: gale"


def test_shows_in_its_own_way():
    shown = []
    warnings.showwarning = lambda message, *_: shown.append(str(message))  # put back by pytest itself
    warnings.warn("gale", UserWarning, stacklevel=1)
    assert shown == ["gale"]
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="logger",
        bad={
            "test_quiet_log.py": """\
import logging


def test_says_nothing_of_small_things():
    logging.getLogger("harbour.log").setLevel(logging.ERROR)
    assert not logging.getLogger("harbour.log").isEnabledFor(logging.INFO)


def test_keeps_every_word():
    words = []
    handler = logging.Handler()
    handler.emit = words.append
    logging.getLogger().addHandler(handler)
    logging.getLogger("harbour.words").warning("ahoy")
    assert len(words) == 1
""",
        },
        good={
            "test_quiet_log.py": """\
import logging


def test_says_nothing_of_small_things(caplog):
    caplog.set_level(logging.ERROR, logger="harbour.log")
    assert not logging.getLogger("harbour.log").isEnabledFor(logging.INFO)


def test_keeps_every_word():
    words = []
    handler = logging.Handler()
    handler.emit = words.append
    logging.getLogger().addHandler(handler)
    try:
        logging.getLogger("harbour.words").warning("ahoy")
    finally:
        logging.getLogger().removeHandler(handler)
    assert len(words) == 1
""",
        },
        caught_by=READING | RUNNING,
    ),
)
