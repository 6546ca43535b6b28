"""Stop asking a station that does not answer."""

import time


class CircuitBreaker:
    """Opens after so many failures in a row, and lets one call through again after a while."""

    def __init__(self, name: str, *, limit: int = 3, rest: float = 30.0) -> None:
        self.name = name
        self.limit = limit
        self.rest = rest
        self.failures = 0
        self._opened_at: float | None = None

    @property
    def is_open(self) -> bool:
        return self._opened_at is not None and time.monotonic() - self._opened_at < self.rest

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= self.limit:
            self._opened_at = time.monotonic()

    def succeeded(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.failures = 0
        self._opened_at = None


station_breaker = CircuitBreaker("pilot-station")
