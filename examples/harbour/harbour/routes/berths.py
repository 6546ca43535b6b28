from typing import Annotated

from fastapi import APIRouter, Depends

from harbour import weather
from harbour.deps import get_store
from harbour.models import Berth
from harbour.store import Store

router = APIRouter(prefix="/berths", tags=["berths"])


@router.get("")
def berths(store: Annotated[Store, Depends(get_store)], fits: float = 0) -> list[Berth]:
    return [berth for berth in store.berths() if berth.length >= fits]


@router.get("/{name}")
def berth(name: str, store: Annotated[Store, Depends(get_store)]) -> Berth:
    return store.berth(name)


@router.get("/{name}/wind")
async def wind(name: str) -> dict[str, object]:
    return await weather.wind_report(name)
