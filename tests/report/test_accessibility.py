"""The page as axe sees it: names, roles, contrast, order."""

from __future__ import annotations

from importlib.resources import files

import pytest

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_OPENED = """() => {
    for (const one of document.querySelectorAll('details')) one.open = true;
    document.querySelector('#tests-table .row').click();
    document.querySelector('#flaky-table .row').click();
}"""
_RUN = """async () => {
    const { violations, passes } = await axe.run();
    const told = violations.map((one) => `${one.id}: ${one.nodes[0].target} ${one.nodes[0].failureSummary}`);
    return [told, passes.length];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(shown, scheme):
    page = shown(color_scheme=scheme)
    page.ask(_OPENED)
    page.ask(f"() => {{ {AXE} }}")
    problems, passed = page.ask(_RUN)
    assert problems == []
    assert passed > 20
