"""BH303: security schemes that stay real beside an override."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import READING, RUNNING, Seed

_APP = """\
from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer

bearer = HTTPBearer()
router = APIRouter(dependencies=[Depends(bearer)])


def captain(token=Depends(bearer)):
    return token.credentials


@router.get("/log")
def log(captain=Depends(captain)):
    return {"captain": captain}


app = FastAPI()
app.include_router(router)
"""

SEEDS = (
    Seed(
        code="BH303",
        name="scheme of the router",
        bad={
            "captains_log.py": _APP,
            "test_captains_log.py": """\
import captains_log
import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def client():
    captains_log.app.dependency_overrides[captains_log.captain] = lambda: "ada"
    yield TestClient(captains_log.app)
    captains_log.app.dependency_overrides.clear()


def test_reads_the_log(client):
    assert client.get("/log").json() == {"captain": "ada"}
""",
        },
        good={
            "captains_log.py": _APP,
            "test_captains_log.py": """\
import captains_log
import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def client():
    captains_log.app.dependency_overrides[captains_log.bearer] = lambda: None
    captains_log.app.dependency_overrides[captains_log.captain] = lambda: "ada"
    yield TestClient(captains_log.app)
    captains_log.app.dependency_overrides.clear()


def test_reads_the_log(client):
    assert client.get("/log").json() == {"captain": "ada"}
""",
        },
        caught_by=READING | RUNNING,
        needs=frozenset({"fastapi"}),
    ),
)
