"""Whatever a test does to the environment: fixed, it sees the same values, and its file keeps its looks."""

from __future__ import annotations

import ast
import asyncio
import collections
import contextlib
import inspect
import io
import os
import re
import tokenize
from unittest import mock

import pytest
from hypothesis import HealthCheck, event, given, settings

from pytest_bulkhead.checker.engine import check_paths
from pytest_bulkhead.checker.mending import mend_paths
from pytest_bulkhead.settings import Settings
from tests.checker.fixing import programs

START = {"HOME": "/home/me"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    (folder / ".git").mkdir()
    return folder


@settings(
    max_examples=int(os.environ.get("EXAMPLES", "40")), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(text=programs.files())
def test_a_fixed_test_sees_the_same_and_leaves_nothing(folder, text):
    path = folder / "test_it.py"
    path.write_bytes(text.encode())
    only = Settings(select=("environ",))
    found = check_paths([path], only).findings
    mended = mend_paths([path], only)
    event(f"fixable {bool(mended.changes)}")
    assert bool(mended.changes) == any(finding.fix for finding in found)
    if not mended.changes:
        return
    (change,) = mended.changes
    fixed = change.texts[1]
    assert _seen(fixed) == _seen(text)
    assert _comments(fixed) == _comments(text)
    assert set(re.findall(r"\r\n|\r|\n", fixed)) <= set(re.findall(r"\r\n|\r|\n", text))
    assert ast.dump(ast.parse(fixed).body[-1]) == ast.dump(ast.parse(text).body[-1])
    mended.write()
    again = mend_paths([path], only)
    assert not again.changes
    assert not any(finding.fix for finding in again.result.findings)


def _comments(text: str) -> collections.Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text, newline="").readline)
    return collections.Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def _seen(text: str) -> tuple[list[dict[str, str]], str]:
    """What the environment holds at each probe, and how the test ends."""
    seen: list[dict[str, str]] = []

    def probe() -> None:
        seen.append({key: os.environ[key] for key in (*programs.KEYS, "EXTRA") if key in os.environ})

    namespace = {"probe": probe, "KEYS": programs.KEYS, "manager": contextlib.nullcontext}
    exec(compile(text, "test_it.py", "exec"), namespace)
    test = namespace["test_it"]
    with mock.patch.dict(os.environ), pytest.MonkeyPatch.context() as inner:
        for key in (*programs.KEYS, "EXTRA"):
            os.environ.pop(key, None)
        os.environ.update(START)
        given = {"monkeypatch": inner, "probe": probe}
        arguments = {name: given[name] for name in inspect.signature(test).parameters if name in given}
        try:
            result = test(**arguments)
            if inspect.iscoroutine(result):
                asyncio.run(result)
        except Exception as error:
            return seen, type(error).__name__
    return seen, ""
