"""What stands in a TOML file stays, whatever it is: judged by the standard library, and by its comments."""

from __future__ import annotations

import math
import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.scaffold.text.insertion import NotEditableError, inserted, removed
from pytest_bulkhead.scaffold.text.toml_edit import add_to_list, append_table, read_toml

LINES = 'profile = "recommended"  # of all\nmode = "report"\n'
OURS = {"profile": "recommended", "mode": "report"}

keys = st.sampled_from(["tool", "bulkhead", "project", "a b", "x", "[tool.bulkhead]", "rules"]) | st.text(max_size=3)
values = st.recursive(
    st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from(["[tool.bulkhead]\n", "#", '"""', "rules = []"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
)
tables = st.dictionaries(keys, values, max_size=4)


@st.composite
def documents(draw: Any) -> str:
    text = tomlkit.dumps(draw(tables))
    comment = draw(st.sampled_from(["", "# a comment\n", "\n\n"]))
    try:
        tomllib.loads(comment + text)
    except ValueError:  # tomlkit writes some keys so that they cannot be read again
        return comment
    text = comment + text
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()) and "\n" in text and "\\\n" not in text and '"""' not in text:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text


@given(documents())
def test_a_table_is_added_and_all_else_stays(text: str) -> None:
    before = tomllib.loads(text)
    try:
        piece = append_table(text, "tool.bulkhead", LINES)
    except NotEditableError:
        assert "tool" in before
        return
    after = inserted(text, [piece])
    assert tomllib.loads(after) == {**before, "tool": {**before.get("tool", {}), "bulkhead": OURS}}
    assert after.startswith(text)
    assert after.replace("\r\n", "").count("\n") in (0, after.count("\n"))
    assert removed(after, [piece.text]) == text


@given(documents(), st.booleans())
def test_a_rule_is_added_and_all_else_stays(text: str, is_whole: bool) -> None:
    before = tomllib.loads(text)
    tool = before.get("tool")
    has_table = isinstance(tool, dict) and isinstance(tool.get("bulkhead"), dict)
    if not is_whole and not has_table:
        return
    table = before if is_whole else before["tool"]["bulkhead"]
    if not isinstance(table.get("rules", []), list):
        return
    try:
        piece = add_to_list(text, ("rules",) if is_whole else ("tool", "bulkhead", "rules"), "tools/rule.py")
    except NotEditableError:
        return
    wanted = {**table, "rules": ["tools/rule.py", *table.get("rules", [])]}
    after = tomllib.loads(inserted(text, [piece]))
    assert after == (wanted if is_whole else {**before, "tool": {**before["tool"], "bulkhead": wanted}})


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("[tool.bulkhead]\n", ["new.py"]),
        (
            '[tool.bulkhead] # ours\r\nmode = "off"\r\nrules = [\r\n  "old.py", # x\r\n]\r\n[b]\r\n',
            ["new.py", "old.py"],
        ),
        ("[tool.bulkhead]\nrules = []\n", ["new.py"]),
    ],
)
def test_rules_of_settings_that_are_there(text: str, rules: list[str]) -> None:
    after = inserted(text, [add_to_list(text, ("tool", "bulkhead", "rules"), "new.py")])
    assert tomllib.loads(after)["tool"]["bulkhead"]["rules"] == rules
    assert ("\r\n" in text) == ("\r\n" in after)


@pytest.mark.parametrize(
    "text",
    [
        "tool = {}\n",
        "[tool]\nbulkhead = {}\n",
        "[tool.bulkhead]\n",
        "tool = 1\n",
        "[[tool]]\n",
        "[tool]\nbulkhead.x = 1\n",
    ],
)
def test_a_table_that_cannot_be_added_is_left_to_people(text: str) -> None:
    with pytest.raises(NotEditableError):
        append_table(text, "tool.bulkhead", LINES)


def test_what_is_no_number_is_no_hindrance() -> None:
    piece = append_table("x = nan\n", "tool.bulkhead", LINES)
    assert math.isnan(tomllib.loads(inserted("x = nan\n", [piece]))["x"])


@pytest.mark.parametrize("text", ["a =", "[", "x = [" * 2000, "a = 1\na = 2"])
def test_what_is_no_toml_is_told(text: str) -> None:
    with pytest.raises(SettingsError, match=r"pyproject\.toml is no valid TOML.*Mend it"):
        read_toml(text, "pyproject.toml")
