from typing import Annotated

from fastapi import APIRouter, Depends

from harbour.deps import get_store
from harbour.models import Officer, Ship
from harbour.security import current_officer
from harbour.store import Store

router = APIRouter(prefix="/ships", tags=["ships"])


@router.get("")
def ships(store: Annotated[Store, Depends(get_store)]) -> list[Ship]:
    return store.ships()


@router.get("/{imo}")
def ship(imo: str, store: Annotated[Store, Depends(get_store)]) -> Ship:
    return store.ship(imo)


@router.post("", status_code=201)
def register(
    ship: Ship,
    store: Annotated[Store, Depends(get_store)],
    officer: Annotated[Officer, Depends(current_officer)],
) -> Ship:
    return store.add_ship(ship)
