"""Pieces of test files, each of which one mutation or several can make something of."""

from __future__ import annotations

HEAD = """\
import glob
import os
import socket
import unittest
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import AsyncMock, patch

import pytest
import shop
from shop import app, current_user, scheme
"""

SHOP = """\
from fastapi import FastAPI
from fastapi.security import HTTPBearer

RATES = {}
LIMIT = 3
app = FastAPI()
scheme = HTTPBearer()


class Basket:
    size = 0


async def fetch():
    return 1


def current_user():
    return "somebody"
"""

PIECES = {
    "environ-written": """\
def test_environ_written(monkeypatch):
    monkeypatch.setenv("SHOP", f"{1}")
""",
    "environ-updated": """\
@patch.dict(os.environ, {"SHOP": "1"})
def test_environ_updated():
    with patch.dict(os.environ, {"SHOP_NAME": "1"}):
        assert "SHOP" in os.environ
""",
    "directory-changed": """\
def test_directory_changed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
""",
    "import-path-extended": """\
def test_import_path_extended(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(tmp_path)
""",
    "attribute-assigned": """\
def test_attribute_assigned(monkeypatch):
    monkeypatch.setattr(shop, "LIMIT", 4)
""",
    "item-assigned": """\
def test_item_assigned(monkeypatch):
    monkeypatch.setitem(shop.RATES, "a", {"b": 1})
""",
    "monkeypatch-kept": """\
def test_monkeypatch_kept(
    monkeypatch,
):
    \"\"\"Wide.\"\"\"
    monkeypatch.setattr(shop, "LIMIT", 4)
""",
    "log-level-set": """\
def test_log_level_set(caplog):
    caplog.set_level("DEBUG", "shop")
""",
    "patch-started": """\
@patch("shop.current_user")
def test_patch_started(user, tmp_path):
    with patch.object(shop, "LIMIT", 5) as limit:
        assert limit == 5
    assert user
""",
    "stop-dropped": """\
class TestStopDropped(unittest.TestCase):
    def setUp(self):
        patcher = patch("shop.LIMIT", 5)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_limit(self):
        assert shop.LIMIT == 5
""",
    "cleanup-dropped": """\
@pytest.fixture
def cleanup_dropped():
    shop.RATES["a"] = 1
    yield
    shop.RATES.clear()


def test_cleanup_dropped(cleanup_dropped):
    shop.LIMIT = 4
    try:
        assert shop.LIMIT == 4
    finally:
        shop.LIMIT = 3
""",
    "running-on": """\
def test_running_on():
    with ThreadPoolExecutor() as pool:
        assert pool.submit(int).result() == 0
""",
    "folder-fixed": """\
def test_folder_fixed(tmp_path):
    (tmp_path / "a").write_text("a")


def test_folder_fixed_beside(tmp_path):
    (tmp_path / "b").write_text("b")
""",
    "session-folder-fixed": """\
@pytest.fixture(scope="session")
def session_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("books")


def test_session_folder(session_folder):
    assert session_folder
""",
    "port-fixed": """\
def test_port_fixed():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
""",
    "container-shared": """\
def test_container_shared():
    seen = []
    seen.append(1)
    assert seen == [1]
""",
    "class-attribute-set": """\
def test_class_attribute_set():
    basket = shop.Basket()
    basket.size = 4
    assert basket.size == 4
""",
    "parameters-in-set": """\
@pytest.mark.parametrize("letter", ["a", "b", "c", "d"])
def test_parameters_in_set(letter):
    assert letter
""",
    "sorting-dropped": """\
@pytest.mark.parametrize("path", sorted(glob.glob("*.ini")))
def test_sorting_dropped(path):
    assert path
""",
    "fixture-widened": """\
@pytest.fixture(autouse=True)
def fixture_widened():
    yield


def test_fixture_widened():
    pass
""",
    "override-hands-coroutine": """\
async def nobody():
    return "nobody"


def test_override_hands_coroutine(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, nobody)
""",
    "override-bare-mock": """\
def test_override_bare_mock(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "nobody")
""",
    "scheme-left-real": """\
def test_scheme_left_real(monkeypatch):
    monkeypatch.setitem(app.dependency_overrides, current_user, lambda: "nobody")
    monkeypatch.setitem(app.dependency_overrides, scheme, lambda: "nothing")
""",
    "plain-mock": """\
def test_plain_mock():
    with patch("shop.fetch", new=AsyncMock(return_value=2)):
        pass
""",
}
