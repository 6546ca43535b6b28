"""A webhook gets what is new, and the request goes to no other place."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pytest_bulkhead.alerting.webhook import send, webhook_of
from pytest_bulkhead.errors import UsageError

from .test_told import FLAKY


class _Listener(HTTPServer):
    """Answers with a status, and keeps what it was sent."""

    def __init__(self, status=200, headers=()):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.more, self.got = status, headers, []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        listener = self.server
        listener.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(listener.status)
        for name, value in listener.more:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def listening():
    """Starts listeners, and ends them."""
    begun = []

    def listen(*arguments):
        listener = _Listener(*arguments)
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        begun.append((listener, thread))
        return listener, f"http://127.0.0.1:{listener.server_port}/secret?token=x"

    yield listen
    for listener, thread in begun:
        listener.shutdown()
        thread.join()
        listener.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_new_alerts_are_sent_as_json(listening):
    listener, url = listening()
    assert send(url, [FLAKY]) == ""
    ((path, body),) = listener.got
    message = json.loads(body)
    assert path == "/secret?token=x"
    assert message["text"].startswith("1 new alert from the tests\n• flaky: tests/test_a.py::test_a[x|y]")
    assert message["alerts"][0]["name"] == FLAKY.name


def test_a_redirect_is_not_followed(listening):
    other, elsewhere = listening()
    _, url = listening(307, [("Location", elsewhere)])
    assert send(url, [FLAKY]) == "the webhook at 127.0.0.1 answered 307"
    assert other.got == []


@pytest.mark.parametrize("status", [500, 503, 429])
def test_what_may_pass_is_tried_again_with_waits_that_grow(listening, status):
    listener, url = listening(status)
    waited = []
    assert send(url, [FLAKY], waited.append) == f"the webhook at 127.0.0.1 answered {status}, 4 times"
    assert len(listener.got) == 4
    assert waited == sorted(set(waited))
    assert 0 < sum(waited) < 30


def not_again(seconds):
    pytest.fail(f"it is tried again, after {seconds} seconds")


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_was_refused_is_not_tried_again(listening, status):
    listener, url = listening(status)
    assert send(url, [FLAKY], not_again) == f"the webhook at 127.0.0.1 answered {status}"
    assert len(listener.got) == 1


def test_it_ends_with_the_first_try_that_gets_through(listening):
    listener, url = listening(503)
    waited = []

    def mended(seconds):
        waited.append(seconds)
        listener.status = 200

    assert send(url, [FLAKY], mended) == ""
    assert len(listener.got) == 2
    assert len(waited) == 1


def test_what_goes_wrong_is_told_without_the_secret():
    waited = []
    with socket.socket() as taken:  # bound, and never listened at
        taken.bind(("127.0.0.1", 0))
        problem = send(f"http://127.0.0.1:{taken.getsockname()[1]}/secret", [FLAKY], waited.append)
    assert problem == "the webhook at 127.0.0.1 could not be reached (ConnectionRefusedError), 4 times"
    assert len(waited) == 3


def test_a_url_that_is_none_is_not_tried_again():
    assert "could not be reached" in send("http://127.0.0.1:port/secret", [FLAKY], not_again)


def test_the_settings_say_where(listening):
    assert webhook_of("", {}) == ""
    assert webhook_of("https://hooks.example.com/x", {}) == "https://hooks.example.com/x"
    assert webhook_of("$HOOK", {"HOOK": "https://hooks.example.com/x"}) == "https://hooks.example.com/x"
    assert webhook_of("$HOOK", {}) == ""
    for odd in ("file:///etc/passwd", "x", "http://", "http://[x"):
        with pytest.raises(UsageError, match="HOOK"):
            webhook_of("$HOOK", {"HOOK": odd})


def test_what_tests_are_called_links_to_nothing_and_calls_nobody(listening):
    listener, url = listening()
    subject = FLAKY.subject._replace(test="test_a.py::test_a[<!channel> @here]")
    assert send(url, [FLAKY._replace(subject=subject)]) == ""
    message = json.loads(listener.got[0][1])
    assert not set("<>@") & set(message["text"])
    assert message["alerts"][0]["test"] == subject.test
