"""The report as the server shows it: of the store as it is now, under a policy that holds in a real browser."""

from __future__ import annotations

import shutil

import pytest

from tests.history.writing import STARTED, record

from .conftest import Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def test_the_page_is_that_of_the_report_and_runs_its_own_scripts_only(server: Server) -> None:
    page = server.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = page.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert "script-src 'sha256-" in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert "<b>steady" not in page.text
    known = server.get("/api/report").json()
    assert known["summary"] == {"tests": known["summary"]["tests"], "runs": known["trends"]["runs"]}
    assert [one["test"] for one in known["flaky"]] == ["t.py::flaky"]
    assert known["review"] is None


def test_a_review_is_asked_for_in_the_address(server: Server) -> None:
    assert server.get("/api/report?since=9000d").json()["review"] is not None
    assert server.get("/?since=9000d").status_code == 200
    assert server.get("/?since=<b>").status_code == 400
    assert server.get("/api/report?since=1e9").json()["error"].startswith("since is a number of days")


def test_a_run_that_is_sent_is_in_the_page_at_once(server: Server, tmp_path) -> None:
    before = server.get("/api/report").json()["summary"]["runs"]
    path = record(tmp_path / "r", [{"test": "t.py::one_more"}], run="page", started=STARTED - 8e5)
    assert server.post(path.read_bytes()).status_code == 201
    assert server.get("/api/report").json()["summary"]["runs"] == before + 1


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
def test_a_browser_shows_it_without_complaint_and_asks_for_nothing_else(server: Server) -> None:
    browsers = pytest.importorskip("tests.report.browser", reason="Playwright is not installed")
    with browsers.start_browser(CHROMIUM) as browser:
        shown = browsers.Shown(browser, f"{server.url}/")
        shown.page.locator("#filter").fill("flaky")
        assert "t.py::flaky" in shown.page.inner_text("#flaky")
        assert "In quarantine" in shown.page.inner_text("body")
        assert shown.ask("[...document.querySelectorAll('b')].filter(b => b.textContent == 'steady').length") == 0
        assert shown.close() == []
