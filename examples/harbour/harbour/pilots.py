"""Send a pilot out to a ship."""

import asyncio
from typing import ClassVar

from harbour.breaker import CircuitBreaker, station_breaker


class StationSilentError(ConnectionError):
    """The pilot station did not answer."""


class StationClosedError(ConnectionError):
    """The pilot station did not answer too often: it is not asked for a while."""


async def ask_station(imo: str, on_duty: list[str]) -> str:
    """Ask the pilot station by radio who comes."""
    await asyncio.sleep(0)
    if not on_duty:
        raise ConnectionError("nobody is at the radio")
    return on_duty[int(imo) % len(on_duty)]


class PilotOffice:
    """Knows who is on duty and asks the station behind a breaker."""

    on_duty: ClassVar[list[str]] = ["Ines", "Tomas", "Greta"]

    def __init__(self, breaker: CircuitBreaker = station_breaker) -> None:
        self.breaker = breaker

    async def dispatch(self, imo: str) -> str:
        if self.breaker.is_open:
            raise StationClosedError(f"{self.breaker.name} is not asked for now")
        try:
            pilot = await ask_station(imo, self.on_duty)
        except ConnectionError as error:
            self.breaker.failed()
            raise StationSilentError(str(error)) from error
        self.breaker.succeeded()
        return pilot
