"""Behind the door of the harbour master."""

from typing import Annotated

from fastapi import APIRouter, Depends

from harbour.deps import get_store
from harbour.models import Officer
from harbour.security import harbour_master, seal
from harbour.store import Store

router = APIRouter(prefix="/master", tags=["master"], dependencies=[Depends(seal)])


@router.get("/ledger")
def ledger(
    store: Annotated[Store, Depends(get_store)],
    master: Annotated[Officer, Depends(harbour_master)],
) -> dict[str, object]:
    bookings = store.bookings()
    return {"bookings": len(bookings), "dues": round(sum(booking.dues for booking in bookings), 2)}
