import time

from harbour.beacon import send_reports

TRACK = [(54.30, 10.10), (54.31, 10.11), (54.32, 10.12)]


def sail(feed, track=TRACK):
    answers = [send_reports(feed.port, f"9074729,{latitude},{longitude},UNDERWAY") for latitude, longitude in track]
    time.sleep(0.005)
    return answers


def test_track_starts_at_sea(beacon_feed):
    sail(beacon_feed)
    assert [report.latitude for report in beacon_feed.reports] == [54.30, 54.31, 54.32]


def test_second_track_follows_the_first(beacon_feed):
    sail(beacon_feed)
    sail(beacon_feed)
    assert len(beacon_feed.reports) == 6


def test_way_back(beacon_feed):
    sail(beacon_feed, TRACK[::-1])
    assert beacon_feed.reports[-1].longitude == 10.10


def test_every_point_is_acknowledged(beacon_feed):
    assert sail(beacon_feed) == [["ACK 9074729"]] * 3
