"""Port conflicts: two workers want the same port, and one of them fails, or talks to the other's server."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from pytest_bulkhead.regression.children import run_suite, run_workers
from pytest_bulkhead.regression.needs import missing
from pytest_bulkhead.resources.port import PortFactory
from pytest_bulkhead.worker.claims import claim


def test_fixed_port_is_had_by_one_worker_only(tmp_path: Path, free_port_factory: PortFactory) -> None:
    """A port that is written into a test is taken by the first worker that comes; the second gets `address in use`.

    `worker_port` is a port of each worker's own.
    """
    script = """
        import os, socket
        from pytest_bulkhead.worker.ports import claim_port

        def can_listen(port):
            server = socket.socket()
            try:
                server.bind(("127.0.0.1", port))
                server.listen()
                return True
            except OSError:
                return False
            finally:
                meet(f"tried {port}" if port == FIXED else "tried its own")
                server.close()

        FIXED = int(os.environ["FIXED"])
        with claim_port() as own:
            print(can_listen(FIXED), can_listen(int(own.name)))
    """
    said = run_workers(tmp_path, script, FIXED=str(free_port_factory()))
    assert sorted(said) == ["False True", "True True"]


def test_client_of_fixed_port_reaches_the_neighbours_server(tmp_path: Path, free_port_factory: PortFactory) -> None:
    """A worker whose server could not start still gets answers: its neighbour's, by which its tests pass or fail.

    With a port of its own, each worker reaches its own server.
    """
    script = """
        import os, socket, threading
        from pytest_bulkhead.worker import get_worker_id
        from pytest_bulkhead.worker.ports import claim_port

        def who_answers(port, stage):
            with socket.socket() as server:
                try:
                    server.bind(("127.0.0.1", port))
                    server.listen()
                except OSError:
                    pass  # as a fixture does that starts a server in the background and does not look at it
                else:
                    threading.Thread(target=answer, args=(server,), daemon=True).start()
                meet(f"listening {stage}")
                with socket.create_connection(("127.0.0.1", port)) as client:
                    said = client.recv(10).decode()
                meet(f"answered {stage}")
                return said == get_worker_id()

        def answer(server):
            while True:
                client, _ = server.accept()
                client.sendall(get_worker_id().encode())
                client.close()

        with claim_port() as own:
            print(who_answers(int(os.environ["FIXED"]), "fixed"), who_answers(int(own.name), "own"), flush=True)
        os._exit(0)
    """
    said = run_workers(tmp_path, script, FIXED=str(free_port_factory()))
    assert sorted(said) == ["False True", "True True"]


def test_port_that_was_looked_up_beforehand_is_taken_meanwhile(tmp_path: Path) -> None:
    """To ask the system for a free port, close it and start a server there leaves a gap in which a neighbour takes it.

    A claimed port is offered to nobody else that claims, from the look-up to the end.
    """
    finder = """
        import socket
        from pathlib import Path
        from pytest_bulkhead.worker.ports import claim_port

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        claimed = claim_port()
        Path("looked-up").write_text(f"{port} {claimed.name}")
        meet("looked up")
        meet("taken")
        for number in (port, int(claimed.name)):
            with socket.socket() as server:
                try:
                    server.bind(("127.0.0.1", number))
                    print("mine")
                except OSError:
                    print("taken")
        meet("seen")
        claimed.release()
    """
    neighbour = """
        import socket
        from pathlib import Path
        from pytest_bulkhead.worker.claims import claim

        meet("looked up")
        port, claimed = Path("looked-up").read_text().split()
        server = socket.create_server(("127.0.0.1", int(port)))
        print("may have it" if claim("port", claimed) else "claimed by another")
        meet("taken")
        meet("seen")
    """
    assert run_workers(tmp_path, finder, neighbour) == ["taken\nmine", "claimed by another"]


@pytest.mark.parametrize("runs", [1, 2])
def test_claimed_ports_differ_between_workers_and_runs(tmp_path: Path, runs: int) -> None:
    """Ports by worker number are the same in two runs on one host, as two CI jobs on a runner are.

    Claims know of each other, whatever run they belong to.
    """
    script = """
        from pytest_bulkhead.worker import get_worker_port_offset
        from pytest_bulkhead.worker.ports import claim_port
        claims = [claim_port() for _ in range(10)]
        meet("all claimed")
        print(get_worker_port_offset(), *(one.name for one in claims))
        for one in claims:
            one.release()
    """
    said = [line.split() for line in run_workers(tmp_path, *[script] * 4, runs=runs)]
    by_number = {line[0] for line in said}
    claimed = [port for line in said for port in line[1:]]
    assert len(by_number) == 4 // runs
    assert len(claimed) == len(set(claimed)) == 40


def test_claim_ends_with_a_killed_process(tmp_path: Path) -> None:
    """A lock file that is only deleted on a clean exit blocks its port for ever after a worker was killed.

    The system ends a claim with the process that holds it, however that ends.
    """
    script = """
        import os, signal
        from pathlib import Path
        from pytest_bulkhead.worker.ports import claim_port
        taken = claim_port()
        Path("by-hand.lock").touch()
        print(taken.name, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    said = run_workers(tmp_path, script, "print()")
    assert (tmp_path / "by-hand.lock").exists()
    again = claim("port", said[0])
    assert again is not None
    again.release()


@pytest.mark.skipif(not hasattr(socket, "SO_REUSEPORT"), reason="SO_REUSEPORT is not known to this system.")
def test_shared_listening_splits_the_requests_of_one_test_over_two_workers(
    tmp_path: Path, free_port_factory: PortFactory
) -> None:
    """With SO_REUSEPORT two workers listen on one port without an error, and the system deals clients out to both.

    With `worker_port` all requests of a worker stay its own.
    """
    script = """
        import os, socket
        from pytest_bulkhead.worker.ports import claim_port

        def own_share(port, stage):
            with socket.socket() as server:
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                server.bind(("127.0.0.1", port))
                server.listen(256)
                server.setblocking(False)
                meet(f"listening {stage}")
                clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(64)]
                meet(f"asked {stage}")
                mine, arrived = {client.getsockname()[1] for client in clients}, set()
                while True:
                    try:
                        arrived.add(server.accept()[1][1])
                    except BlockingIOError:
                        break
                meet(f"counted {stage}")
                return mine == arrived

        with claim_port() as own:
            print(own_share(int(os.environ["FIXED"]), "fixed"), own_share(int(own.name), "own"))
    """
    assert run_workers(tmp_path, script, FIXED=str(free_port_factory())) == ["False True"] * 2


def test_server_that_a_crashed_test_left_answers_the_next(tmp_path: Path, free_port_factory: PortFactory) -> None:
    """A server whose fixture never came to its end keeps the fixed port, and answers the next test with old data.

    A port that is claimed for each server is never that of one that was left.
    """
    done = run_suite(
        tmp_path,
        """
        import os, socket, threading

        FIXED = int(os.environ["FIXED"])

        def start_server(port, answer):
            server = socket.create_server(("127.0.0.1", port))
            def serve():
                while True:
                    client, _ = server.accept()
                    client.sendall(answer)
                    client.close()
            threading.Thread(target=serve, daemon=True).start()

        def ask(port):
            with socket.create_connection(("127.0.0.1", port)) as client:
                return client.recv(10)

        def test_that_leaves_it():
            start_server(FIXED, b"old")
            assert ask(FIXED) == b"new"  # fails before it comes to any clean-up

        def test_on_the_same_port():
            try:
                start_server(FIXED, b"new")
            except OSError:
                pass
            assert ask(FIXED) == b"new"

        def test_on_a_port_of_its_own(free_port_factory):
            port = free_port_factory()
            start_server(port, b"new")
            assert ask(port) == b"new"
        """,
        FIXED=str(free_port_factory()),
    )
    assert done.failed == {"test_that_leaves_it", "test_on_the_same_port"}, done.output
    assert done.passed == {"test_on_a_port_of_its_own"}


def test_fixed_port_of_a_restarted_server_is_not_free_at_once(free_port_factory: PortFactory) -> None:
    """A server that closes first leaves its port waiting (TIME_WAIT): for a minute a plain bind there fails.

    The next server takes the next port.
    """
    port = free_port_factory()
    for _ in range(2):
        server = socket.socket()
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            port = free_port_factory()
            server.bind(("127.0.0.1", port))
            restarted_elsewhere = True
        else:
            restarted_elsewhere = False
        with server:
            server.listen()
            with socket.create_connection(("127.0.0.1", port)) as client:
                accepted, _ = server.accept()
                accepted.close()  # the server's side closes first
                assert client.recv(1) == b""
    assert restarted_elsewhere or sys.platform != "linux"


def test_name_localhost_leads_to_the_neighbours_server(tmp_path: Path, free_port_factory: PortFactory) -> None:
    """One worker listens on 127.0.0.1 and another on ::1, on the same port: no error, and `localhost` is either.

    A claimed port is one worker's for all addresses.
    """
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        missing("ipv6", "This host has no IPv6 loopback (::1): in a container, switch IPv6 on.")
    script = """
        import os, socket
        from pathlib import Path
        from pytest_bulkhead.worker import get_worker_num
        from pytest_bulkhead.worker.claims import claim
        from pytest_bulkhead.worker.ports import claim_port

        host, family = [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)][get_worker_num()]
        server = socket.create_server((host, int(os.environ["FIXED"])), family=family)
        meet("both listen on one port")
        claimed = claim_port(host)
        Path(f"claimed-{get_worker_num()}").write_text(claimed.name)
        meet("claimed")
        neighbours = Path(f"claimed-{1 - get_worker_num()}").read_text()
        print("listens", claim("port", neighbours))
        meet("seen")
        claimed.release()
    """
    assert run_workers(tmp_path, script, FIXED=str(free_port_factory())) == ["listens None"] * 2


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="This system has no Unix sockets.")
def test_fixed_socket_path_is_stolen_by_the_second_server(tmp_path: Path) -> None:
    """A server removes what lies at its socket's path before it binds: a neighbour's socket. Its clients come, too.

    In `worker_tmp_path` the same name is another path for each worker.
    """
    script = """
        import os, socket
        from pytest_bulkhead.worker import get_worker_num, worker_tmp_path

        def reaches_itself(path, stage):
            for turn in range(2):
                if turn == get_worker_num():
                    if os.path.exists(path):
                        os.unlink(path)
                    server = socket.socket(socket.AF_UNIX)
                    server.bind(path)
                    server.listen()
                    server.setblocking(False)
                meet(f"{stage} {turn}")
            client = socket.socket(socket.AF_UNIX)
            client.connect(path)
            meet(f"connected {stage}")
            arrived = 0
            while True:
                try:
                    server.accept()
                    arrived += 1
                except BlockingIOError:
                    break
            meet(f"counted {stage}")
            return arrived

        os.makedirs("folders", exist_ok=True)
        own = os.path.relpath(worker_tmp_path("folders"))  # the path of a socket may have some hundred characters
        print(reaches_itself("app.sock", "fixed"), reaches_itself(f"{own}/app.sock", "own"))
    """
    assert run_workers(tmp_path, script) == ["0 1", "2 1"]


def test_port_of_an_outgoing_connection_is_no_port_for_a_server(free_port_factory: PortFactory) -> None:
    """A fixed port within the range that the system takes for outgoing connections may be a client's already.

    A port that was free when it was claimed is no client's.
    """
    with socket.create_server(("127.0.0.1", 0)) as somewhere:
        client = socket.create_connection(somewhere.getsockname())
        with client, socket.socket() as server, pytest.raises(OSError, match="in use"):
            server.bind(client.getsockname())
    with socket.create_server(("127.0.0.1", free_port_factory())) as server:
        assert server.getsockname()[1] > 0


def test_fixture_gives_each_worker_a_port(tmp_path: Path, free_port_factory: PortFactory) -> None:
    """A session fixture that returns a constant port runs once in each worker, and gives all of them the same.

    `worker_port` gives each its own, in real workers of pytest-xdist.
    """
    done = run_suite(
        tmp_path,
        """
        import os, socket, pytest
        from pytest_bulkhead.regression.meeting import meet

        @pytest.fixture(scope="session")
        def constant_port():
            return int(os.environ["FIXED"])

        @pytest.fixture(params=["constant", "own"])
        def port(request):
            return request.getfixturevalue("constant_port" if request.param == "constant" else "worker_port")

        def test_server(port, request):
            with socket.socket() as server:
                try:
                    server.bind(("127.0.0.1", port))
                    server.listen()
                finally:
                    meet(request.node.name)
        """,
        "-n",
        "2",
        "--dist",
        "each",
        FIXED=str(free_port_factory()),
    )
    assert done.failed == {"test_server[constant]"}, done.output
    assert done.passed == {"test_server[own]"}
    assert done.workers("test_server[own]") == {"gw0", "gw1"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="This system does not fork.")
def test_claim_cannot_be_given_back_by_a_forked_child(tmp_path: Path) -> None:
    """A pool of forked processes runs its parent's clean-up as it exits, and frees what the parent still uses.

    A claim is given back by the process that took it.
    """
    parent = """
        import os
        from pathlib import Path
        from pytest_bulkhead.worker.ports import claim_port

        Path("lock-by-hand").touch()
        claimed = claim_port()
        child = os.fork()
        if child == 0:
            os.unlink("lock-by-hand")
            claimed.release()
            os._exit(0)
        os.waitpid(child, 0)
        Path("claimed").write_text(claimed.name)
        meet("the child has gone")
        meet("the neighbour has tried")
        claimed.release()
        """
    neighbour = """
        from pathlib import Path
        from pytest_bulkhead.worker.claims import claim

        meet("the child has gone")
        print(Path("lock-by-hand").exists(), claim("port", Path("claimed").read_text()))
        meet("the neighbour has tried")
        """
    assert run_workers(tmp_path, parent, neighbour) == ["", "False None"]
