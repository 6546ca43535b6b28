"""Threads, processes, sockets, files and tasks: what else is told, and what must not be."""

from __future__ import annotations

import pytest

from .running import KINDS, run, write

DEEP = ("--bulkhead-depth=deep",)

SILENT = {
    "site-packages/a_library.py": """
        import subprocess, threading

        def pool():
            threading.Thread(target=threading.Event().wait, daemon=True).start()
    """,
    "pytest.ini": "[pytest]\npythonpath = site-packages .\n",
    "product.py": """
        def read(path):
            keep.append(open(path))
        keep = []
    """,
    "test_it.py": """
        import asyncio, concurrent.futures, multiprocessing, socket, subprocess, sys, tempfile, threading
        import pytest
        import a_library, product

        def test_pool(): a_library.pool()

        def test_joined():
            thread = threading.Thread(target=print)
            thread.start()
            thread.join()

        def test_told_to_end():
            stop = threading.Event()
            threading.Thread(target=stop.wait).start()
            stop.set()

        def test_executor():
            with concurrent.futures.ThreadPoolExecutor() as executor:
                executor.submit(print)

        def test_loop():
            async def main():
                await asyncio.to_thread(print)
                await (await asyncio.create_subprocess_exec(sys.executable, "-c", "")).wait()
                task = asyncio.create_task(asyncio.sleep(60))
            asyncio.run(main())

        def test_children():
            subprocess.run([sys.executable, "-c", ""], check=True)
            process = multiprocessing.get_context("fork").Process(target=print)
            process.start()
            process.join()

        def test_killed():
            subprocess.Popen(["sleep", "20"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).kill()

        def test_sockets():
            with socket.create_server(("127.0.0.1", 0)):
                pass
            left = socket.socket()
            left.bind(("127.0.0.1", 0))

        def test_files(tmp_path):
            (tmp_path / "a").write_text("x")
            with open(tmp_path / "a") as file, tempfile.NamedTemporaryFile():
                file.read()
            product.read(tmp_path / "a")

        @pytest.fixture(scope="session")
        def log(tmp_path_factory):
            with open(tmp_path_factory.mktemp("log") / "log", "w") as file:
                yield file

        def test_log(log): log.write("x")
    """,
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_ends_with_its_owner_or_is_a_librarys_is_silent(kind: str, tmp_path) -> None:
    done = run(write(tmp_path, SILENT), *KINDS[kind], *DEEP, "-W", "ignore")
    assert done.verdict == "10 passed"
    assert done.record.notices == []
    running = {"thread", "process", "listening-socket", "open-file", "task"}
    assert [finding.message for finding in done.findings if finding.what.kind in running] == []


LEAKS = {
    "product.py": """
        import concurrent.futures, threading

        class Consumer(threading.Thread):
            def run(self):
                threading.Event().wait()

        def start():
            Consumer(daemon=True).start()

        def wait():
            threading.Event().wait(20)
    """,
    "conftest.py": """
        import atexit, multiprocessing
        atexit.register(lambda: [child.kill() for child in multiprocessing.active_children()])
    """,
    "test_it.py": """
        import concurrent.futures, multiprocessing, socket, tempfile, threading
        import product

        def test_consumer(): product.start()

        def test_timer():
            timer = threading.Timer(60, print)
            timer.daemon = True
            timer.start()

        def test_executor(held=[]): held.append(concurrent.futures.ThreadPoolExecutor()); held[0].submit(print).result()

        def test_process(): multiprocessing.get_context("fork").Process(target=product.wait, daemon=True).start()

        def test_port(held=[]):
            held.append(socket.socket())
            held[0].bind(("127.0.0.1", 0))
            held[0].listen()

        def test_file(tmp_path, held=[]): held.append(tempfile.NamedTemporaryFile(dir=tmp_path, suffix=".txt"))
    """,
}


def test_what_goes_on_is_told_with_where_it_began(tmp_path) -> None:
    done = run(write(tmp_path, LEAKS), *DEEP)
    assert done.verdict.startswith("6 passed")  # newer Pythons warn of the fork
    told = {
        (finding.test.partition("::")[2], finding.what.kind, finding.what.name, finding.location.line)
        for finding in done.findings
        if finding.what.kind != "open-file"
    }
    assert told == {
        ("test_consumer", "thread", "product.Consumer", 4),
        ("test_timer", "thread", "builtins.print", 9),
        ("test_executor", "thread", "concurrent.futures.thread._worker", 11),
        ("test_process", "process", "product.wait", 13),
        ("test_port", "listening-socket", "127.0.0.1:any port", 17),
    }
    (consumer,) = [finding for finding in done.findings if finding.test.endswith("test_consumer")]
    assert [(item.path, item.line) for item in consumer.evidence] == [("product.py", 8)]
    (file,) = [finding for finding in done.findings if finding.what.kind == "open-file"]
    assert file.test.endswith("test_file")


def test_the_pool_of_a_shared_fixture_is_its_own(tmp_path) -> None:
    tests = """
import pytest
from concurrent.futures import ThreadPoolExecutor

@pytest.fixture(scope="module")
def pool():
    pool = ThreadPoolExecutor(2)
    yield pool
    pool.shutdown()

KEPT = []
def test_uses_the_pool(pool): assert pool.submit(int, "1").result() == 1
def test_uses_it_again(pool): assert pool.submit(int, "2").result() == 2
def test_keeps_a_pool_of_its_own():
    KEPT.append(ThreadPoolExecutor(1))
    KEPT[0].submit(int, "3").result()
"""
    done = run(write(tmp_path, {"test_pool.py": tests}))
    assert {(finding.symbol, finding.what.kind) for finding in done.findings if finding.what} == {
        ("test_keeps_a_pool_of_its_own", "thread")
    }
