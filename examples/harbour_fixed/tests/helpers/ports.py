"""Where the tests listen for beacons."""

from harbour.beacon import BeaconListener


def start_listener(port=0):
    """On a port that the system chooses."""
    return BeaconListener(port).start()
