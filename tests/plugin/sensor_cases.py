"""One way to change and to restore the state of each sensor, and a suite that does both in every role."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """How to change the state that a sensor watches.

    Args:
        head: what a test module needs for it.
        change: the statement; `NAME` stands for one of several such states.
        restore: the statement that undoes it.
        what: the state's name in a finding, with `NAME` likewise.
        before: what gives the state as it is, for `restore`, which calls it `before`.
        arguments: what pytest must be told.
    """

    kind: str
    code: str
    head: str
    change: str
    restore: str
    what: str
    before: str = "None"
    arguments: tuple[str, ...] = ()

    def suite(self) -> dict[str, str]:
        def change(name: str) -> str:
            return self.change.replace("NAME", name)

        def restore(name: str) -> str:
            return self.restore.replace("NAME", name)

        return {
            "product.py": PRODUCT,
            "test_roles.py": f"""
import os, sys, pytest
{self.head}

def test_leaks():
    {change("left")}  # the test's leak

def test_restores():
    before = {self.before}
    {change("brief")}
    {restore("brief")}

@pytest.fixture(scope="session")
def leaving():
    {change("owned")}  # the fixture's leak

def test_under_a_fixture_that_leaves_it(leaving):
    pass

@pytest.fixture(scope="session")
def restoring():
    before = {self.before}
    {change("held")}
    yield
    {restore("held")}

def test_under_a_fixture_that_restores(restoring):
    pass

def test_under_it_again(restoring):
    pass
""",
        }

    @property
    def leaks(self) -> set[tuple[str, str]]:
        return {("test", self.what.replace("NAME", "left")), ("fixture:leaving", self.what.replace("NAME", "owned"))}


DEEP = ("--bulkhead-depth=deep",)

PRODUCT = """
import logging, os, time
FOLDERS = {name: os.path.abspath(name) for name in ("left", "brief", "owned", "held")}
for folder in FOLDERS.values():
    os.makedirs(folder, exist_ok=True)

def left(): pass
def brief(): pass
def owned(): pass
def held(): pass

for name in FOLDERS:
    logging.getLogger("product." + name)

NUMBERS = dict(zip(FOLDERS, range(1, 5)))

def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask

def tzset_to(zone):
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
"""

CASES = (
    Case("environ", "BH101", "", 'os.environ["BH_NAME"] = "on"', 'del os.environ["BH_NAME"]', "BH_NAME"),
    Case(
        "cwd",
        "BH102",
        "from product import FOLDERS",
        'os.chdir(FOLDERS["NAME"])',
        "os.chdir(before)",
        "working directory",
        "os.getcwd()",
    ),
    Case("sys.path", "BH102", "", 'sys.path.append("/no/NAME")', 'sys.path.remove("/no/NAME")', "/no/NAME"),
    Case(
        "override",
        "BH301",
        "import product\nfrom fastapi import FastAPI\napp = FastAPI()",
        "app.dependency_overrides[product.NAME] = lambda: 1",
        "app.dependency_overrides.pop(product.NAME)",
        "product.NAME",
    ),
    Case(
        "umask",
        "BH102",
        "from product import NUMBERS, umask",
        'os.umask(NUMBERS["NAME"])',
        "os.umask(before)",
        "umask",
        "umask()",
        arguments=DEEP,
    ),
    Case(
        "memory",
        "BH406",
        "",
        'globals()["NAME"] = bytearray(24 << 20)',
        'del globals()["NAME"]',
        "test_roles.NAME",
        arguments=("-o", "bulkhead_memory_limit=1 GB"),
    ),
    Case("sys.argv", "BH102", "", 'sys.argv.append("--NAME")', 'sys.argv.remove("--NAME")', "sys.argv"),
    Case(
        "stream",
        "BH102",
        "import io",
        'sys.stdin = io.StringIO("NAME")',
        "sys.stdin = before",
        "sys.stdin",
        "sys.stdin",
    ),
    Case(
        "hook",
        "BH102",
        "",
        'sys.excepthook = lambda *_: "NAME"',
        "sys.excepthook = before",
        "sys.excepthook",
        "sys.excepthook",
    ),
    Case(
        "signal",
        "BH102",
        "import signal",
        'signal.signal(signal.SIGUSR1, lambda *_: "NAME")',
        "signal.signal(signal.SIGUSR1, before)",
        "SIGUSR1",
        "signal.getsignal(signal.SIGUSR1)",
    ),
    Case(
        "locale",
        "BH102",
        'import locale\nPARTS = {"left": "NUMERIC", "brief": "TIME", "owned": "COLLATE", "held": "MONETARY"}',
        'locale.setlocale(getattr(locale, "LC_" + PARTS["NAME"]), "C.UTF-8")',
        "locale.setlocale(locale.LC_ALL, before)",
        "locale",
        "locale.setlocale(locale.LC_ALL)",
        arguments=DEEP,
    ),
    Case(
        "timezone",
        "BH102",
        "import time\nfrom product import NUMBERS, tzset_to",
        "tzset_to(f\"NOW+{NUMBERS['NAME']}\")",
        'tzset_to(f"NOW+{before // 3600}")',
        "time zone",
        "time.timezone",
        arguments=DEEP,
    ),
    Case(
        "warnings",
        "BH102",
        "import warnings",
        'warnings.formatwarning = lambda *_: "NAME"',
        "warnings.formatwarning = before",
        "warnings.formatwarning",
        "warnings.formatwarning",
    ),
    Case(
        "logger",
        "BH102",
        "import logging, product",
        'logging.getLogger("product.NAME").setLevel(10)',
        'logging.getLogger("product.NAME").setLevel(0)',
        "product.NAME",
    ),
    Case(
        "interpreter",
        "BH102",
        "from product import NUMBERS",
        'sys.setrecursionlimit(3000 + NUMBERS["NAME"])',
        "sys.setrecursionlimit(before)",
        "recursion limit",
        "sys.getrecursionlimit()",
        arguments=DEEP,
    ),
    Case(
        "socket-timeout",
        "BH102",
        "import socket\nfrom product import NUMBERS",
        'socket.setdefaulttimeout(NUMBERS["NAME"])',
        "socket.setdefaulttimeout(before)",
        "default timeout of sockets",
        "socket.getdefaulttimeout()",
    ),
    Case(
        "import-machinery",
        "BH102",
        "".join(f"class {name}: find_spec = lambda *_: None\n" for name in ("left", "brief", "owned", "held")),
        "sys.meta_path.append(NAME)",
        "sys.meta_path.remove(NAME)",
        "sys.meta_path NAME",
    ),
    Case(
        "sys.modules",
        "BH102",
        "from types import ModuleType",
        'sys.modules["no_NAME"] = ModuleType("no_NAME")',
        'del sys.modules["no_NAME"]',
        "no_NAME",
        arguments=DEEP,
    ),
    Case(
        "patch",
        "BH104",
        "import product\nfrom unittest.mock import patch\n"
        'PATCHES = {name: patch(f"product.{name}") for name in product.FOLDERS}',
        'PATCHES["NAME"].start()',
        'PATCHES["NAME"].stop()',
        "product.NAME",
    ),
    Case(
        "event-loop",
        "BH105",
        """
import asyncio
def closed():
    loop = asyncio.new_event_loop()
    loop.close()
    return loop
def current():
    return asyncio.get_event_loop_policy()._local._loop
""",
        "asyncio.set_event_loop(closed())",
        "asyncio.set_event_loop(before)",
        "current event loop",
        "current()",
    ),
    Case(
        "global",
        "BH103",
        "import product",
        'product.FOLDERS["NAME"] = "elsewhere"',
        'product.FOLDERS["NAME"] = before["NAME"]',
        "product.FOLDERS",
        "dict(product.FOLDERS)",
        DEEP,
    ),
    Case(
        "class",
        "BH103",
        "class Kept:\n    left = brief = owned = held = 5",
        "Kept.NAME = 1",
        "Kept.NAME = 5",
        "test_roles.Kept.NAME",
        arguments=DEEP,
    ),
    Case(
        "fixture",
        "BH103",
        """
def values(): return sys.values
@pytest.fixture(name="values", scope="session")
def shared():
    sys.values = dict.fromkeys(("left", "brief", "owned", "held"), 0)
    return sys.values
pytestmark = pytest.mark.usefixtures("values")
""",
        'values()["NAME"] = 1',
        'values()["NAME"] = 0',
        "values",
        arguments=DEEP,
    ),
    Case(
        "attribute",
        "BH103",
        "import json",
        "json.JSONDecoder.NAME = 1",
        "del json.JSONDecoder.NAME",
        "json.decoder.JSONDecoder.NAME",
        arguments=DEEP,
    ),
    Case(
        "thread",
        "BH105",
        "import threading\nSTOPS = {name: threading.Event() for name in ('left', 'brief', 'owned', 'held')}",
        'threading.Thread(target=STOPS["NAME"].wait, name="NAME", daemon=True).start()',
        'STOPS["NAME"].set(); [one.join() for one in threading.enumerate() if one.name == "NAME"]',
        "threading.Event.wait",
    ),
    Case(
        "process",
        "BH105",
        """
import atexit, functools, subprocess
CHILDREN = {}
atexit.register(lambda: [child.kill() for child in CHILDREN.values()])
NULL = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
""",
        'CHILDREN["NAME"] = subprocess.Popen(["sleep", "20"], **NULL)',
        'CHILDREN["NAME"].kill(); CHILDREN["NAME"].wait()',
        "sleep",
    ),
    Case(
        "listening-socket",
        "BH105",
        "import socket\nSOCKETS = {}",
        'SOCKETS["NAME"] = socket.create_server(("127.0.0.1", 0))',
        'SOCKETS["NAME"].close()',
        "127.0.0.1:any port",
    ),
    Case(
        "open-file",
        "BH105",
        """
from product import FOLDERS
def descriptor(name):
    paths = {number: f"/proc/self/fd/{number}" for number in range(3, 200)}
    return next(number for number, path in paths.items() if os.path.realpath(path).endswith(name))
""",
        'os.open(FOLDERS["NAME"], os.O_RDONLY)',
        'os.close(descriptor("NAME"))',
        "NAME",
        arguments=DEEP,
    ),
    Case(
        "task",
        "BH105",
        """
import asyncio
LOOP = asyncio.new_event_loop()
async def left(): await asyncio.Event().wait()
async def brief(): await asyncio.Event().wait()
async def owned(): await asyncio.Event().wait()
async def held(): await asyncio.Event().wait()
def end(name):
    for task in asyncio.all_tasks(LOOP):
        if task.get_coro().__name__ == name:
            task.cancel()
    LOOP.run_until_complete(asyncio.sleep(0))
""",
        "LOOP.create_task(NAME())",
        'end("NAME")',
        "NAME",
        arguments=DEEP,
    ),
    Case(
        "circuit-breaker",
        "BH505",
        """
class ShopCircuitBreaker:
    def __init__(self):
        self.failures = 0
left, brief, owned, held = (ShopCircuitBreaker() for _ in range(4))
""",
        "NAME.failures += 1",
        "NAME.failures -= 1",
        "test_roles.NAME",
    ),
)
