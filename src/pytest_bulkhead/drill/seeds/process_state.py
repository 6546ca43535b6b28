"""BH102: settings of the process that are not put back."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

SEEDS = (
    Seed(
        code="BH102",
        name="working directory",
        bad={
            "test_manifest_folder.py": """\
import os
from pathlib import Path


def test_reads_the_manifest_of_the_folder(tmp_path):
    (tmp_path / "manifest.txt").write_text("12 crates")
    os.chdir(tmp_path)
    assert Path("manifest.txt").read_text() == "12 crates"
""",
        },
        good={
            "test_manifest_folder.py": """\
from pathlib import Path


def test_reads_the_manifest_of_the_folder(tmp_path, monkeypatch):
    (tmp_path / "manifest.txt").write_text("12 crates")
    monkeypatch.chdir(tmp_path)
    assert Path("manifest.txt").read_text() == "12 crates"
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="module search path",
        bad={
            "test_plugin_folder.py": """\
import sys


def test_finds_the_plugin(tmp_path):
    (tmp_path / "crane_plugin.py").write_text("LIFTS = 40")
    sys.path.insert(0, str(tmp_path))
    from importlib.util import find_spec

    assert find_spec("crane_plugin")
""",
        },
        good={
            "test_plugin_folder.py": """\
def test_finds_the_plugin(tmp_path, monkeypatch):
    (tmp_path / "crane_plugin.py").write_text("LIFTS = 40")
    monkeypatch.syspath_prepend(tmp_path)
    from importlib.util import find_spec

    assert find_spec("crane_plugin")
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="arguments of the interpreter",
        bad={
            "test_loading_command.py": """\
import argparse
import sys


def crates():
    parser = argparse.ArgumentParser()
    parser.add_argument("--crates", type=int)
    return parser.parse_args().crates


def test_counts_the_crates():
    sys.argv = ["load", "--crates", "12"]
    assert crates() == 12
""",
        },
        good={
            "test_loading_command.py": """\
import argparse
import sys


def crates():
    parser = argparse.ArgumentParser()
    parser.add_argument("--crates", type=int)
    return parser.parse_args().crates


def test_counts_the_crates(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["load", "--crates", "12"])
    assert crates() == 12
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="standard stream",
        bad={
            "test_asking_pilot.py": """\
import io
import sys


def test_takes_the_answer_of_the_pilot():
    sys.stdin = io.StringIO("yes")
    assert sys.stdin.readline() == "yes"
""",
        },
        good={
            "test_asking_pilot.py": """\
import io
import sys


def test_takes_the_answer_of_the_pilot(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes"))
    assert sys.stdin.readline() == "yes"
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="hook of the interpreter",
        bad={
            "test_last_words.py": """\
import sys


def test_notes_the_last_words():
    noted = []
    sys.excepthook = lambda kind, error, trace: noted.append(str(error))
    sys.excepthook(ValueError, ValueError("aground"), None)
    assert noted == ["aground"]
""",
        },
        good={
            "test_last_words.py": """\
import sys


def test_notes_the_last_words(monkeypatch):
    noted = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: noted.append(str(error)))
    sys.excepthook(ValueError, ValueError("aground"), None)
    assert noted == ["aground"]
""",
        },
        caught_by=RUNNING,
    ),
    Seed(
        code="BH102",
        name="signal handler",
        bad={
            "test_horn_signal.py": """\
import os
import signal


def test_hears_the_horn():
    heard = []
    signal.signal(signal.SIGUSR2, lambda number, frame: heard.append(number))
    os.kill(os.getpid(), signal.SIGUSR2)
    assert heard == [signal.SIGUSR2]
""",
        },
        good={
            "test_horn_signal.py": """\
import os
import signal


def test_hears_the_horn():
    heard = []
    before = signal.signal(signal.SIGUSR2, lambda number, frame: heard.append(number))
    try:
        os.kill(os.getpid(), signal.SIGUSR2)
    finally:
        signal.signal(signal.SIGUSR2, before)
    assert heard == [signal.SIGUSR2]
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="locale",
        bad={
            "test_freight_number_format.py": """\
import locale


def test_formats_the_freight():
    locale.setlocale(locale.LC_NUMERIC, "C.UTF-8")
    assert locale.format_string("%.1f", 3.5) == "3.5"
""",
        },
        good={
            "test_freight_number_format.py": """\
import locale

import pytest


@pytest.fixture
def plain_numbers():
    before = locale.setlocale(locale.LC_NUMERIC)
    locale.setlocale(locale.LC_NUMERIC, "C.UTF-8")
    yield
    locale.setlocale(locale.LC_NUMERIC, before)


def test_formats_the_freight(plain_numbers):
    assert locale.format_string("%.1f", 3.5) == "3.5"
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="time zone",
        bad={
            "test_arrival_zone.py": """\
import time


def test_arrives_in_the_evening(monkeypatch):
    monkeypatch.setenv("TZ", "WEST-03")
    time.tzset()
    assert time.timezone == -3 * 3600
""",
        },
        good={
            "test_arrival_zone.py": """\
import os
import time

import pytest


@pytest.fixture
def western_time():
    before = os.environ.get("TZ")
    os.environ["TZ"] = "WEST-03"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_arrives_in_the_evening(western_time):
    assert time.timezone == -3 * 3600
""",
        },
        caught_by=READING | RUNNING,
    ),
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
    Seed(
        code="BH102",
        name="limit of the interpreter",
        bad={
            "test_deep_holds.py": """\
import sys


def depth(hold):
    return 1 + depth(hold[0]) if hold else 0


def test_counts_nested_holds():
    sys.setrecursionlimit(4321)
    assert depth([[[]]]) == 2
""",
        },
        good={
            "test_deep_holds.py": """\
import sys

import pytest


def depth(hold):
    return 1 + depth(hold[0]) if hold else 0


@pytest.fixture
def deep_stack():
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(4321)
    yield
    sys.setrecursionlimit(before)


def test_counts_nested_holds(deep_stack):
    assert depth([[[]]]) == 2
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="default timeout of sockets",
        bad={
            "test_patient_radio.py": """\
import socket


def test_waits_for_the_radio():
    socket.setdefaulttimeout(30)
    with socket.socket() as radio:
        assert radio.gettimeout() == 30
""",
        },
        good={
            "test_patient_radio.py": """\
import socket


def test_waits_for_the_radio():
    before = socket.getdefaulttimeout()
    try:
        socket.setdefaulttimeout(30)
        with socket.socket() as radio:
            assert radio.gettimeout() == 30
    finally:
        socket.setdefaulttimeout(before)
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="import machinery",
        bad={
            "test_chart_finder.py": """\
import importlib.util
import sys


class ChartFinder:
    asked = []

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.startswith("chart_of_"):
            cls.asked.append(name)


def test_asks_for_the_chart():
    sys.meta_path.insert(0, ChartFinder)
    assert importlib.util.find_spec("chart_of_biscay") is None
""",
        },
        good={
            "test_chart_finder.py": """\
import importlib.util
import sys


class ChartFinder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None


def test_asks_for_the_chart(monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [ChartFinder, *sys.meta_path])
    assert importlib.util.find_spec("chart_of_biscay") is None
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="module put in place of another",
        bad={
            "test_missing_sonar.py": """\
import sys
from types import ModuleType


def test_works_with_a_sonar():
    sonar = ModuleType("sonar_driver")
    sonar.depth = lambda: 12
    sys.modules["sonar_driver"] = sonar
    import sonar_driver

    assert sonar_driver.depth() == 12
""",
        },
        good={
            "test_missing_sonar.py": """\
import sys
from types import ModuleType


def test_works_with_a_sonar(monkeypatch):
    sonar = ModuleType("sonar_driver")
    sonar.depth = lambda: 12
    monkeypatch.setitem(sys.modules, "sonar_driver", sonar)
    import sonar_driver

    assert sonar_driver.depth() == 12
""",
        },
        caught_by=READING | RUNNING,
    ),
    Seed(
        code="BH102",
        name="file mode mask",
        bad={
            "test_private_papers.py": """\
import os
import stat


def test_writes_papers_for_the_master_alone(tmp_path):
    os.umask(0o077)
    papers = tmp_path / "papers"
    papers.write_text("confidential")
    assert stat.S_IMODE(papers.stat().st_mode) == 0o600
""",
        },
        good={
            "test_private_papers.py": """\
import os
import stat


def test_writes_papers_for_the_master_alone(tmp_path):
    before = os.umask(0o077)
    try:
        papers = tmp_path / "papers"
        papers.write_text("confidential")
    finally:
        os.umask(before)
    assert stat.S_IMODE(papers.stat().st_mode) == 0o600
""",
        },
        caught_by=READING | RUNNING,
    ),
)
