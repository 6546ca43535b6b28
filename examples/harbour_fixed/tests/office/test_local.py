import sys
import types
from unittest.mock import patch

from harbour.tariffs import dues, local_surcharge


def test_no_town_no_surcharge():
    assert local_surcharge("harbour_north") == 0.0


def test_town_of_the_north(tmp_path, monkeypatch):
    (tmp_path / "harbour_north.py").write_text("SURCHARGE = 4.5\n")
    monkeypatch.syspath_prepend(tmp_path)
    with patch.dict(sys.modules):
        assert local_surcharge("harbour_north") == 4.5


def test_town_of_the_south(tmp_path, monkeypatch):
    (tmp_path / "harbour_south.py").write_text("SURCHARGE = '2.25'\n")
    monkeypatch.syspath_prepend(tmp_path)
    with patch.dict(sys.modules):
        assert local_surcharge("harbour_south") == 2.25


def test_surcharge_is_on_the_bill(monkeypatch):
    without = dues(100, 1)
    monkeypatch.setitem(sys.modules, "harbour_local", types.SimpleNamespace(SURCHARGE=7))
    assert dues(100, 1) - without == 7


def test_town_of_the_west(tmp_path):
    (tmp_path / "harbour_west.py").write_text("SURCHARGE = 1\n")
    before = sys.path[:]
    sys.path.append(str(tmp_path))
    try:
        with patch.dict(sys.modules):
            assert local_surcharge("harbour_west") == 1.0
    finally:
        sys.path[:] = before
