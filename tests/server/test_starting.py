"""Who may ask, and with what a server is not started."""

from __future__ import annotations

import asyncio
import base64
import socket
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.cli.main import main
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.server.app import application
from pytest_bulkhead.server.live import Live
from pytest_bulkhead.server.running import is_loopback
from pytest_bulkhead.server.token import Token, token_of
from pytest_bulkhead.settings import Settings

from .conftest import BEARER, TOKEN


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BULKHEAD_SERVER_TOKEN", raising=False)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")


@settings(max_examples=30)
@given(st.text(max_size=40))
def test_only_the_token_fits(text: str) -> None:
    token = Token(TOKEN)
    assert token.fits(f"Bearer {text}") == (text.strip() == TOKEN)
    assert not token.fits(text, basic=True)


def test_a_browser_gives_it_as_a_password_where_that_is_meant() -> None:
    token = Token(TOKEN)
    word = base64.b64encode(f"anybody:{TOKEN}".encode()).decode()
    assert token.fits(f"Basic {word}", basic=True)
    assert not token.fits(f"Basic {word}")
    assert not token.fits("Basic ====", basic=True)


def test_a_token_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    from_file = token_of({}, str(tmp_path / "token"))
    assert from_file is not None
    assert from_file.fits(f"bearer {TOKEN}")
    assert token_of({}, None) is None
    assert token_of({"BULKHEAD_SERVER_TOKEN": TOKEN}, None) is not None


@pytest.mark.parametrize("text", ["", "short", "with spaces in between it", "ünïcode-töken-of-tests"])
def test_a_token_that_can_be_guessed_or_sent_badly_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(text)
    with pytest.raises(UsageError, match=r"takes 16 or more ASCII characters"):
        token_of({}, str(tmp_path / "token"))
    with pytest.raises(UsageError, match="cannot be read"):
        token_of({}, str(tmp_path / "missing"))


def test_who_comes_over_the_network_reads_with_the_token_only(tmp_path: Path) -> None:
    live = Live(tmp_path, Settings(), str(tmp_path / "store"))
    app = application(live, names=["big.example"], token=Token(TOKEN), is_public=True, largest=1000)

    async def ask() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://big.example") as client:
            answers = [await client.get("/api"), await client.get("/api", headers=BEARER)]
            answers.append(await client.get("/api", auth=("me", TOKEN)))
            answers.append(await client.get("/nothing"))
        assert "Basic" in answers[0].headers["www-authenticate"]
        return [one.status_code for one in answers]

    assert asyncio.run(ask()) == [401, 200, 200, 401]


def test_which_hosts_only_this_machine_reaches() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "LocalHost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "", "10.0.0.1", "big.example"]))


def test_on_a_network_there_must_be_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--port", "0"]) == 2
    assert "there must be a token" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"127.0.0.1:{port} cannot be had" in capsys.readouterr().err


@pytest.mark.parametrize(("word", "value"), [("--port", "70000"), ("--port", "x"), ("--largest", "all")])
def test_options_that_mean_nothing_are_told(word: str, value: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["serve", word, value])
    assert caught.value.code == 2
