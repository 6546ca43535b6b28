"""The page in a real browser: it filters, sorts, obeys keys, keeps its place in the address, and fetches nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from pytest_bulkhead.record.reading import Record, TestResult
from pytest_bulkhead.report.data.sources import Run, Sources
from pytest_bulkhead.report.data.whole import page_data
from pytest_bulkhead.report.writing import write_page
from tests.report.projects import NASTY

PARTS = ["review", "first", "findings", "flaky", "trends", "timeline", "tests", "coverage"]
_VISIBLE_NASTY = NASTY.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")


def test_all_parts_are_there(shown):
    page = shown().page
    assert page.eval_on_selector_all("main > section[id]", "all => all.map(one => one.id)") == PARTS
    expect(page.locator("#charts figure")).to_have_count(4)
    expect(page.locator("#tests-count")).to_have_text("4")
    assert page.locator("#gantt").evaluate("canvas => canvas.height") > 0


def test_filter_reaches_findings_tests_and_the_address(shown):
    page = shown().page
    page.locator("#filter").fill("status:skipped")
    expect(page.locator("#tests-count")).to_have_text("1 of 4")
    expect(page.locator("#findings-none")).to_be_visible()
    assert page.evaluate("location.hash") == "#?filter=status%3Askipped"
    page.locator("#filter").press("Escape")
    expect(page.locator("#tests-count")).to_have_text("4")
    expect(page.locator("#f1")).to_be_visible()
    assert page.evaluate("location.hash") == ""


def test_an_address_shows_the_same_again(shown):
    page = shown("#tests?filter=-worker%3Agw0&tests-sort=name").page
    expect(page.locator("#filter")).to_have_value("-worker:gw0")
    expect(page.locator("#tests-count")).to_have_text("2 of 4")
    expect(page.locator("#tests [aria-sort=ascending]")).to_have_text("Test")


def test_markup_of_a_test_is_shown_as_text(shown):
    page = shown("#tests?filter=onerror").page
    row = page.locator("#tests-table [role=row].row")
    expect(row).to_have_count(1)
    expect(row.locator(".name")).to_have_text(_VISIBLE_NASTY)


def test_columns_sort_both_ways(shown):
    page = shown().page
    names = "#tests-table .row .name"
    page.get_by_role("button", name="Test", exact=True).first.scroll_into_view_if_needed()
    header = page.locator("#tests-table").get_by_role("button", name="Test")
    header.click()
    first = page.locator(names).first
    expect(first).to_contain_text("test_is_alone")
    header.click()
    expect(first).to_contain_text("test_x")
    assert page.evaluate("location.hash") == "#?tests-sort=-name"


def test_keys_move_through_a_table_and_tell_more(shown):
    page = shown("#?tests-sort=name").page
    page.locator("#tests-table [role=grid]").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#tests-table .row.active")).to_contain_text("test_leaks")
    expect(page.locator("#tests-table .more code")).to_have_text("python -m pytest tests/test_a.py::test_leaks")
    page.keyboard.press("End")
    expect(page.locator("#tests-table .row.active")).to_contain_text("test_x")
    expect(page.locator("#tests-table .more code")).to_contain_text("'tests/test_a.py::test_x[")
    page.keyboard.press("Escape")
    expect(page.locator("#tests-table .more")).to_be_hidden()


def test_keys_reach_filter_findings_parts_and_help(shown):
    page = shown().page
    page.keyboard.press("/")
    expect(page.locator("#filter")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#f1 summary")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#f2 summary")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()


def test_what_is_first_leads_to_its_finding(shown):
    page = shown().page
    page.locator("#first a", has_text="leaves").click()
    assert page.evaluate("location.hash") == "#f1"
    assert page.locator("#f1").evaluate("one => one.open")


@pytest.mark.parametrize("asked", ["system", "button"])
def test_dark_is_dark(shown, asked):
    page = shown(color_scheme="dark" if asked == "system" else "light").page
    if asked == "button":
        page.keyboard.press("t")
        page.keyboard.press("t")
        expect(page.locator("#theme")).to_have_text("Theme: dark")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)")
    assert max(paper[:3]) < 60


def test_timeline_tells_tests_and_leads_to_what_was_found(shown):
    page = shown().page
    page.locator("#gantt").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#gantt-told")).to_contain_text("tests/test_a.py::test_leaks passed in gw0, 500 ms from 100 ms")
    expect(page.locator("#gantt-told a")).to_have_attribute("href", "#f1")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#gantt-told")).to_contain_text("in gw1")
    page.locator("#next-mark").click()
    expect(page.locator("#gantt-told")).to_contain_text("test_leaks")
    page.locator("#zoom-in").click()


def test_timeline_shows_bars_marks_and_crashes_in_their_colours(shown):
    colours = """() => {
        const canvas = document.getElementById('gantt');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = {};
        for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] === 255) seen[`${data[at]},${data[at + 1]},${data[at + 2]}`] = true;
        }
        return Object.keys(seen);
    }"""
    page = shown(color_scheme="light").page
    seen = page.evaluate(colours)
    assert {"138,90,0", "29,35,41"} <= set(seen)  # something found, a worker died


def test_charts_tell_each_run_by_keys(shown):
    page = shown().page
    chart = page.locator("#charts figure", has_text="Largest process")
    chart.locator("svg").focus()
    page.keyboard.press("Home")
    expect(chart.locator(".told")).to_contain_text("2025-10-09 08:53 abc0 trunk: 50 MB")


def test_narrow_screens_do_not_scroll_sideways(shown):
    page = shown(viewport={"width": 390, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_print_shows_findings_opened_and_rows_in_full(shown):
    page = shown().page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".finding:not([open])").count() == 0
    expect(page.locator("#tests-table .row")).to_have_count(4)
    expect(page.locator("#filter")).to_be_hidden()


def test_a_hundred_thousand_rows_scroll(shown, tmp_path: Path):
    results = [
        TestResult(f"tests/test_{n % 900}.py::test_{n:06}", f"gw{n % 8}", "passed", 0.1, n / 80) for n in range(100_000)
    ]
    record = Record({"root": "/srv"}, tests=results, workers=[f"gw{n}" for n in range(8)])
    path = tmp_path / "large.html"
    write_page(page_data(Sources(Path("/srv"), 2.0, Run(record, "r", ()))), path)
    page = shown("#tests?tests-sort=name", path).page
    grid = page.locator("#tests-table [role=grid]")
    assert page.locator("#tests-table .row").count() < 60
    grid.focus()
    page.keyboard.press("End")
    expect(page.locator("#tests-table .row.active")).to_have_attribute("aria-rowindex", "100001")
    assert page.locator("#tests-table .row").count() < 60
    page.locator("#filter").fill("test_099999")
    expect(page.locator("#tests-count")).to_have_text("1 of 100000")


def test_names_that_every_object_knows_are_words_like_others(shown):
    page = shown("#tests?filter=constructor%3Aleaks").page
    expect(page.locator("#tests-count")).to_have_text("0 of 4")
    page.locator("#filter").fill("leaks")
    expect(page.locator("#tests-count")).to_have_text("1 of 4")


def test_any_name_can_be_filtered_for(shown):
    page = shown().page
    page.evaluate("setFilter(filterFor(visible(nodeOf(3))))")
    expect(page.locator("#tests-count")).to_have_text("1 of 4")
    texts = page.evaluate("""() => ['a "b" c', '-x y', 'a:b', '"', 'plain'].map((text) => {
        const parts = parsedFilter(filterFor(text));
        return [text, matches(parts, () => text), matches(parts, (name) => (name ? undefined : "other"))];
    })""")
    assert [told[1] for told in texts] == [True] * 5
    assert [told[0] for told in texts if told[2]] == ['"']  # which asks for nothing


def test_the_row_that_is_told_of_stays_chosen_when_the_order_changes(shown):
    page = shown("#?tests-sort=name").page
    page.locator("#tests-table [role=grid]").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    active = page.locator("#tests-table .row.active")
    before = active.locator(".name").inner_text()
    page.locator("#tests-table").get_by_role("button", name="Test").click()
    expect(active.locator(".name")).to_have_text(before)
    expect(page.locator("#tests-table .more b")).to_have_text(before)


def test_a_link_to_what_the_filter_hides_shows_it(shown):
    page = shown("#?filter=status%3Askipped").page
    expect(page.locator("#f1")).to_be_hidden()
    page.evaluate("goTo('f1')")
    expect(page.locator("#f1")).to_be_visible()
    expect(page.locator("#filter")).to_have_value("")
