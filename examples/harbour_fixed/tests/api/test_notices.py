from fastapi.testclient import TestClient

from harbour.app import app
from harbour.cache import Cache
from harbour.deps import get_cache

REGATTA = {"text": "Regatta on Sunday"}
CRANE = {"text": "Crane 2 is out of order"}


def pin(client, *notices):
    return [client.post("/notices", json=notice).json()["number"] for notice in notices]


def texts(client):
    return [notice["text"] for notice in client.get("/notices").json()]


def test_first_notice_is_number_one(desk_client):
    response = desk_client.post("/notices", json=REGATTA)
    assert response.json() == {"text": "Regatta on Sunday", "number": 1}


def test_board_shows_the_notice(desk_client):
    pin(desk_client, REGATTA)
    assert texts(desk_client) == ["Regatta on Sunday"]


def test_empty_notice_is_refused(desk_client):
    assert desk_client.post("/notices", json={"text": ""}).status_code == 422


def test_refused_notice_takes_no_number(desk_client):
    pin(desk_client, REGATTA)
    desk_client.post("/notices", json={"text": ""})
    assert pin(desk_client, CRANE) == [2]


def test_board_keeps_the_order(desk_client):
    pin(desk_client, REGATTA, CRANE)
    assert texts(desk_client) == ["Regatta on Sunday", "Crane 2 is out of order"]


def test_same_text_may_be_pinned_again(desk_client):
    assert pin(desk_client, REGATTA, CRANE, REGATTA) == [1, 2, 3]


def test_board_of_three(desk_client):
    pin(desk_client, REGATTA, CRANE, REGATTA)
    assert len(texts(desk_client)) == 3


def test_board_of_its_own(desk_client, monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, get_cache, Cache)
    assert texts(desk_client) == []


def test_stranger_may_read(monkeypatch):
    board = Cache()
    board.rpush("notices", {"text": "Fog", "number": 8})
    monkeypatch.setitem(app.dependency_overrides, get_cache, lambda: board)
    assert texts(TestClient(app)) == ["Fog"]
