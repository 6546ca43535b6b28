"""BH303: overridden auth whose security scheme still guards a route."""

from pytest_bulkhead.hazards.hazard import Family, Hazard, Layer

HAZARD = Hazard(
    code="BH303",
    slug="auth-scheme-override",
    title="security scheme left real beside its override",
    family=Family.OVERRIDES,
    why="""\
Overriding an auth dependency replaces it together with everything below it, so a bearer scheme that only it depends on
need not be overridden; the advice to do so always is folklore. But where a route reaches the scheme by another way (a
`Depends` of the router or the route, a second dependency, the override itself), the scheme still demands its header,
and the route answers 401, or 403 before FastAPI 0.122. Such tests pass while a neighbour's leaked override covers the
scheme too, and fail when run alone.""",
    bad="""\
from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi.testclient import TestClient

bearer = HTTPBearer()
router = APIRouter(dependencies=[Depends(bearer)])

def current_user(token=Depends(bearer)):
    return decode(token.credentials)

@router.get("/orders")
def orders(user=Depends(current_user)):
    return [user]

def test_lists_own_orders():
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/orders").json() == ["ada"]
""",
    good="""\
from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi.testclient import TestClient

bearer = HTTPBearer()
router = APIRouter(dependencies=[Depends(bearer)])

def current_user(token=Depends(bearer)):
    return decode(token.credentials)

@router.get("/orders")
def orders(user=Depends(current_user)):
    return [user]

def test_lists_own_orders():
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[bearer] = lambda: None
    app.dependency_overrides[current_user] = lambda: "ada"
    assert TestClient(app).get("/orders").json() == ["ada"]
""",
    remedy="Override the security scheme beside the dependency that rests on it, for as long and on the same "
    "application.",
    promised=frozenset({Layer.STATIC, Layer.FIX, Layer.RUNTIME, Layer.DRILL}),
)

HAZARDS = (HAZARD,)
