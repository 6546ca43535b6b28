from unittest.mock import patch

import pytest

from harbour import tariffs
from harbour.tariffs import RATES, dues


@pytest.mark.parametrize(
    ("length", "nights", "pilot", "expected"),
    [
        (10, 1, False, 37.5),
        (100, 1, False, 172.5),
        (100, 2, False, 345.0),
        (100, 2, True, 440.0),
        (84, 7, False, 1039.5),
    ],
)
def test_dues(length, nights, pilot, expected):
    assert dues(length, nights, pilot=pilot) == expected


def test_longer_ships_pay_more():
    assert dues(200, 1) > dues(100, 1)


def test_free_night(monkeypatch):
    monkeypatch.setitem(RATES, "night", 0.0)
    assert dues(100, 1) == 150.0


def test_strike_of_the_pilots():
    with patch.dict(RATES, pilot=400.0):
        assert dues(100, 1, pilot=True) == 572.5


def test_rates_of_the_free_port(monkeypatch):
    monkeypatch.setattr(tariffs, "RATES", {"metre": 0.0, "night": 0.0, "pilot": 1.0})
    assert dues(300, 3, pilot=True) == 1.0


def test_copy_of_the_rates():
    rates = dict(RATES)
    rates["night"] = 99.0
    assert RATES["night"] == 18.0


def test_higher_rate_a_metre():
    before = RATES["metre"]
    RATES["metre"] = 2.0
    try:
        assert dues(100, 1) == 272.5
    finally:
        RATES["metre"] = before


def test_dearer_nights():
    RATES["night"] = 24.0
    assert dues(100, 1) == 180.0


def test_no_factor_in_the_off_season():
    tariffs.season_factor = lambda: 1.0
    assert dues(100, 1) == 144.0
