"""Settings come from the nearest file that has some, and whatever cannot be meant is one clear paragraph."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.hazards.hazard import Profile
from pytest_bulkhead.settings import Allowed, Harmless, Settings, load_settings
from pytest_bulkhead.settings.keys import settings_schema
from pytest_bulkhead.settings.parsing import parse_settings

FILE = Path("pyproject.toml")
KEYS = [
    *("profile", "select", "extend-select", "extend_select", "ignore", "exclude", "per-file-ignores"),
    *("baseline", "rules", "model-prefixes", "mode", "depth", "refuse", "allow"),
    *("memory", "memory-limit"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["strict", "chdir"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text() | st.sampled_from(["state", "reason", "tests"]), inner, max_size=4)
    ),
    max_leaves=10,
)


UNREASONED = (
    "environ",
    ["environ"],
    [{"state": "environ"}],
    {"environ": ""},
    [{"state": "environ", "reason": " "}],
    [{"state": "environ", "reason": "r", "test": "x"}],
    [{"state": "environ", "reason": "r", "tests": "x"}],
)


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_any_file_the_settings_say_nothing(tmp_path):
    assert load_settings(tmp_path) == Settings()
    assert Settings().root is None


def test_every_key_is_read(tmp_path):
    file = write(
        tmp_path / "pyproject.toml",
        """
        [tool.bulkhead]
        profile = "strict"
        select = ["BH101"]
        extend-select = ["ports"]
        ignore = ["BH201", "environ"]
        exclude = ["vendored/**"]
        baseline = "bulkhead-baseline.json"
        rules = ["tools/our_rules.py"]
        mode = "off"
        model-prefixes = { ollama = "ollama/" }
        refuse = ["chdir", "bind-fixed-port"]
        memory = ["freeze"]
        memory-limit = "1.5 GB"
        allow = [{ state = "environ:API_*", reason = "a child reads it", tests = ["tests/e2e/*"] }]
        [tool.bulkhead.per-file-ignores]
        "tests/e2e/**" = ["ports"]
        """,
    )
    assert load_settings(tmp_path) == Settings(
        path=file,
        profile=Profile.STRICT,
        select=("BH101",),
        extend_select=("ports",),
        ignore=("BH201", "environ"),
        exclude=("vendored/**",),
        baseline=tmp_path / "bulkhead-baseline.json",
        rules=("tools/our_rules.py",),
        model_prefixes=(("ollama", "ollama/"),),
        per_file_ignores=(("tests/e2e/**", ("ports",)),),
        mode="off",
        refuse=("chdir", "bind-fixed-port"),
        memory=("freeze",),
        memory_limit=1536,
        allow=(Allowed("environ:API_*", "a child reads it", ("tests/e2e/*",)),),
    )
    assert load_settings(tmp_path).root == tmp_path


def test_the_nearest_file_wins_whole(tmp_path):
    write(tmp_path / "pyproject.toml", '[tool.bulkhead]\nmode = "off"\nignore = ["BH101"]')
    near = write(tmp_path / "api" / "pyproject.toml", '[tool.bulkhead]\nmode = "strict"')
    assert load_settings(tmp_path / "api" / "tests") == Settings(path=near, mode="strict")


def test_settings_hold_for_a_file_of_the_folder(tmp_path):
    write(tmp_path / "bulkhead.toml", 'mode = "strict"')
    assert load_settings(write(tmp_path / "tests" / "test_a.py", "")).mode == "strict"


def test_settings_hold_for_a_path_that_does_not_exist_yet(tmp_path):
    write(tmp_path / "bulkhead.toml", 'mode = "strict"')
    assert load_settings(tmp_path / "later" / "tests").mode == "strict"


def test_bulkhead_toml_goes_before_pyproject_toml_of_one_folder(tmp_path):
    write(tmp_path / "pyproject.toml", '[tool.bulkhead]\nmode = "off"')
    write(tmp_path / "bulkhead.toml", 'mode = "strict"')
    assert load_settings(tmp_path).mode == "strict"


def test_a_nearer_pyproject_toml_goes_before_a_farther_bulkhead_toml(tmp_path):
    write(tmp_path / "bulkhead.toml", 'mode = "strict"')
    write(tmp_path / "api" / "pyproject.toml", '[tool.bulkhead]\nmode = "off"')
    assert load_settings(tmp_path / "api").mode == "off"


@pytest.mark.parametrize(
    "without",
    [
        "",
        '[project]\nname = "x"',
        '[project]\nname = "bulkhead"',
        '[project]\ndependencies = ["pytest-bulkhead"]',
        '[tool.other]\nx = "bulkhead"',
        'tool = "bulkhead"',
    ],
)
def test_a_pyproject_toml_without_our_table_is_passed_over(tmp_path, without):
    write(tmp_path / "pyproject.toml", '[tool.bulkhead]\nmode = "strict"')
    write(tmp_path / "api" / "pyproject.toml", without)
    assert load_settings(tmp_path / "api").mode == "strict"


def test_an_empty_table_of_ours_ends_the_search(tmp_path):
    write(tmp_path / "pyproject.toml", '[tool.bulkhead]\nmode = "strict"')
    near = write(tmp_path / "api" / "pyproject.toml", "[tool.bulkhead]")
    assert load_settings(tmp_path / "api") == Settings(path=near)


@pytest.mark.parametrize("name", ["pyproject.toml", "bulkhead.toml"])
def test_what_is_no_file_is_passed_over(tmp_path, name):
    write(tmp_path / "pyproject.toml", '[tool.bulkhead]\nmode = "strict"')
    (tmp_path / "a" / name).mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / name).symlink_to(tmp_path / "nothing")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / name).symlink_to(name)
    assert {load_settings(tmp_path / folder).mode for folder in "abc"} == {"strict"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "bulkhead.toml")
    assert load_settings(tmp_path) == Settings()


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    file = write(tmp_path / "bulkhead.toml", "")

    # Permissions mean nothing to root, who may well run this.
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(SettingsError, match=f"{file} cannot be read .*: Permission denied"):
        load_settings(tmp_path)


def test_the_path_is_not_resolved_before_the_search(tmp_path):
    write(tmp_path / "real" / "tests" / "bulkhead.toml", "").unlink()
    write(tmp_path / "real" / "bulkhead.toml", 'mode = "off"')
    write(tmp_path / "linked" / "bulkhead.toml", 'mode = "strict"')
    (tmp_path / "linked" / "tests").symlink_to(tmp_path / "real" / "tests")
    assert load_settings(tmp_path / "linked" / "tests").mode == "strict"


@pytest.mark.parametrize("key", ["extend-select", "extend_select"])
def test_keys_are_written_with_hyphens_or_underscores(key):
    assert parse_settings({key: ["BH101"]}, FILE).extend_select == ("BH101",)


def test_one_key_in_both_spellings_is_refused():
    with pytest.raises(SettingsError, match=r"'extend-select' and 'extend_select' .* the same key"):
        parse_settings({"extend-select": ["BH101"], "extend_select": ["BH201"]}, FILE)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("proflie", "Did you mean 'profile'"),
        ("extend_selects", "Did you mean 'extend-select'"),
        ("modes", "Did you mean 'mode'"),
        (
            "colour",
            "Known are profile, select, extend-select, ignore, exclude, per-file-ignores, baseline, rules, ",
        ),
        ("", "Known are"),
    ],
)
def test_an_unknown_key_is_refused_with_a_hint(key, hint):
    with pytest.raises(SettingsError, match=f"pyproject.toml.* no key '{key}'. {hint}"):
        parse_settings({key: 1}, FILE)


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("profile", "lenient", "one of recommended, strict, not 'lenient'"),
        ("profile", ["strict"], "one of recommended, strict"),
        ("profile", "on request", "one of recommended, strict"),
        ("mode", "quiet", "one of report, strict, heal, off"),
        ("mode", True, "one of report, strict, heal, off"),
        ("refuse", ["chdir", "chmod"], "a list of some of chdir, bind-fixed-port, write-outside-tmp"),
        ("refuse", "chdir", "a list of some of chdir"),
        ("memory", ["freeze", "frieze"], "a list of some of freeze, collect-on-growth"),
        ("memory-limit", 5, 'a size such as "5 GB"'),
        ("memory-limit", "0 MB", 'a size such as "5 GB"'),
        ("memory-limit", "5 GB or so", 'a size such as "5 GB"'),
        *(("allow", value, "a list of tables, each with `state`, `reason`") for value in UNREASONED),
        ("select", "BH101", "a list of non-empty strings"),
        ("ignore", ["BH101", 201], "a list of non-empty strings"),
        ("exclude", [""], "a list of non-empty strings"),
        ("exclude", {"a": 1}, "a list of non-empty strings"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_what_is_wanted(key, value, wanted):
    with pytest.raises(SettingsError, match=f"'{key}' in the settings of bulkhead must be {wanted}"):
        parse_settings({key: value}, FILE)


def test_what_is_allowed_can_be_a_table_of_reasons():
    assert parse_settings({"allow": {"environ": "why"}}, FILE).allow == (Allowed("environ", "why"),)


@pytest.mark.parametrize("table", ["bulkhead = 3", 'bulkhead = ["strict"]', "[[tool.bulkhead]]"])
def test_our_table_must_be_a_table(tmp_path, table):
    write(tmp_path / "pyproject.toml", table if "[tool" in table or "[[" in table else f"[tool]\n{table}")
    with pytest.raises(SettingsError, match="must be a table"):
        load_settings(tmp_path)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(), JSON, max_size=4))
def test_any_table_gives_settings_or_a_settings_error(table):
    with contextlib.suppress(SettingsError):
        assert parse_settings(table, FILE).path == FILE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("mode = ", id="cut off"),
        pytest.param('mode = "off"\nmode = "off"', id="twice"),
        pytest.param(b'mode = "\xff\xfe"', id="no UTF-8"),
        pytest.param('mode = "off"'.encode("utf-16"), id="UTF-16"),
        pytest.param(b"mode = \x00", id="NUL"),
        pytest.param("mode = " + "[" * 20_000, id="lists without bottom"),
        pytest.param("mode = " + "9" * 5000, id="a number of too many digits"),
        pytest.param("mode = 0x" + "f" * 5000, id="a number of too many digits to be shown"),
        pytest.param("mode" + ".a" * 5000 + " = 1", id="tables without bottom"),
        pytest.param("mode = 2023-02-30", id="no date"),
        pytest.param(f'mode = "{"x" * 100_000}"', id="a long value"),
        pytest.param(f'{"x" * 100_000} = "off"', id="a long key"),
    ],
)
def test_broken_toml_is_one_paragraph(tmp_path, content):
    file = write(tmp_path / "bulkhead.toml", content)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert str(caught.value).startswith(str(file))
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("content", [b'\xef\xbb\xbfmode = "off"', b'mode = "off"\r\n'], ids=["byte order mark", "CRLF"])
def test_a_file_written_on_windows_is_read(tmp_path, content):
    write(tmp_path / "bulkhead.toml", content)
    assert load_settings(tmp_path).mode == "off"


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_gives_settings_or_a_settings_error(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    write(folder / "bulkhead.toml", content)
    with contextlib.suppress(SettingsError):
        assert load_settings(folder).root == folder


@given(
    st.dictionaries(st.sampled_from(KEYS), JSON | st.lists(st.text(min_size=1)) | st.sampled_from(["strict", "off"]))
)
def test_the_schema_takes_what_is_read(table):
    """What the schema refuses is refused; where both spellings of a key stand, only the reader complains."""
    spelled = {key.replace("_", "-"): value for key, value in table.items()}
    try:
        parse_settings(spelled, FILE)
    except SettingsError:
        return
    jsonschema.validate(spelled, settings_schema())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(settings_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"colour": 1}, settings_schema())


class TestHarmless:
    """Files that tests may share."""

    def test_path_and_reason(self):
        table = {"harmless": [{"path": "*.log", "reason": "only added to"}]}
        assert parse_settings(table, FILE).harmless == (Harmless("*.log", "only added to"),)
        jsonschema.validate(table, settings_schema())

    @pytest.mark.parametrize(
        "value",
        [
            [{"path": "*.log"}],
            [{"path": "*.log", "reason": " "}],
            [{"path": "*.log", "reason": "so", "tests": []}],
            [{"path": 1, "reason": "so"}],
            {"path": "*.log", "reason": "so"},
            "*.log",
        ],
    )
    def test_a_reason_is_wanted_and_nothing_else(self, value):
        with pytest.raises(SettingsError, match="each with `path` and `reason`"):
            parse_settings({"harmless": value}, FILE)
