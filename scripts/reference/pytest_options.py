"""Options, ini keys and marks, as a pytest with the plugin is told of them."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.plugin.options import add_options, register_mark
from scripts.reference.markup import literal, page, table

PATH = "reference/pytest.md"

_INTRODUCTION = """\
What the plugin adds to pytest; `pytest --help` and `pytest --markers` say the same. An option goes before the ini
key, the ini key before `[tool.bulkhead]` (see [settings](settings.md))."""


class _Listener:
    """Stands where pytest's parser, its group of options and its config would, and notes what each is told."""

    def __init__(self) -> None:
        self.options: list[tuple[str, str]] = []
        self.keys: list[tuple[str, str]] = []
        self.marks: list[str] = []

    def getgroup(self, *_names: str) -> _Listener:
        return self

    def addoption(self, name: str, **known: Any) -> None:
        value = f" {known['metavar']}" if known.get("metavar") else ""
        self.options.append((f"{name}{value}", known["help"]))

    def addini(self, name: str, said: str, **_known: Any) -> None:
        self.keys.append((name, said))

    def addinivalue_line(self, _name: str, line: str) -> None:
        self.marks.append(line)


def text() -> str:
    """The page."""
    from pytest_bulkhead.resources import fixtures

    heard: Any = _Listener()
    add_options(heard)
    fixtures.pytest_addoption(heard)
    register_mark(heard)
    marks = [line.partition(": ") for line in heard.marks]
    return page(
        "Options, ini keys and marks",
        _INTRODUCTION,
        table(("option", "what it does"), [(literal(name), said) for name, said in heard.options]),
        "## Ini keys",
        table(("key", "what it does"), [(literal(name), said) for name, said in sorted(heard.keys)]),
        "## Marks",
        table(("mark", "what it says"), [(literal(name), said) for name, _, said in marks]),
        "```python\n"
        "import pytest\n\n\n"
        '@pytest.mark.shares("the label printer")\n'
        "def test_prints_a_label(): ...\n\n\n"
        '@pytest.mark.bulkhead_allow("environ", reason="the whole process runs in this zone")\n'
        "def test_sets_the_zone(): ...\n"
        "```",
    )
