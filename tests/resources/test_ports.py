"""A port that was given is nobody else's, in any worker or run, until it is given back."""

from __future__ import annotations

import socket
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pytest_bulkhead.resources.port import PortFactory
from tests.resources.suites import run_suite

SUITE = {
    "test_ports.py": """
        import socket, pytest

        def test_mine(worker_port, free_port_factory):
            assert free_port_factory() != worker_port

        @pytest.mark.parametrize("n", range(20))
        def test_port(n, free_port_factory):
            port = free_port_factory()
            with open("ports.txt", "a") as file:
                file.write(f"{port}\\n")
            with socket.socket() as server:
                server.bind(("127.0.0.1", port))
                server.listen()

        def test_folder(worker_tmp_path):
            (worker_tmp_path / "kept").write_text("for the session")
            with open("folders.txt", "a") as file:
                file.write(f"{worker_tmp_path}\\n")
        """,
}


@given(st.integers(2, 40))
def test_all_that_were_given_are_different_and_can_be_bound(count):
    with PortFactory() as ports:
        given = [ports() for _ in range(count)]
        assert len(set(given)) == count
        for port in given:
            with socket.socket() as server:
                server.bind(("127.0.0.1", port))


def test_workers_have_different_ones(tmp_path):
    done = run_suite(tmp_path, SUITE, "-n", "2")
    assert done.verdict == "22 passed", done.output
    ports = (tmp_path / "ports.txt").read_text().split()
    assert len(ports) == len(set(ports)) == 20
    assert list((tmp_path / "host" / "claims").iterdir()) == []
    (folder,) = (tmp_path / "folders.txt").read_text().split()
    assert not Path(folder).exists()


def test_they_are_there_where_the_plugin_is_off(tmp_path):
    assert run_suite(tmp_path, SUITE, "--bulkhead=off").verdict == "22 passed"
