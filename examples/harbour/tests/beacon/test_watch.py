import pytest

from harbour.beacon import send_reports
from tests.helpers.ports import BEACON_PORT, start_listener

WATCH_PORT = BEACON_PORT + 2


@pytest.fixture(scope="session", autouse=True)
def beacon_feed():
    listener = start_listener(WATCH_PORT)
    yield listener
    listener.stop()


def on_watch(feed):
    return {report.imo: report.status for report in feed.reports}


def test_quiet_night(beacon_feed):
    assert on_watch(beacon_feed) == {}


def test_ship_is_seen(beacon_feed):
    send_reports(WATCH_PORT, "9300013,54.4,10.2,UNDERWAY")
    assert on_watch(beacon_feed) == {"9300013": "UNDERWAY"}


def test_last_word_counts(beacon_feed):
    send_reports(WATCH_PORT, "9074729,54.3,10.1,UNDERWAY", "9074729,54.3,10.1,MOORED")
    assert on_watch(beacon_feed)["9074729"] == "MOORED"
