import pytest

from harbour.beacon import Report, parse_report
from tests.helpers.ships import imo_number

MOORED = "9074729,54.32,10.12,MOORED"


def test_report():
    assert parse_report(MOORED) == Report("9074729", 54.32, 10.12, "MOORED")


def test_line_end_does_not_matter():
    assert parse_report(MOORED + "\r\n") == parse_report(MOORED)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        "9074729,54.32,10.12",
        "9074728,54.32,10.12,MOORED",
        "9074729,north,east,MOORED",
        "9074729,91.0,10.12,MOORED",
        "9074729,54.32,-180.5,MOORED",
    ],
)
def test_nonsense(line):
    with pytest.raises(ValueError, match="not"):
        parse_report(line)


@pytest.mark.parametrize("serial", [1, 907472, 999999])
def test_check_digit(serial):
    assert parse_report(f"{imo_number(serial)},0,0,UNDERWAY").imo == imo_number(serial)
