"""Cases of `override-async-sync`."""

from __future__ import annotations

from collections.abc import Mapping

_SHOP = {
    "shop/__init__.py": "",
    "shop/api.py": """\
from fastapi import FastAPI

app = FastAPI()

async def current_user():
    return "real"

async def database():
    yield "real"

def mailer():
    return "real"

async def load_user(name):
    return name

def user_later():
    return load_user("real")

class Guard:
    async def __call__(self):
        return True

class Store:
    @classmethod
    async def session(cls):
        yield cls()

guard = Guard()
""",
    "tests/__init__.py": "",
}


def _tests(text: str, head: str = "app, current_user, database, guard, load_user, mailer") -> dict[str, str]:
    imports = f"from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec\nfrom shop.api import {head}\n"
    return {**_SHOP, "tests/test_api.py": imports + text}


BAD: Mapping[str, str | Mapping[str, str]] = {
    "bare mocks": _tests("""
def test_lists(monkeypatch):
    app.dependency_overrides[current_user] = AsyncMock(return_value="ada")  # <- here
    fake = Mock()
    app.dependency_overrides[mailer] = fake  # <- here
    app.dependency_overrides[database] = MagicMock  # <- here
    app.dependency_overrides[guard] = fake.guard  # <- here
    monkeypatch.setitem(app.dependency_overrides, current_user, MagicMock(spec=current_user))  # <- here
"""),
    "a mock from a fixture": _tests("""
import pytest

@pytest.fixture
def fake_user():
    return MagicMock(return_value="ada")

@pytest.fixture
def client(fake_user):
    app.dependency_overrides[current_user] = fake_user  # <- here
    yield app
    app.dependency_overrides.clear()
"""),
    "mocks by update, in a dict, in a loop": _tests("""
def test_lists():
    app.dependency_overrides.update({current_user: Mock()})  # <- here
    app.dependency_overrides = {mailer: Mock()}  # <- here
    for key, fake in ((current_user, Mock()), (mailer, lambda: 1)):
        app.dependency_overrides[key] = fake  # <- here
"""),
    "a lambda that hands out a coroutine": _tests("""
def test_lists():
    app.dependency_overrides[current_user] = lambda: AsyncMock(return_value="ada")()  # <- here
    app.dependency_overrides[current_user] = lambda: load_user("ada")  # <- here
    spy = AsyncMock()
    app.dependency_overrides[mailer] = lambda: spy()  # <- here
"""),
    "a function that hands out a coroutine": _tests("""
def fake_user():
    return load_user("ada")

async def other_user():
    return load_user("eve")

def test_lists():
    app.dependency_overrides[current_user] = fake_user  # <- here
    app.dependency_overrides[mailer] = other_user  # <- here
"""),
    "through a helper": _tests("""
def override(application, key, value):
    application.dependency_overrides[key] = value

def override_user():
    app.dependency_overrides[current_user] = Mock()  # <- here

def test_lists():
    override(app, current_user, Mock())  # <- here
    override(app, current_user, lambda: "ada")
    override_user()
"""),
    "through the fixture that gives the overrides": _tests("""
def test_lists(dependency_overrides):
    dependency_overrides(app)[current_user] = Mock()  # <- here
    overrides = dependency_overrides(app, require_schemes=True)
    overrides[mailer] = MagicMock(return_value="mail")  # <- here
    overrides.update({database: lambda: load_user("ada")})  # <- here
    overrides[guard] = lambda: Mock()
"""),
    "when the file is imported": _tests("""
app.dependency_overrides[current_user] = MagicMock()  # <- here
"""),
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "a fixture of the project's own by that name": _tests("""
import pytest

@pytest.fixture
def dependency_overrides():
    return lambda app: {}

def test_lists(dependency_overrides):
    dependency_overrides(app)[current_user] = Mock()
"""),
    "functions for functions": _tests("""
async def ada():
    return "ada"

async def session():
    yield 1

def test_lists():
    app.dependency_overrides[current_user] = ada
    app.dependency_overrides[database] = session
    app.dependency_overrides[mailer] = lambda: "mail"
    app.dependency_overrides[current_user] = current_user
"""),
    "a function that returns a mock": _tests("""
def test_lists():
    spy = AsyncMock()
    app.dependency_overrides[mailer] = lambda: spy
    app.dependency_overrides[mailer] = lambda: AsyncMock()
    app.dependency_overrides[mailer] = lambda: Mock()
    app.dependency_overrides[mailer] = lambda: spy.method
"""),
    "a mock with a signature": _tests("""
import inspect

def test_lists():
    app.dependency_overrides[current_user] = create_autospec(current_user)
    spy = Mock()
    spy.__signature__ = inspect.Signature()
    app.dependency_overrides[mailer] = spy
    fakes = Mock()
    fakes.mailer = lambda: 1
    app.dependency_overrides[mailer] = fakes.mailer
"""),
    "a dependency that hands out a coroutine itself": _tests(
        """
def test_lists():
    app.dependency_overrides[user_later] = lambda: load_user("ada")
""",
        "app, load_user, user_later",
    ),
    "awaited in the override": _tests("""
async def ada():
    return await load_user("ada")

def test_lists():
    app.dependency_overrides[current_user] = ada
"""),
    "what cannot be resolved": _tests("""
from vendor import app as other, get_user, make_mock, later

def test_lists():
    other.dependency_overrides[get_user] = make_mock()
    other.dependency_overrides[get_user] = lambda: later()
"""),
    "an async dependency overridden by a lambda, which works": _tests("""
def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"
"""),
}

STRICT_BAD: Mapping[str, str | Mapping[str, str]] = {
    "a synchronous override of an async dependency": _tests(
        """
from functools import partial

def ada():
    return "ada"

def named(name):
    def user():
        return name
    return user

fake = lambda: "ada"

class User: ...

def test_lists():
    app.dependency_overrides[current_user] = lambda: "ada"  # <- here
    app.dependency_overrides[current_user] = ada  # <- here
    app.dependency_overrides[current_user] = named("ada")  # <- here
    app.dependency_overrides[current_user] = partial(ada)  # <- here
    app.dependency_overrides[current_user] = fake  # <- here
    app.dependency_overrides[current_user] = User  # <- here
    app.dependency_overrides[database] = lambda: "session"  # <- here
    app.dependency_overrides[Store.session] = lambda: "session"  # <- here
    app.dependency_overrides[guard] = lambda: True  # <- here
    app.dependency_overrides[mailer] = lambda: "mail"
""",
        "Store, app, current_user, database, guard, mailer",
    ),
    "only where its kind is known": _tests("""
from vendor import get_user, user

def test_lists():
    app.dependency_overrides[get_user] = lambda: "ada"
    app.dependency_overrides[current_user] = user
    app.dependency_overrides[current_user] = current_user
    app.dependency_overrides[current_user] = create_autospec(current_user)
    app.dependency_overrides[database] = lambda: "session"  # <- here
"""),
}
