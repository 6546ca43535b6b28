from harbour.beacon import send_reports


def on_watch(feed):
    return {report.imo: report.status for report in feed.reports}


def test_quiet_night(beacon_feed):
    assert on_watch(beacon_feed) == {}


def test_ship_is_seen(beacon_feed):
    send_reports(beacon_feed.port, "9300013,54.4,10.2,UNDERWAY")
    assert on_watch(beacon_feed) == {"9300013": "UNDERWAY"}


def test_last_word_counts(beacon_feed):
    send_reports(beacon_feed.port, "9074729,54.3,10.1,UNDERWAY", "9074729,54.3,10.1,MOORED")
    assert on_watch(beacon_feed)["9074729"] == "MOORED"
