"""What looks like a bad case of `process-state` and is fine: settings, and what importing leaves."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "fixtures and context managers that put everything back": """\
import contextlib, decimal, os, sys, warnings

def test_all(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "driver", object())
    monkeypatch.delitem(sys.modules, "other", raising=False)
    monkeypatch.setattr(sys, "argv", ["tool"])
    with contextlib.chdir(tmp_path), decimal.localcontext() as context, warnings.catch_warnings():
        context.prec = 4
        decimal.getcontext().prec = 3
        warnings.simplefilter("error")
        os.chdir("inner")
        assert run()
""",
    "the function that changes it is a mock": """\
import os
from unittest import mock

def test_moves():
    with mock.patch("os.chdir") as chdir:
        os.chdir("/tmp")
    assert chdir.called

@mock.patch.object(os, "umask")
def test_masks(umask):
    os.umask(0)
    assert umask.called
""",
    "a call that is expected to fail": """\
import os, signal, pytest

def test_refused():
    with pytest.raises(FileNotFoundError):
        os.chdir("nowhere")
    try:
        os.chdir("nowhere")
    except OSError as error:
        assert error.errno == 2
    else:
        pytest.fail("it should not exist")
""",
    "code of another process": """\
import os, subprocess, sys

SCRIPT = "import os; os.chdir('/'); import sys; sys.path.insert(0, '.')"

def test_in_a_child(tmp_path):
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, check=True)
""",
    "mask that is only read": """\
import os

def test_mode(tmp_path):
    mask = os.umask(0)
    os.umask(mask)
    assert mode_of(tmp_path) & mask == 0
""",
    "set and put back in one statement": """\
import os, signal

def test_handlers(tmp_path):
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.signal(number, stop))
    os.umask(os.umask(0o077))
""",
    "mask kept in a global name": """\
import os, pytest

mask = 0

@pytest.fixture
def open_mask():
    global mask
    mask = os.umask(0)
    yield
    os.umask(mask)
""",
    "each setting saved and put back": """\
import gc, locale, logging, signal, socket, sys, time, asyncio, pytest

@pytest.fixture
def settings(monkeypatch):
    locale_before = locale.setlocale(locale.LC_ALL)
    handler = signal.signal(signal.SIGTERM, stop)
    timeout, limit = socket.getdefaulttimeout(), sys.getrecursionlimit()
    policy = asyncio.get_event_loop_policy()
    locale.setlocale(locale.LC_ALL, "C")
    socket.setdefaulttimeout(1)
    sys.setrecursionlimit(50)
    asyncio.set_event_loop_policy(Policy())
    logging.disable(logging.CRITICAL)
    gc.disable()
    yield
    gc.enable()
    logging.disable(logging.NOTSET)
    asyncio.set_event_loop_policy(policy)
    sys.setrecursionlimit(limit)
    socket.setdefaulttimeout(timeout)
    signal.signal(signal.SIGTERM, handler)
    locale.setlocale(locale.LC_ALL, locale_before)

@pytest.fixture
def tokyo(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
""",
    "the handler that nobody has touched": """\
import signal

def test_stops():
    signal.signal(signal.SIGALRM, stop)
    try:
        signal.alarm(1)
        run()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
""",
    "collector put back if it was on": """\
import gc

def test_counts():
    was_on = gc.isenabled()
    gc.disable()
    try:
        assert count() == 3
    finally:
        if was_on:
            gc.enable()
""",
    "setting that is saved only where it is changed": """\
import sys

def test_reports(hooks):
    before = sys.excepthook if hooks else None
    if hooks:
        sys.excepthook = report
    try:
        fail()
    finally:
        if before:
            sys.excepthook = before
""",
    "warning filter set inside a test": """\
import warnings, pytest

@pytest.fixture
def strict():
    warnings.filterwarnings("error")

def test_warns(strict):
    warnings.simplefilter("always")
    assert run()
""",
    "import path in a conftest, and in a helper": {
        "conftest.py": "import sys\n\nsys.path.insert(0, 'src')\n",
        "tests/context.py": "import sys\n\nsys.path.insert(0, 'src')\n",
        "tests/test_a.py": "from . import context\n\ndef test_a(): pass\n",
        "tests/__init__.py": "",
    },
    "default set by the first conftest before any test runs": {
        "conftest.py": "import asyncio, logging\n\nlogging.disable(10)\nasyncio.set_event_loop_policy(Policy())\n",
        "test_a.py": "def test_a(): pass\n",
    },
    "taken back while the file is still imported": """\
import locale, sys

before = locale.setlocale(locale.LC_ALL)
try:
    locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    german = True
except locale.Error:
    german = False
finally:
    locale.setlocale(locale.LC_ALL, before)

sys.path.insert(0, "tools")
import tool
sys.path.pop(0)

def test_a():
    assert tool
""",
    "a helper that is left before": """\
import signal

def run(jobs, dry=False):
    if dry:
        return 0
    signal.signal(signal.SIGTERM, stop)
    return work(jobs)

def test_dry_run():
    assert run([], dry=True) == 0
""",
}
