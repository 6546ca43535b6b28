from __future__ import annotations

import os
import stat

import pytest

from pytest_bulkhead.checker.fixing.rewriting import RefusedError, encoded, may_be_rewritten, rewrite

BEFORE, AFTER = b"a = 1\r\n", b"a = 2\r\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "test_x.py"
    path.write_bytes(BEFORE)
    return path


def test_the_file_is_replaced_and_keeps_its_mode(path):
    path.chmod(0o764)
    rewrite(str(path), BEFORE, AFTER)
    assert path.read_bytes() == AFTER
    assert stat.S_IMODE(path.stat().st_mode) == 0o764
    assert os.listdir(path.parent) == ["test_x.py"]


def test_what_somebody_changed_meanwhile_is_kept(path):
    path.write_bytes(b"a = 3\n")
    with pytest.raises(RefusedError, match="was changed while"):
        rewrite(str(path), BEFORE, AFTER)
    assert path.read_bytes() == b"a = 3\n"


def test_a_read_only_file_is_refused(path):
    path.chmod(0o444)
    with pytest.raises(RefusedError, match="read-only"):
        rewrite(str(path), BEFORE, AFTER)
    assert path.read_bytes() == BEFORE


def test_a_link_is_not_followed(path, tmp_path):
    link = tmp_path / "test_link.py"
    link.symlink_to(path)
    with pytest.raises(RefusedError, match="symbolic link"):
        rewrite(str(link), BEFORE, AFTER)
    assert link.is_symlink()
    assert path.read_bytes() == BEFORE


def test_what_is_gone_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="cannot be read"):
        may_be_rewritten(str(tmp_path / "gone.py"))
    with pytest.raises(RefusedError, match="no regular file"):
        may_be_rewritten(str(tmp_path))


def test_a_write_that_fails_leaves_the_file_and_nothing_else(path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(RefusedError, match="No space left"):
        rewrite(str(path), BEFORE, AFTER)
    assert os.listdir(path.parent) == ["test_x.py"]
    assert path.read_bytes() == BEFORE


@pytest.mark.parametrize(
    "before",
    ["# ü\n".encode(), b"\xef\xbb\xbf# \xc3\xbc\r\n", "# coding: latin-1\n# ü\n".encode("latin-1"), b"a = 1\r"],
    ids=["utf-8", "byte order mark", "coding comment", "old line ends"],
)
def test_the_encoding_stays(before):
    from pytest_bulkhead.checker.source.source import decode

    text = decode(before)
    assert encoded(text, before) == before
    assert encoded(text + "b", before) == before + b"b"


def test_what_the_encoding_cannot_hold_is_not_written():
    assert encoded("# coding: ascii\n# ü\n", b"# coding: ascii\n") is None
    assert encoded("a", b"# coding: none-such\n") is None
