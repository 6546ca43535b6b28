import pytest

from harbour.beacon import BeaconListener


@pytest.fixture
def listener():
    with BeaconListener() as listener:
        yield listener
