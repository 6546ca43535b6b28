"""The books of the office, in SQLite."""

import sqlite3
import threading
from pathlib import Path

from harbour.models import Berth, Booking, BookingRequest, Ship

SCHEMA = """
CREATE TABLE IF NOT EXISTS berth (name TEXT PRIMARY KEY, length REAL NOT NULL);
CREATE TABLE IF NOT EXISTS ship (imo TEXT PRIMARY KEY, name TEXT NOT NULL, length REAL NOT NULL, flag TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS booking (
    id INTEGER PRIMARY KEY, imo TEXT NOT NULL REFERENCES ship, berth TEXT NOT NULL REFERENCES berth,
    arrives TEXT NOT NULL, leaves TEXT NOT NULL, nights INTEGER NOT NULL, pilot INTEGER NOT NULL, dues REAL NOT NULL
);
INSERT OR IGNORE INTO berth VALUES ('A1', 90), ('A2', 180), ('B1', 240), ('B2', 330);
"""


class UnknownEntryError(LookupError):
    """The books hold no such thing."""


class ConflictError(ValueError):
    """The books hold something that speaks against it."""


class Store:
    """Ships, berths and bookings; one connection, one writer at a time."""

    def __init__(self, path: str | Path = ":memory:") -> None:
        self.path = str(path)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(self.path, timeout=1.0, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def berths(self) -> list[Berth]:
        return [Berth.model_validate(row) for row in self._all("SELECT name, length FROM berth ORDER BY name")]

    def berth(self, name: str) -> Berth:
        for berth in self.berths():
            if berth.name == name:
                return berth
        raise UnknownEntryError(f"no berth {name}")

    def add_ship(self, ship: Ship) -> Ship:
        try:
            self._write("INSERT INTO ship VALUES (:imo, :name, :length, :flag)", ship.model_dump())
        except sqlite3.IntegrityError:
            raise ConflictError(f"{ship.imo} is registered already") from None
        return ship

    def ship(self, imo: str) -> Ship:
        rows = self._all("SELECT * FROM ship WHERE imo = ?", imo)
        if not rows:
            raise UnknownEntryError(f"no ship {imo}")
        return Ship.model_validate(rows[0])

    def ships(self) -> list[Ship]:
        return [Ship.model_validate(row) for row in self._all("SELECT * FROM ship ORDER BY name")]

    def add_booking(self, wanted: BookingRequest, dues: float) -> Booking:
        if self.ship(wanted.imo).length > self.berth(wanted.berth).length:
            raise ConflictError(f"the ship does not fit {wanted.berth}")
        with self._lock:
            overlap = "SELECT id FROM booking WHERE berth = ? AND arrives < ? AND leaves > ?"
            if self._all(overlap, wanted.berth, wanted.leaves.isoformat(), wanted.arrives.isoformat()):
                raise ConflictError(f"{wanted.berth} is taken on these days")
            number = self._write(
                "INSERT INTO booking (imo, berth, arrives, leaves, nights, pilot, dues)"
                " VALUES (:imo, :berth, :arrives, :leaves, :nights, :pilot, :dues)",
                {**wanted.model_dump(mode="json"), "leaves": wanted.leaves.isoformat(), "dues": dues},
            )
        return Booking(id=number, dues=dues, **wanted.model_dump())

    def bookings(self) -> list[Booking]:
        return [Booking.model_validate(row) for row in self._all("SELECT * FROM booking ORDER BY arrives, id")]

    def cancel(self, number: int) -> None:
        with self._lock, self._connection:
            if not self._connection.execute("DELETE FROM booking WHERE id = ?", (number,)).rowcount:
                raise UnknownEntryError(f"no booking {number}")

    def _all(self, query: str, *values: object) -> list[dict[str, object]]:
        with self._lock:
            return [dict(row) for row in self._connection.execute(query, values)]

    def _write(self, statement: str, values: dict[str, object]) -> int:
        with self._lock, self._connection:
            return int(self._connection.execute(statement, values).lastrowid or 0)
