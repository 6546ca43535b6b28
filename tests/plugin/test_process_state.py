"""Settings of the process: what is told beyond the one case of each sensor, and what must not be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import RunSuite
from .running import PARALLEL, run, write

LIBRARY = """
import logging, sys

class Finder:
    def find_spec(self, *arguments):
        return None

class Handler(logging.NullHandler):
    pass

def hook(*arguments):
    pass

sys.meta_path.append(Finder())
sys.excepthook = hook
logging.getLogger().addHandler(Handler())
sys.modules["a_library.lazy"] = sys.modules[__name__]
"""

SILENT = {
    "a_library.py": LIBRARY,
    "conftest.py": """
        import signal, pytest

        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_protocol(item):  # as plugins do that limit the time of a test
            signal.signal(signal.SIGALRM, lambda *_: None)
            yield
            signal.signal(signal.SIGALRM, signal.SIG_DFL)

        @pytest.fixture(scope="session")
        def server():
            yield
    """,
    "test_it.py": """
        import asyncio, decimal, gc, io, logging, os, signal, sys, threading, time, unittest, warnings
        from unittest import mock
        import pytest

        @pytest.fixture(scope="session")
        def muted():
            with mock.patch.object(sys, "stdout", io.StringIO()):
                yield

        def test_capture(capsys, muted, server):
            print("x")
            with capsys.disabled():
                pass

        def test_descriptors(capfd, server):
            os.write(1, b"x")

        def test_stream(capsys):
            sys.stdout = io.StringIO() if type(sys.stdin).__module__ == "_pytest.capture" else sys.stdout

        def test_logs(caplog, server):
            caplog.set_level(logging.DEBUG)
            caplog.set_level(logging.DEBUG, logger="asyncio")
            logging.getLogger().debug("x")

        @pytest.fixture(scope="module")
        def shared(): pass

        def test_logs_apart(shared): pass  # what does not propagate is captured by a handler of pytest's there, too

        logging.getLogger("apart").propagate = False

        @pytest.fixture(scope="module")
        def configured():
            logger = logging.getLogger("brand.newer")
            level, handler = logger.level, logging.NullHandler()
            logger.setLevel(10)
            logger.addHandler(handler)
            logger.propagate = False
            yield
            logger.setLevel(level)
            logger.removeHandler(handler)
            logger.propagate = True

        def test_a_fixture_restores_a_new_logger(configured): pass

        def test_a_new_logger():
            logger = logging.getLogger("brand.new")
            logger.setLevel(10)
            logger.addHandler(logging.NullHandler())

        def test_monkeypatch(monkeypatch):
            monkeypatch.setattr(sys, "argv", ["x"])
            monkeypatch.setattr(sys, "excepthook", print)
            monkeypatch.setattr(threading, "excepthook", print)
            monkeypatch.setattr(sys, "unraisablehook", print)
            monkeypatch.setitem(sys.modules, "json", mock.MagicMock())
            monkeypatch.delitem(sys.modules, "csv", raising=False)
            monkeypatch.setattr(logging.getLogger(), "disabled", True)
            monkeypatch.setattr(logging.getLogger(), "handlers", [])
            monkeypatch.setattr(sys, "meta_path", [])

        def test_filters():
            warnings.simplefilter("error")
            warnings.showwarning = print

        def test_tracer():
            before = sys.gettrace()
            sys.settrace(lambda *_: None)
            sys.settrace(before)

        def test_signal():
            before = signal.signal(signal.SIGUSR1, signal.SIG_IGN)
            signal.signal(signal.SIGUSR1, before)

        def test_decimals():
            assert decimal.Decimal(1) / 3
            with decimal.localcontext() as context:
                context.prec = 3

        def test_library():
            import a_library, colorsys

        def test_loop():
            async def main(): pass
            asyncio.run(main())

        class TestLoop(unittest.IsolatedAsyncioTestCase):
            async def test_loop(self): pass

        class TestPatch(unittest.TestCase):
            def setUp(self):
                patcher = mock.patch("os.getcwd")
                patcher.start()
                self.addCleanup(patcher.stop)

            def test_patch(self): pass

            @mock.patch.dict(sys.modules, {"fake": mock.MagicMock()})
            def test_fake(self):
                import fake
    """,
}


@pytest.mark.parametrize(
    "arguments", [PARALLEL, ("-s", "-p", "no:warnings"), ("--log-level=INFO", "--log-cli-level=DEBUG")], ids=" ".join
)
def test_what_is_put_back_or_is_a_tools_own_is_silent(arguments: tuple[str, ...], tmp_path) -> None:
    suite = SILENT
    if "no:warnings" in arguments:
        text = SILENT["test_it.py"].replace('warnings.simplefilter("error")', "").replace("warnings.showwarning = ", "")
        suite = {**SILENT, "test_it.py": text}
    done = run(write(tmp_path, suite), *arguments)
    assert done.verdict == "17 passed"
    assert done.record.notices == []
    assert [finding.message for finding in done.findings] == []


LEAKS = {
    "product.py": "",
    "package/__init__.py": "",
    "package/part.py": "",
    "test_it.py": """
        import asyncio, decimal, gc, logging, sys, threading, time, warnings
        from unittest import mock
        import package.part, product

        for name in "abcdefg":
            logging.getLogger(name)

        def test_root(): logging.basicConfig(level=10, force=False)
        def test_root_level(): logging.getLogger().setLevel(40)
        def test_all(): logging.disable(50)
        def test_config():
            import logging.config
            logging.config.dictConfig({"version": 1})
        def test_removed(): del sys.modules["package"], sys.modules["package.part"]
        def test_replaced():
            del sys.modules["product"]
            import product
        def test_stand_in(): sys.modules["database"] = mock.MagicMock()
        def test_collector(): gc.disable()
        def test_decimals(): decimal.getcontext().prec = 7
        def test_thread_hook(): threading.excepthook = lambda *_: None
        def test_captured(): logging.captureWarnings(True)
        def test_policy():
            class Policy(asyncio.DefaultEventLoopPolicy): pass
            asyncio.set_event_loop_policy(Policy())
        def test_patched(): mock.patch.object(product, "__doc__", "x").start()
        def test_dictionary(): mock.patch.dict("os.environ", {}).start()
        def test_stream(): sys.stdout = open("/dev/null", "w")
        def test_filter(): warnings.simplefilter("ignore", BytesWarning)
        def test_importer(): __builtins__["__import__"] = lambda *a, _all=__import__, **b: _all(*a, **b)
        def test_tracer(): sys.settrace(lambda *_: None)
    """,
}

TOLD = {
    ("test_root_level", "root"),
    ("test_all", "logging.disable"),
    ("test_config", "existing loggers"),
    ("test_removed", "package"),
    ("test_replaced", "product"),
    ("test_stand_in", "database"),
    ("test_collector", "garbage collector"),
    ("test_decimals", "decimal context"),
    ("test_thread_hook", "threading.excepthook"),
    ("test_captured", "logging.captureWarnings"),
    ("test_policy", "event loop policy"),
    ("test_patched", "product.__doc__"),
    ("test_dictionary", "os.environ"),
    ("test_importer", "builtins.__import__"),
    ("test_tracer", "the trace function"),
}
UNBRACKETED = {
    ("test_root", "root"),
    ("test_captured", "warnings.showwarning"),
    ("test_stream", "sys.stdout"),
    ("test_filter", "warnings.filters"),
}


@pytest.mark.parametrize("arguments", [(), ("-s", "-p", "no:warnings", "-p", "no:logging")], ids=["usual", "bare"])
def test_what_stays_is_told(arguments: tuple[str, ...], tmp_path) -> None:
    done = run(write(tmp_path, LEAKS), "--bulkhead-depth=deep", *arguments)
    assert done.record.notices == []
    told = {(finding.test.partition("::")[2], finding.what.name) for finding in done.findings}
    assert told - UNBRACKETED >= TOLD
    assert told - TOLD == (UNBRACKETED if arguments else set())


def test_the_folder_that_pytest_imports_a_package_from_is_nobodys(tmp_path: Path) -> None:
    files = {
        "__init__.py": "",
        "tests/test_it.py": """
        import sys
        def test_first(): pass
        def test_adds_its_own(): sys.path.insert(0, "elsewhere")
        """,
    }
    done = run(write(tmp_path / "package", files))
    assert done.leaks == {("test", "elsewhere")}


def test_a_captured_stream_that_a_test_closes_is_closed_for_all(tmp_path: Path) -> None:
    done = run(
        write(
            tmp_path,
            {
                "test_it.py": """
                import contextlib, io, sys
                def test_its_own():
                    sys.stdout = io.StringIO()
                    sys.stdout.close()
                def test_redirected(capsys):
                    with contextlib.redirect_stderr(io.StringIO()):
                        sys.stderr.close()
                def test_closes(): sys.stderr.close()
                def test_next(): pass
                """
            },
        )
    )
    assert {(finding.symbol, finding.what.name) for finding in done.findings} == {("test_closes", "sys.stderr")}


def test_a_test_that_hides_the_modules_for_a_while_leaves_nothing(run_suite: RunSuite) -> None:
    done = run_suite(
        {
            "test_hidden.py": """
            import decimal, logging, sys
            def test_without_modules(monkeypatch):
                monkeypatch.setattr(sys, "modules", {})
            def test_after(): pass
        """
        }
    )
    assert done.verdict == "2 passed"
    assert done.findings == []


def test_modules_that_no_import_has_made_may_go(run_suite: RunSuite) -> None:
    done = run_suite(
        {
            "templates.py": """
            import sys, types
            def load(): sys.modules["_templates_1"] = types.ModuleType("_templates_1")
            def drop(): del sys.modules["_templates_1"]
        """,
            "conftest.py": "import templates\ntemplates.load()",
            "test_templates.py": """
            import templates
            def test_drops(): templates.drop()
        """,
        }
    )
    assert done.verdict == "1 passed"
    assert done.findings == []
