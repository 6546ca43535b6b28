import json
import tempfile
import time
from pathlib import Path

import pytest

from harbour.export import read_manifest, write_manifest, write_summary
from harbour.models import Booking
from tests.helpers.ships import booking


def bookings(count, berth="A1"):
    return [Booking(id=number, dues=10.0, **booking(berth=berth, day=number).model_dump()) for number in range(count)]


def slowly(rows):
    for row in rows:
        time.sleep(0.001)
        yield row


@pytest.fixture
def empty_out(tmp_path, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.setenv("HARBOUR_EXPORT_DIR", str(out))
    return out


def test_manifest_has_a_line_a_booking(empty_out):
    path = write_manifest(slowly(bookings(25)))
    assert len(read_manifest(path)) == 25


def test_manifest_is_written_anew(empty_out):
    write_manifest(slowly(bookings(20)))
    write_manifest(slowly(bookings(3)))
    assert [line["id"] for line in read_manifest(empty_out / "manifest.csv")] == ["0", "1", "2"]


def test_summary_of_two_berths(empty_out):
    write_summary([*slowly(bookings(10)), *bookings(2, "B1")], empty_out)
    assert json.loads((empty_out / "summary.json").read_text())["B1"] == {"nights": 4, "dues": 20.0}


def test_nothing_to_declare(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = write_manifest([])
    assert path == Path("out/manifest.csv")
    assert read_manifest(path) == []


@pytest.mark.parametrize("count", [0, 1, 7])
def test_manifest_in_a_folder(tmp_path, count):
    assert len(read_manifest(write_manifest(slowly(bookings(count)), tmp_path))) == count


def test_summary_in_a_folder_for_a_moment():
    with tempfile.TemporaryDirectory() as folder:
        path = write_summary(bookings(2), Path(folder) / "town")
        assert path.parent.name == "town"


def test_manifest_goes_where_the_settings_say(tmp_path, monkeypatch):
    monkeypatch.setenv("HARBOUR_EXPORT_DIR", str(tmp_path / "papers"))
    assert write_manifest([]) == tmp_path / "papers" / "manifest.csv"


def test_path_is_only_a_name():
    assert Path("out/manifest.csv").with_suffix(".json").name == "manifest.json"
