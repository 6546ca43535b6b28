"""A browser, and a page with all that a page can show."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_bulkhead.history.ingesting import Ingest
from pytest_bulkhead.history.store import open_store
from pytest_bulkhead.record.reading import read_record
from pytest_bulkhead.report.data.whole import page_data
from pytest_bulkhead.report.gathering import gather, run_of_record
from pytest_bulkhead.report.writing import write_page
from pytest_bulkhead.settings import Settings
from tests.history.writing import STARTED
from tests.report.browser import Shown, start_browser
from tests.report.projects import DAY, finding, project, run_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with start_browser(CHROMIUM) as browser:
        yield browser


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A dozen runs, the last of them with a leak, a race of markup, a crash, and a month to review."""
    root = project(tmp_path_factory.mktemp("page") / "shop")
    store_place = str(root / "history.sqlite")
    crash = {"event": "crash", "worker": "gw1", "test": "tests/test_a.py::test_is_alone", "ended": "killed by SIGSEGV"}
    static = finding(code="BH104", source="static", message="`<b>` is set at import", test=None, line=1, end_line=1)
    runs = [run_of(root, number) for number in range(12)]
    with open_store(store_place) as store:
        for path in runs:
            Ingest(store).take(path)
    last = run_of(root, 12, more=[finding(), static, crash])
    run, tolerated = run_of_record(read_record(last), last.stem, root, Settings())
    since = STARTED + 6 * DAY
    sources = gather(run, root, Settings(), store_place, tolerated=tolerated, since=since).sources
    return page_data(sources._replace(made=STARTED + 12 * DAY))


@pytest.fixture(scope="module")
def page_file(data: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "page.html"
    write_page(data, path)
    return path


@pytest.fixture
def shown(browser: Any, page_file: Path) -> Iterator[Callable[..., Shown]]:
    """Open the page; at the end of the test nothing may have been complained about, or fetched."""
    opened: list[Shown] = []

    def show(place: str = "", path: Path = page_file, **context: Any) -> Shown:
        opened.append(Shown(browser, path.as_uri() + place, **context))
        return opened[-1]

    yield show
    problems = [problem for one in opened for problem in one.close()]
    assert problems == []
