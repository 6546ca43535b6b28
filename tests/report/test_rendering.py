"""The page holds all it needs, and nothing of the data can become a part of it that acts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.record.reading import Record, TestResult, read_record
from pytest_bulkhead.report.data.sources import Run, Sources
from pytest_bulkhead.report.data.whole import page_data
from pytest_bulkhead.report.gathering import run_of_record
from pytest_bulkhead.report.rendering import render
from pytest_bulkhead.settings import Settings
from tests.report.projects import NASTY, finding, project, run_of


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.cdata_elem:
            self.raw.append((self.cdata_elem, data))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag == name]


def page_of(results: list[TestResult]) -> dict[str, Any]:
    record = Record({"root": "/srv", "started": 1.0}, tests=results)
    return page_data(Sources(Path("/srv/shop"), 2.0, Run(record, "r", ())))


@pytest.fixture
def nasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    root = project(tmp_path / "<b>shop")
    monkeypatch.chdir(root)
    bad = "</script><script>alert(1)</script>\x1b]0;x\x07\u202e"
    notice = {"event": "notice", "message": bad}
    path = run_of(root, more=[finding(test=NASTY, message=f"`{bad}` {bad}", help=bad), notice])
    run, _ = run_of_record(read_record(path), path.stem, root, Settings())
    return page_data(Sources(root, 1_760_000_000.0, run))


def test_nothing_is_fetched_and_only_our_scripts_may_run(nasty):
    page = Elements(render(nasty))
    (policy,) = [one["content"] for one in page.of("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    allowed = set(re.findall(r"sha256-([\w+/=]+)", policy))
    scripts = [attributes for attributes in page.of("script") if attributes.get("type") != "application/json"]
    texts = [text for name, text in page.raw if name == "style" or '"use strict"' in text[:20]]
    assert len(texts) == len(scripts) + len(page.of("style"))
    assert {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts} == allowed
    for tag, attributes in page.found:
        assert not any(name.startswith("on") or name in ("src", "style", "srcset") for name in attributes), tag
        assert attributes.get("href", "#")[0] == "#" or attributes["href"] == "data:,"


def test_markup_in_the_data_stays_text(nasty):
    text = render(nasty)
    page = Elements(text)
    assert not page.of("img")
    assert not page.of("b")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(re.findall("</script", text)) == len(page.of("script"))


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_every_node_id_comes_out_of_the_page_as_it_went_in(names):
    tests = [TestResult(f"t.py::{name}", "gw0", "passed", 0.1) for name in names]
    data = page_of(tests)
    page = Elements(render(data))
    (embedded,) = [text for name, text in page.raw if name == "script" and text.startswith("{")]
    assert json.loads(embedded)["tests"] == data["tests"]
    assert "<" not in embedded


def test_ten_thousand_tests_take_less_than_two_megabytes():
    names = [
        f"tests/part_{n % 40}/test_module_{n % 300}.py::TestSomething::test_does_what_it_says[{n}]"
        for n in range(10_000)
    ]
    data = page_of([TestResult(name, f"gw{n % 8}", "passed", 0.123456, n / 7, 123_456) for n, name in enumerate(names)])
    data["tests"]["strip"] = ["." * 30] * len(names)
    data["tests"]["spark"] = ["G" * 30] * len(names)
    assert len(render(data).encode()) < 2 * 1024 * 1024


def test_a_page_of_nothing_says_so():
    text = render(page_data(Sources(Path("/srv/shop"), 2.0, None)))
    assert "Nothing is left to do" in text
    assert "No test was run." in text
