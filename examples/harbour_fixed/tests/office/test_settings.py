import os
import unittest
from os import environ
from pathlib import Path
from unittest.mock import patch

import pytest

from harbour.settings import Settings, get_settings
from tests.helpers.env import dress


@pytest.fixture
def verbose_office(monkeypatch):
    monkeypatch.setenv("HARBOUR_LOG_LEVEL", "DEBUG")


@pytest.fixture
def paper_office(monkeypatch):
    monkeypatch.setenv("HARBOUR_EXPORT_DIR", "papers")


@pytest.fixture
def crown_office():
    original = os.environ.get("HARBOUR_CURRENCY")
    os.environ["HARBOUR_CURRENCY"] = "SEK"
    yield
    if original is None:
        del os.environ["HARBOUR_CURRENCY"]
    else:
        os.environ["HARBOUR_CURRENCY"] = original


def test_settings_without_a_word():
    assert get_settings() == Settings(master_token="trident")


def test_crowns_for_a_moment(crown_office):
    assert get_settings().currency == "SEK"


def test_currency(monkeypatch):
    monkeypatch.setenv("HARBOUR_CURRENCY", "NOK")
    assert get_settings().currency == "NOK"


def test_other_sign_over_the_door(monkeypatch):
    dress(monkeypatch, name="Port Birch")
    assert get_settings().name == "Port Birch"


def test_verbose_office(verbose_office):
    assert get_settings().log_level == "DEBUG"


def test_paper_office(paper_office):
    assert get_settings().export_dir == Path("papers")


def test_office_without_a_master(monkeypatch):
    monkeypatch.delenv("HARBOUR_MASTER_TOKEN")
    assert get_settings().master_token == ""


def test_sign_set_by_hand(monkeypatch):
    monkeypatch.setenv("HARBOUR_NAME", "Port Dorn")
    assert get_settings().name == "Port Dorn"


@patch.dict(os.environ, {"HARBOUR_NAME": "Port Elm", "HARBOUR_BEACON_PORT": "1"})
def test_sign_for_one_test():
    os.environ["HARBOUR_CURRENCY"] = "DKK"
    assert get_settings().currency == "DKK"
    assert get_settings().beacon_port == 1


def test_sign_taken_down_again():
    before = os.environ.copy()
    os.environ.update(HARBOUR_NAME="Port Fir")
    try:
        assert get_settings().name == "Port Fir"
    finally:
        os.environ.clear()
        os.environ.update(before)


def test_port_is_a_number(monkeypatch):
    monkeypatch.setenv("HARBOUR_BEACON_PORT", "seventeen")
    with pytest.raises(ValueError, match="seventeen"):
        get_settings()


class TestPortOfCall(unittest.TestCase):
    def setUp(self):
        patcher = patch.dict(environ, {"HARBOUR_BEACON_PORT": "17999", "HARBOUR_DB": ":memory:"})
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_port(self):
        self.assertEqual(get_settings().beacon_port, 17999)

    def test_books(self):
        self.assertEqual(get_settings().database, ":memory:")


class TestPortOfRefuge(unittest.TestCase):
    def setUp(self):
        patcher = patch.dict(environ, {"HARBOUR_BEACON_PORT": "17998"})
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_port(self):
        self.assertEqual(get_settings().beacon_port, 17998)
