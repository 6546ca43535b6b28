"""What becomes of the bad cases of `override-async-sync`."""

from __future__ import annotations

from collections.abc import Mapping

FIXED: Mapping[str, str | Mapping[str, str]] = {
    "bare mocks": {
        "tests/test_api.py": """\
from unittest.mock import MagicMock, Mock, create_autospec
from shop.api import app, current_user, database, guard, load_user, mailer

def test_lists(monkeypatch):
    app.dependency_overrides[current_user] = lambda: "ada"
    fake = Mock()
    app.dependency_overrides[mailer] = fake
    app.dependency_overrides[database] = MagicMock
    app.dependency_overrides[guard] = fake.guard
    monkeypatch.setitem(app.dependency_overrides, current_user, MagicMock(spec=current_user))
""",
    },
    "a lambda that hands out a coroutine": {
        "tests/test_api.py": """\
from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec
from shop.api import app, current_user, database, guard, load_user, mailer

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"
    app.dependency_overrides[current_user] = lambda: load_user("ada")
    spy = AsyncMock()
    app.dependency_overrides[mailer] = lambda: spy()
""",
    },
}
