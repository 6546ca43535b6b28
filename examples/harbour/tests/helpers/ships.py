"""Ships to test with."""

from datetime import date, timedelta

from harbour.models import BookingRequest, Ship

SEAGULL = Ship(imo="9074729", name="Seagull", length=84.0, flag="NL")
HERON = Ship(imo="9300013", name="Heron", length=172.5, flag="SE")
ALBATROSS = Ship(imo="9700029", name="Albatross", length=328.0, flag="PA")
FLEET = [SEAGULL, HERON, ALBATROSS]

SUMMER = date(2049, 7, 1)


def imo_number(serial: int) -> str:
    """A valid IMO number out of six digits."""
    total = sum(int(digit) * weight for digit, weight in zip(f"{serial:06}", range(7, 1, -1), strict=True))
    return f"{serial:06}{total % 10}"


def booking(ship: Ship = SEAGULL, berth: str = "A1", day: int = 0, nights: int = 2, pilot: bool = False):
    """A request for a berth, so many days after the first of July."""
    return BookingRequest(imo=ship.imo, berth=berth, arrives=SUMMER + timedelta(days=day), nights=nights, pilot=pilot)
