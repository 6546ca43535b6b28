"""BH102: what the operating system keeps for the process."""

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
