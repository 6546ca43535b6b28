"""The value of an environment variable never leaves the process, and what looks like a secret is masked."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from .running import KINDS, run, write

SECRET = "hunter2-distinctive-value"
SUITE = {
    "test_secrets.py": f"""
        import os, pytest
        os.environ["AT_IMPORT"] = "{SECRET}"[::-1]

        def value(): return "{SECRET[:7]}" + "{SECRET[7:]}"

        @pytest.fixture(scope="session")
        def wide(): os.environ["WIDE"] = value()

        def test_sets(wide): os.environ["SET"] = value()
        def test_changes(): os.environ["GIVEN"] = value() + "!"
        def test_deletes(): del os.environ["GIVEN_TOO"]
        def test_replaces(): os.environ = dict(os.environ, REPLACED=value())
    """,
}


@pytest.mark.parametrize("mode", ["report", "strict"])
@pytest.mark.parametrize("kind", KINDS)
def test_values_are_told_nowhere(kind: str, mode: str, tmp_path) -> None:
    folder = write(tmp_path, SUITE)
    done = run(
        folder,
        *KINDS[kind],
        f"--bulkhead={mode}",
        "--junitxml=junit.xml",
        "-vv",
        "--tb=long",
        "--dist=loadfile",
        GIVEN=SECRET,
        GIVEN_TOO=SECRET,
    )
    assert {"SET", "GIVEN", "GIVEN_TOO", "WIDE", "AT_IMPORT", "os.environ"} == {name for _, name in done.leaks}
    for text in (done.output, done.records[0].read_text(), (folder / "junit.xml").read_text()):
        assert SECRET not in text
        assert SECRET[::-1] not in text


TOKEN = "".join(f"{letter}{number % 10}" for number, letter in enumerate("abcdefghijklmnop"))
PARAMETERS = {
    "test_parameters.py": f"""
        import os, pytest

        @pytest.mark.bulkhead_allow("cwd")
        @pytest.mark.parametrize("value", ["{TOKEN}", "password={SECRET}"])
        def test_with_secrets(value): os.environ["SET_" + value.partition("=")[0]] = value
    """,
}


@pytest.mark.parametrize("kind", KINDS)
def test_secrets_in_node_ids_and_names_are_masked(kind: str, tmp_path) -> None:
    done = run(write(tmp_path, PARAMETERS), *KINDS[kind], "--junitxml=junit.xml")
    assert set(done.outcomes) == {"test_parameters.py::test_with_secrets[***]"} | {
        "test_parameters.py::test_with_secrets[password=***]"
    }
    assert {finding.test for finding in done.findings} == set(done.outcomes)
    properties = [one.get("value") for one in ElementTree.parse(tmp_path / "junit.xml").iter("property")]
    assert len(properties) == 2
    for text in (done.output.partition("= bulkhead =")[2], done.records[0].read_text(), *map(str, properties)):
        assert TOKEN not in text
        assert SECRET not in text
