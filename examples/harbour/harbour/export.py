"""Papers for the customs and for the town."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from harbour.models import Booking
from harbour.settings import get_settings

COLUMNS = ["id", "imo", "berth", "arrives", "nights", "dues"]


def write_manifest(bookings: Iterable[Booking], folder: Path | None = None) -> Path:
    """One line a booking, for the customs."""
    path = _made(folder) / "manifest.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        for booking in bookings:
            writer.writerow(booking.model_dump(mode="json"))
            file.flush()
    return path


def read_manifest(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def write_summary(bookings: Iterable[Booking], folder: Path | None = None) -> Path:
    """Nights and dues for each berth, for the town."""
    path = _made(folder) / "summary.json"
    path.write_text(json.dumps(dict(_sums(bookings)), indent=2))
    return path


def _sums(bookings: Iterable[Booking]) -> Iterator[tuple[str, dict[str, float]]]:
    sums: dict[str, dict[str, float]] = {}
    for booking in bookings:
        line = sums.setdefault(booking.berth, {"nights": 0, "dues": 0.0})
        line["nights"] += booking.nights
        line["dues"] += booking.dues
    yield from sorted(sums.items())


def _made(folder: Path | None) -> Path:
    folder = folder or get_settings().export_dir
    folder.mkdir(parents=True, exist_ok=True)
    return folder
