"""Listen to the beacons of ships: one line a report, one answer a line."""

import socket
import socketserver
import threading
from dataclasses import dataclass
from typing import Self

from harbour.models import checked_imo

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Report:
    imo: str
    latitude: float
    longitude: float
    status: str


def parse_report(line: str) -> Report:
    """`9074729,54.32,10.12,MOORED`"""
    try:
        imo, latitude, longitude, status = line.strip().split(",")
        report = Report(checked_imo(imo), float(latitude), float(longitude), status)
    except ValueError as error:
        raise ValueError(f"not a beacon report: {line.strip()!r}") from error
    if abs(report.latitude) > 90 or abs(report.longitude) > 180:
        raise ValueError(f"not on this earth: {line.strip()!r}")
    return report


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class BeaconListener:
    """A TCP server in a thread; port 0 lets the system choose."""

    def __init__(self, port: int = 0, host: str = HOST) -> None:
        self.host = host
        self.port = port
        self.reports: list[Report] = []
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        listener = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    self.wfile.write(listener.receive(line.decode()).encode() + b"\n")

        self._server = _Server((self.host, self.port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="beacon", daemon=True)
        self._thread.start()
        return self

    def receive(self, line: str) -> str:
        try:
            report = parse_report(line)
        except ValueError:
            return "NAK"
        self.reports.append(report)
        return f"ACK {report.imo}"

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()


def send_reports(port: int, *lines: str, host: str = HOST) -> list[str]:
    """Send reports as a ship would, and give back the answers."""
    with socket.create_connection((host, port), timeout=2) as connection, connection.makefile("rw") as stream:
        answers = []
        for line in lines:
            stream.write(line + "\n")
            stream.flush()
            answers.append(stream.readline().strip())
        return answers
