"""What goes over the counter."""

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field


def checked_imo(number: str) -> str:
    """The seventh digit of an IMO number is the check digit of the six before it."""
    if len(number) != 7 or not number.isdigit():
        raise ValueError("an IMO number has seven digits")
    total = sum(int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=False))
    if total % 10 != int(number[-1]):
        raise ValueError("the check digit of this IMO number is wrong")
    return number


Imo = Annotated[str, AfterValidator(checked_imo)]


class Ship(BaseModel):
    imo: Imo
    name: str = Field(min_length=1)
    length: float = Field(gt=0, le=400)
    flag: str = Field(default="DE", pattern="^[A-Z]{2}$")


class Berth(BaseModel):
    name: str
    length: float


class BookingRequest(BaseModel):
    imo: Imo
    berth: str
    arrives: date
    nights: int = Field(ge=1, le=60)
    pilot: bool = False

    @property
    def leaves(self) -> date:
        return self.arrives + timedelta(days=self.nights)


class Booking(BookingRequest):
    id: int
    dues: float


class Notice(BaseModel):
    text: str = Field(min_length=1, max_length=200)
    number: int = 0


class Officer(BaseModel):
    name: str
    rank: Literal["clerk", "master"]
