"""What a real server answers: to programs, to Prometheus, to who sends a run, and to who should not be there."""

from __future__ import annotations

import gzip
import http.client
import re
import signal
import socket
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.history.writing import STARTED, junit, record

from .conftest import BEARER, TOKEN, Server, project, served

PATHS = ("/api", "/api/status", "/api/alerts", "/api/runs", "/api/quarantine", "/metrics", "/health", "/nothing")


def test_the_state_is_told_as_the_commands_tell_it(server: Server) -> None:
    status = server.get("/api/status").json()
    assert status["version"] == 1
    assert [one["test"] for one in status["flaky"]] == ["t.py::flaky"]
    assert status["summary"]["quarantined"] == 1
    alerts = server.get("/api/alerts").json()
    assert {one["test"] for one in alerts["opened"]} == {"t.py::flaky"}
    assert server.get("/api/alerts").json()["opened"], "to read an alert does not take it out of what is new"
    runs = server.get("/api/runs?last=2").json()
    assert [one["started"] for one in runs["runs"]] == ["2025-10-09T19:53:20Z", "2025-10-09T18:53:20Z"]
    (known,) = server.get("/api/quarantine").json()["tests"]
    assert (known["test"], known["overdue"]) == ("t.py::flaky", False)


def test_one_test_is_told_by_its_attempts(server: Server) -> None:
    told = server.get(f"/api/test?id={quote('t.py::<b>steady</b>')}").json()
    assert told["test"] == "t.py::<b>steady</b>"
    assert [one["outcome"] for one in told["environments"][0]["attempts"]] == ["passed"] * 12
    assert server.get("/api/test?id=t.py::other").status_code == 404
    assert server.get("/api/test").status_code == 404


def test_metrics_are_open_metrics(server: Server) -> None:
    answer = server.get("/metrics")
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert 'bulkhead_tests{state="flaky"} 1.0\n' in answer.text
    assert answer.text.endswith("# EOF\n")


@pytest.mark.parametrize("path", PATHS)
def test_no_other_page_may_read_or_frame_an_answer(server: Server, path: str) -> None:
    answer = server.get(path, headers={"origin": "https://evil.example"})
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert not [name for name in answer.headers if name.startswith("access-control-") or name == "server"]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.:80", "127.0.0.1", "[::1]:8765", "ci.example:443", "10.1.2.3"]
)
def test_names_of_its_own_are_answered(server: Server, host: str) -> None:
    assert server.get("/api", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "a:b:c"])
def test_a_name_that_somebody_else_owns_is_not_answered(server: Server, host: str) -> None:
    answer = server.get("/api/status", headers={"host": host})
    assert answer.status_code == 421
    assert "flaky" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH", "OPTIONS"])
def test_all_else_can_only_be_read(server: Server, method: str) -> None:
    for path in PATHS[:-1]:
        answer = httpx.request(method, server.url + path, headers=BEARER, timeout=60)
        assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/api/", "/../pytest.ini", "/%2e%2e/pytest.ini", "/.bulkhead/", "/static/", "//etc/passwd"]
)
def test_nothing_is_listed_and_no_file_is_handed_out(server: Server, path: str) -> None:
    parts = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 404
    assert b"[pytest]" not in answer.read()
    connection.close()


@pytest.mark.parametrize(
    "query", ["0", "-1", "1001", "x", "", "9" * 5000, "000000001" + "9" * 20, "000000001" + "9" * 5000]
)
def test_a_number_that_is_none_is_told(server: Server, query: str) -> None:
    answer = server.get(f"/api/runs?last={query}")
    assert (answer.status_code, "1000" in answer.json()["error"]) == (400, True)


def test_a_run_is_taken_in_once_and_is_seen_at_once(server: Server, tmp_path: Path) -> None:
    before = server.get("/api/runs").json()["summary"]["runs"]
    results = [{"test": f"t.py::sent_{number}"} for number in range(3)]
    data = gzip.compress(record(tmp_path / "r", results, run="sent", started=STARTED - 9e5).read_bytes())
    first, second = server.post(data), server.post(data)
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json()["files"][0]["fate"], second.json()["files"][0]["fate"]) == ("new", "known")
    assert first.json()["summary"]["attempts"] == 3
    assert server.get("/api/runs").json()["summary"]["runs"] == before + 1


def test_what_is_said_about_a_file_is_kept(server: Server, tmp_path: Path) -> None:
    body = '<testcase classname="tests.test_j" name="test_x" time="1" />'
    data = junit(tmp_path / "j.xml", body, timestamp="2020-01-01T00:00:00+00:00").read_bytes()
    query = "?run=nightly&revision=feed&branch=main&environment=far&label=a=b&label=c=d"
    assert server.post(data, query).status_code == 201
    runs = {one["environment"]: one for one in server.get("/api/runs?last=1000").json()["runs"]}
    assert (runs["far"]["revision"], runs["far"]["branch"]) == ("feed", "main")


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer wrong-token-of-tests-0", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"],
)
def test_who_does_not_know_the_token_sends_nothing(server: Server, header: str) -> None:
    answer = server.post(b"{", authorization=header)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("data", "query", "kind", "status", "told"),
    [
        (b"", "", "", 422, "The file is neither"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><testsuite/>", "", "", 422, "document type"),
        (b'{"event":"run","schema":99}\n', "", "", 422, "later bulkhead"),
        (gzip.compress(b"<testsuite>")[:-4], "", "", 422, "no whole gzip file"),
        (b"x" * (1024 * 1024 + 1), "", "", 413, "larger than 1,048,576 bytes"),
        (gzip.compress(bytes(21 * 1024 * 1024)), "", "", 413, "unpacks to more"),
        (b"{", "?banana=1", "", 400, "banana means nothing"),
        (b"--x", "", "multipart/form-data; boundary=x", 415, "not a form"),
    ],
    ids=["empty", "entities", "newer", "cut", "large", "bomb", "query", "form"],
)
def test_what_cannot_be_taken_is_told(
    server: Server, data: bytes, query: str, kind: str, status: int, told: str
) -> None:
    answer = server.post(data, query, **({"content-type": kind} if kind else {}))
    assert (answer.status_code, told in answer.json()["error"]) == (status, True), answer.text
    assert "bulkhead-" not in answer.json()["error"], "where it lay meanwhile is of no matter"


def test_a_store_that_is_away_is_told_and_may_come_back(tmp_path: Path) -> None:
    root = project(tmp_path)
    store, away = root / ".bulkhead/history.sqlite", root / "away"
    with served(root) as server:
        assert server.get("/health").text == "ok\n"
        store.rename(away)
        answer = server.get("/api/status")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "Nothing is remembered yet" in answer.json()["error"]
        assert re.match(r"Nothing is remembered yet: [^\n]+\n$", server.get("/metrics").text)
        assert not store.exists()
        store.write_bytes(b"no store at all" * 100)
        assert "no store of bulkhead" in server.get("/health").text
        away.replace(store)
        assert server.get("/api/status").status_code == 200
        refused = server.post(b"{")
        assert (refused.status_code, "without a token" in refused.json()["error"]) == (403, True)
        assert server.stop(signal.SIGINT) == 0


def test_who_is_being_answered_when_it_is_stopped_is_answered(tmp_path: Path) -> None:
    root = project(tmp_path)
    data = record(tmp_path / "late", [{"test": "t.py::late"}], run="late").read_bytes()
    with served(root, BULKHEAD_SERVER_TOKEN=TOKEN) as server:
        parts = urlsplit(server.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
            head = f"POST /api/ingest HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
            connection.sendall(f"{head}Content-Length: {len(data)}\r\nExpect: 100-continue\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 100")  # it has begun to answer
            connection.sendall(data[:10])
            server.process.send_signal(signal.SIGTERM)
            connection.sendall(data[10:])
            assert connection.recv(100).startswith(b"HTTP/1.1 201")
        assert server.process.wait(60) == 0
