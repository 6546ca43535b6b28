from fastapi.testclient import TestClient

from harbour import settings
from harbour.app import app
from harbour.settings import Settings
from harbour.tariffs import season_factor


def test_summer_is_dearer():
    assert season_factor() == 1.25


def test_spring_by_hand(monkeypatch):
    monkeypatch.setattr(settings, "season", lambda: "spring")
    assert season_factor() == 1.0


def test_card_of_a_guest_harbour(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, settings.get_settings, lambda: Settings(name="Port Guest"))
    assert TestClient(app).get("/").json()["name"] == "Port Guest"


def test_winter_from_the_environment(monkeypatch):
    monkeypatch.setenv("HARBOUR_SEASON", "winter")
    assert season_factor() == 1.0


def test_card_in_winter(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, settings.get_settings, lambda: Settings(name="Winter Harbour"))
    assert TestClient(app).get("/").json()["name"] == "Winter Harbour"
