"""The value of an environment variable never leaves the process."""

from __future__ import annotations

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
