"""Cases of `partial-override`."""

from __future__ import annotations

from collections.abc import Mapping

_SHOP = {
    "shop/__init__.py": "",
    "shop/deps.py": """\
from fastapi import Depends

def settings():
    return {}

def database(settings=Depends(settings)):
    yield 1

def pool():
    return 1

def mailer(pool=Depends(pool)):
    return 1

class Clock: ...

def unused():
    return 1

LIMIT = 3
""",
    "shop/api.py": """\
from typing import Annotated
from fastapi import APIRouter, Depends, FastAPI
from shop.deps import Clock, database, mailer

router = APIRouter()

@router.post("/orders")
def order(database: Annotated[int, Depends(database)], mailer=Depends(mailer)):
    return 1

def create_app():
    app = FastAPI()
    app.include_router(router)

    @app.get("/time")
    def time(clock: Clock = Depends()):
        return 1

    return app

app = create_app()
""",
    "tests/__init__.py": "",
}

BAD: Mapping[str, str | Mapping[str, str]] = {
    "one of two imported providers": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import LIMIT, database, mailer

@pytest.fixture
def client():  # <- here
    app.dependency_overrides[database] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()

@pytest.fixture
def other_client():
    app.dependency_overrides[database] = lambda: 2
    yield TestClient(app)
    app.dependency_overrides.clear()
""",
    },
    "imported in the fixture itself": {
        **_SHOP,
        "tests/test_orders.py": """\
import pytest

@pytest.fixture
def client(monkeypatch):
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from shop.api import router
    from shop.deps import database
    from shop.deps import pool  # <- here

    app = FastAPI()
    app.include_router(router)
    monkeypatch.setitem(app.dependency_overrides, database, lambda: 1)
    return TestClient(app)
""",
    },
    "a class, on an application from a factory": {
        **_SHOP,
        "tests/test_orders.py": """\
import pytest
from shop.api import create_app
from shop.deps import Clock, database, mailer

@pytest.fixture
def app():  # <- here
    made = create_app()
    made.dependency_overrides.update({database: lambda: 1, mailer: lambda: 2})
    return made
""",
    },
}

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "every imported provider is overridden": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import Clock, database, mailer

@pytest.fixture
def client():
    for key in (database, mailer, Clock):
        app.dependency_overrides[key] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()
""",
    },
    "used otherwise": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import database, mailer

@pytest.fixture
def client():
    app.dependency_overrides[database] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()

@pytest.fixture
def outbox():
    return mailer().outbox
""",
    },
    "below an overridden one": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import database, mailer, pool, settings

@pytest.fixture
def client():
    app.dependency_overrides[database] = lambda: 1
    app.dependency_overrides[mailer] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()
""",
    },
    "overridden by a fixture that stands behind it": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from shop.api import app
from shop.deps import mailer

@pytest.fixture(autouse=True)
def no_mail():
    app.dependency_overrides[mailer] = lambda: 1
    yield
    app.dependency_overrides.clear()
""",
        "tests/test_orders.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import database, mailer

@pytest.fixture
def client():
    app.dependency_overrides[database] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()
""",
    },
    "no route needs it": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import LIMIT, database, unused

@pytest.fixture
def client():
    app.dependency_overrides[database] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()
""",
    },
    "nothing is overridden at all": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import database, mailer

@pytest.fixture
def client():
    assert not app.dependency_overrides
    return TestClient(app)
""",
    },
    "handed on to the tests on purpose": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from fastapi.testclient import TestClient
from shop.api import app
from shop.deps import database
from shop.deps import mailer  # noqa: F401

@pytest.fixture
def client():
    app.dependency_overrides[database] = lambda: 1
    yield TestClient(app)
    app.dependency_overrides.clear()
""",
    },
    "more may be overridden, or the application is not known": {
        **_SHOP,
        "tests/conftest.py": """\
import pytest
from shop.api import app
from shop.deps import database, mailer
from shop.fakes import fakes

@pytest.fixture
def client():
    app.dependency_overrides[database] = lambda: 1
    app.dependency_overrides.update(fakes())
    yield app
    app.dependency_overrides.clear()
""",
        "tests/test_orders.py": """\
import pytest
from shop.deps import database, mailer
from vendor import make

@pytest.fixture
def app():
    made = make()
    made.dependency_overrides[database] = lambda: 1
    return made
""",
    },
}
