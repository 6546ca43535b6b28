"""Which functions are worth a look, by their text: those that change a state, name one that does, or an alias of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_bulkhead.checker.meaning.index import ProjectIndex
from pytest_bulkhead.checker.states.worded import Worded, Wording, Words

_ENVIRON = Words(("environ",), innocent=r"environ\.get\(")


def _worded(folder: Path, text: str, **helpers: str) -> Worded:
    for name, content in {**helpers, "test_it": text}.items():
        (folder / f"{name}.py").write_text(content)
    index = ProjectIndex(str(folder), str(folder))
    module = index.module(str(folder / "test_it.py"))
    assert module is not None
    return Wording(index, _ENVIRON).of(module, frozenset(str(folder / f"{name}.py") for name in helpers))


def _names(worded: Worded) -> set[str]:
    return {node.name for node in worded.functions}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import os\ndef test_a():\n    os.environ['A'] = 'b'\ndef test_b():\n    pass\n", {"test_a"}),
        ("import os\ndef test_a():\n    os.environ.get('A')\n", set()),
        ("from os import environ as env\ndef test_a():\n    env['A'] = 'b'\n", {"test_a"}),
        ("import os\nENV = os.environ\ndef test_a():\n    ENV['A'] = 'b'\n", {"test_a"}),
        ("import os\nCI = os.environ['CI']\ndef test_a():\n    assert CI\n", set()),
        (
            "import os\nclass TestA:\n    def setup_method(self):\n        self.env = os.environ\n"
            "    def test_a(self):\n        self.env['A'] = 'b'\n",
            {"setup_method", "test_a"},
        ),
        (
            "import os\ndef change():\n    os.environ['A'] = 'b'\nturn = change\n"
            "def test_a():\n    turn()\ndef test_b():\n    turned()\n",
            {"change", "test_a"},
        ),
        (
            "import os\ndef test_a():\n    def inner():\n        pass\n    os.environ['A'] = 'b'\n    inner()\n",
            {"test_a"},
        ),
    ],
)
def test_functions_of_the_file(tmp_path: Path, text: str, names: set[str]) -> None:
    assert _names(_worded(tmp_path, text)) == names


def test_helpers_of_helpers_count(tmp_path: Path) -> None:
    worded = _worded(
        tmp_path,
        "from test_near import near\ndef test_a():\n    near()\ndef test_b():\n    pass\n",
        test_far="import os\ndef far():\n    os.environ['A'] = 'b'\ndef other():\n    pass\n",
        test_near="from test_far import far\ndef near():\n    far()\ndef another():\n    pass\n",
    )
    assert _names(worded) == {"test_a"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from os import environ\ndef test_a():\n    environ['A'] = 'b'\n", False),
        ("from os import environ\nenviron['A'] = 'b'\n", True),
        ("from os import environ\ndef change():\n    environ['A'] = 'b'\nchange()\n", True),
    ],
)
def test_what_importing_does(tmp_path: Path, text: str, *, expected: bool) -> None:
    assert _worded(tmp_path, text).at_import is expected
