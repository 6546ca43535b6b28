from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from harbour import clock
from harbour.deps import get_store
from harbour.models import Booking, BookingRequest, Officer
from harbour.security import current_officer
from harbour.store import Store
from harbour.tariffs import dues

router = APIRouter(prefix="/bookings", tags=["bookings"])


@router.get("")
def bookings(store: Annotated[Store, Depends(get_store)]) -> list[Booking]:
    return store.bookings()


@router.post("", status_code=201)
def book(
    wanted: BookingRequest,
    store: Annotated[Store, Depends(get_store)],
    officer: Annotated[Officer, Depends(current_officer)],
) -> Booking:
    if wanted.arrives < clock.today():
        raise HTTPException(422, "that day is over")
    length = store.ship(wanted.imo).length
    return store.add_booking(wanted, dues(length, wanted.nights, pilot=wanted.pilot))


@router.delete("/{number}", status_code=204)
def cancel(
    number: int,
    store: Annotated[Store, Depends(get_store)],
    officer: Annotated[Officer, Depends(current_officer)],
) -> None:
    store.cancel(number)
