"""Whatever stands in a file: it is checked and fixed without a fault, and what could be parsed still can."""

from __future__ import annotations

import ast
import os
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_bulkhead.checker.mending import Mended, mend_paths
from pytest_bulkhead.settings import Settings
from tests.checker import odd_files

EVERYTHING = Settings(select=("ALL",))
some = settings(
    max_examples=int(os.environ.get("EXAMPLES", "50")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    (folder / ".git").mkdir()
    return folder


@some
@given(data=odd_files.python(), name=st.sampled_from(odd_files.NAMES))
def test_python_of_any_kind(folder, data, name):
    _is_survived(folder / name, data)


@some
@given(data=st.binary() | odd_files.damaged(), name=st.sampled_from(odd_files.NAMES))
def test_bytes_of_any_kind(folder, data, name):
    _is_survived(folder / name, data)


def _is_survived(path, data):
    path.write_bytes(data)
    try:
        mended = _mend(path)
        for change in mended.changes:
            assert _can_be_parsed(change.after) or not _can_be_parsed(change.before)
        mended.write()
        assert not _mend(path).changes
    finally:
        path.unlink()


def _mend(path) -> Mended:
    mended = mend_paths([path], EVERYTHING, unsafe=True)
    assert not mended.result.faults
    assert mended.result.files == 1
    return mended


def _can_be_parsed(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(data)
        except (SyntaxError, ValueError):
            return False
    return True
