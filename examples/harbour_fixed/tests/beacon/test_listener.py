import socket

from harbour.beacon import HOST, BeaconListener, send_reports
from harbour.settings import Settings
from tests.helpers.ports import start_listener

MOORED = "9074729,54.32,10.12,MOORED"
UNDERWAY = "9300013,54.40,10.20,UNDERWAY"


def test_report_is_acknowledged():
    listener = start_listener()
    try:
        assert send_reports(listener.port, MOORED, UNDERWAY) == ["ACK 9074729", "ACK 9300013"]
    finally:
        listener.stop()


def test_nonsense_is_answered():
    with BeaconListener() as listener:
        assert send_reports(listener.port, "ahoy", MOORED) == ["NAK", "ACK 9074729"]


def test_reports_are_kept():
    with BeaconListener() as listener:
        for _ in range(5):
            send_reports(listener.port, MOORED, UNDERWAY)
        assert len(listener.reports) == 10


def test_system_chooses_a_port(listener):
    assert listener.port > 0
    assert send_reports(listener.port, MOORED) == ["ACK 9074729"]


def test_two_listeners_side_by_side():
    with BeaconListener(0) as east, BeaconListener(0) as west:
        send_reports(east.port, MOORED)
        send_reports(west.port, UNDERWAY, UNDERWAY)
        assert (len(east.reports), len(west.reports)) == (1, 2)


def test_listener_on_a_port_found_free():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    with BeaconListener(port):
        assert send_reports(port, MOORED) == ["ACK 9074729"]


def test_settings_name_a_port():
    settings = Settings(beacon_port=17701)
    assert f"tcp://beacon.example:{settings.beacon_port}" == "tcp://beacon.example:17701"


def test_silent_ship_is_not_heard():
    with BeaconListener() as listener:
        assert listener.reports == []
