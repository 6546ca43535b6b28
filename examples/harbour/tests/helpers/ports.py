"""Where the tests listen for beacons."""

from harbour.beacon import BeaconListener

BEACON_PORT = 17701


def start_listener(port=BEACON_PORT):
    return BeaconListener(port).start()
