"""What stands in a YAML file stays, whatever it is, and what is put into it is there: judged by a YAML library."""

from __future__ import annotations

import random
import textwrap
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.scaffold.text.insertion import NotEditableError, inserted, removed
from pytest_bulkhead.scaffold.text.yaml_edit import append_item, append_mapping, confirm, listed, top_level

ITEM = "- repo: local\n  hooks:\n    - id: ours\n"
FLOW = "{repo: local, hooks: [{id: ours}]}"
OURS = {"repo": "local", "hooks": [{"id": "ours"}]}

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from(" \n#:-'\"[]{}|>&*!?%@`,")
    )
    | st.sampled_from(["don't", "a: b", "- x", "#", "x\n\n", "\nx\n", " x", "a #b", "repos:", "|", "---", "..."])
)
trees = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalars, inner, max_size=3))
styles = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, None, "'", '"', "|", ">"]),
        "indent": st.sampled_from([2, 3, 4, 8]),
        "width": st.sampled_from([1, 20, 80]),
        "allow_unicode": st.booleans(),
        "default_flow_style": st.sampled_from([False, False, None]),
    }
)


class _Indented(yaml.SafeDumper):
    """Indents sequences below their key, as most people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


@st.composite
def documents(draw: Any) -> tuple[str, dict[Any, Any]]:
    """A file of hooks in some style, with comments between its lines wherever they are none of its contents."""
    above = draw(st.dictionaries(st.text("abcxyz", min_size=1), trees, max_size=2))
    below = draw(st.dictionaries(st.text("defuvw", min_size=1), trees, max_size=2))
    content = {**above, "repos": draw(st.lists(st.dictionaries(scalars, trees, min_size=1), max_size=3)), **below}
    dumper = draw(st.sampled_from([yaml.SafeDumper, _Indented]))
    text = yaml.dump(content, Dumper=dumper, sort_keys=False, **draw(styles))
    chance = random.Random(draw(st.integers(0, 9)))
    commented = "".join(
        line + ("# it's {a [comment\n" if chance.random() < 0.3 else "\n" if chance.random() < 0.2 else "")
        for line in text.splitlines(keepends=True)
    )
    if _load(commented) == content:
        text = commented
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()) and _load(text.replace("\n", "\r\n")) == content:
        text = text.replace("\n", "\r\n")
    return text, _load(text)


def _load(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, LookupError):  # a folded `false`, for one, is more than the library takes
        return None


@settings(max_examples=60)
@given(documents())
def test_an_item_is_added_and_all_else_stays(document: tuple[str, dict[Any, Any]]) -> None:
    text, before = document
    if before is None:
        return
    try:
        piece = append_item(text, "repos", ITEM, FLOW)
    except NotEditableError:
        return  # left to people
    after = inserted(text, [piece])
    assert _load(after) == {**before, "repos": [*before["repos"], OURS]}
    confirm(text, after, "repos", 1)
    if text.count(piece.text) == 0:
        assert removed(after, [piece.text]) == text


@settings(max_examples=60)
@given(documents())
def test_keys_are_added_and_all_else_stays(document: tuple[str, dict[Any, Any]]) -> None:
    text, before = document
    if before is None:
        return
    try:
        piece = append_mapping(text, "ours:\n  script: [x]\n")
    except NotEditableError:
        return
    after = inserted(text, [piece])
    assert _load(after) == {**before, "ours": {"script": ["x"]}}
    confirm(text, after, "", 1)


PLAIN = {
    "as most write it": """
        # hooks
        repos:
          - repo: https://example.org/a
            rev: v1  # pinned
            hooks:
              - id: a
                args: [--x, "y: z"]

        # of the service
        ci:
          skip: [a]
        """,
    "not indented": """
        default_stages: [pre-commit]
        repos:
        - repo: local
          hooks:
          - id: a
            entry: |
              sh -c "
              repos:
              "
        exclude: '^(a|
          b)'
        """,
    "with its end": "---\nrepos:\n  - repo: a\n...\n# the end\n",
    "empty list": "repos: []\nci: {}\n",
    "nothing yet": "repos:\n# none yet\n",
    "plain text over lines": """
        exclude: a
          "b
          repos
        repos:
        - repo: x
          hooks: [{id: a}, {id: 'it''s #1'}]
        """,
    "an anchor and a tag": """
        x: &files !!str "a
          b"
        repos:
          - &one
            repo: x
            files: *files
            hooks: []
          - *one
        """,
}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_what_people_write_is_followed(name: str) -> None:
    text = textwrap.dedent(PLAIN[name]).lstrip("\n")
    before = yaml.safe_load(text)
    after = inserted(text, [append_item(text, "repos", ITEM, FLOW)])
    assert yaml.safe_load(after) == {**before, "repos": [*(before["repos"] or []), OURS]}
    assert set(text.splitlines()) - {"repos: []"} <= set(after.splitlines())


REFUSED = {
    "two documents": "repos: []\n---\nrepos: []\n",
    "something behind the end": "repos: []\n...\nrepos: []\n",
    "a list": "- repos\n",
    "flow style": "{repos: []}\n",
    "items in flow style": "repos: [{repo: a}]\n",
    "tabs": "repos:\n\t- a\n",
    "no such key": "hooks: []\n",
    "a mapping": "repos:\n  a: b\n",
    "an open quote": "a: 'b\nrepos: []\n",
    "an open bracket": "a: [b\nrepos:\n",
    "the key twice": "repos: []\nrepos: []\n",
    "a long key": "? repos\n: []\n",
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_not_followed_is_left_to_people(name: str) -> None:
    with pytest.raises(NotEditableError):
        append_item(REFUSED[name], "repos", ITEM, FLOW)


def test_nothing_is_put_behind_the_end_of_a_document() -> None:
    with pytest.raises(NotEditableError):
        append_mapping("a: 1\n...\n# the end\n", "ours: 1\n")


def test_scalars_of_a_sequence() -> None:
    text = "a: [build, 'test']\nb:\n  - build # x\n  - \"deploy\"\nc:\n"
    sections = top_level(text)
    assert listed(sections["a"]) == ["build", "test"]
    assert listed(sections["b"]) == ["build", "deploy"]
    assert listed(sections["c"]) == []


def test_an_edit_that_changes_more_is_refused() -> None:
    with pytest.raises(NotEditableError):
        confirm("repos: []\nx: 1\n", "repos: [1]\nx: 2\n", "repos", 1)


def test_what_is_no_yaml_is_told() -> None:
    with pytest.raises(NotEditableError, match="no valid YAML"):
        confirm("a: [\n", "a: [\nb: 1\n", "", 1)
