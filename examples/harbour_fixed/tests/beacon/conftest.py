import pytest

from harbour.beacon import BeaconListener
from tests.helpers.ports import start_listener


@pytest.fixture
def listener():
    with BeaconListener() as listener:
        yield listener


@pytest.fixture
def beacon_feed():
    listener = start_listener()
    yield listener
    listener.stop()
