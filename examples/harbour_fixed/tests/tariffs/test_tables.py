import contextlib
import json
from pathlib import Path

import pytest

from harbour.tariffs import RATES, load_rates

NEIGHBOURS = Path("tests/data/neighbours.json")


@pytest.fixture
def table():
    return json.loads((Path(__file__).parents[1] / "data" / "neighbours.json").read_text())


def test_pilots_of_the_neighbours_are_cheaper():
    assert load_rates(NEIGHBOURS)["pilot"] < RATES["pilot"]


def test_every_rate_is_a_number():
    assert all(isinstance(rate, float) for rate in load_rates(NEIGHBOURS).values())


def test_table_has_three_rates(table):
    assert sorted(table) == ["metre", "night", "pilot"]


def test_table_without_pilots(table, tmp_path):
    del table["pilot"]
    (tmp_path / "rates.json").write_text(json.dumps(table))
    with pytest.raises(ValueError, match="no rate for pilot"):
        load_rates(tmp_path / "rates.json")


def test_copy_of_the_table(table, tmp_path):
    shorter = {name: rate for name, rate in table.items() if name == "metre"}
    (tmp_path / "rates.json").write_text(json.dumps(shorter))
    with pytest.raises(ValueError, match="night, pilot"):
        load_rates(tmp_path / "rates.json")


def test_table_next_door(tmp_path):
    (tmp_path / "rates.json").write_text(json.dumps(RATES))
    with contextlib.chdir(tmp_path):
        assert load_rates(Path("rates.json")) == RATES


def test_table_across_the_street(tmp_path, monkeypatch):
    (tmp_path / "rates.json").write_text(json.dumps(RATES))
    monkeypatch.chdir(tmp_path)
    assert load_rates(Path("rates.json")) == RATES


def test_table_of_the_working_folder(tmp_path, monkeypatch):
    (tmp_path / "rates.json").write_text(json.dumps(RATES))
    monkeypatch.chdir(tmp_path)
    assert load_rates(Path("rates.json")) == RATES
