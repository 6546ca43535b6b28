"""Good cases of `environ` that one function shows: restored there, a copy, or no environment at all."""

from __future__ import annotations

from collections.abc import Mapping

GOOD: Mapping[str, str | Mapping[str, str]] = {
    "monkeypatch": """\
def test_reads_region(monkeypatch):
    monkeypatch.setenv("REGION", "north")
    assert load().region == "north"
""",
    "monkeypatch first, then by hand": """\
import os

def test_reads_region(monkeypatch):
    monkeypatch.delenv("REGION", raising=False)
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    "inside patch.dict": """\
import os
from unittest import mock

def test_reads_region():
    with mock.patch.dict(os.environ, {}, clear=True):
        os.environ["REGION"] = "north"
        assert load().region == "north"
""",
    "patch.dict as a decorator, by name": """\
import os
from unittest.mock import patch

@patch.dict("os.environ")
def test_reads_region():
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    "an exit stack": """\
import os
from contextlib import ExitStack
from unittest.mock import patch

def test_reads_region():
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ))
        os.environ["REGION"] = "north"
        assert load().region == "north"
""",
    "saved and put back in finally": """\
import os

def test_reads_region():
    before = os.environ.get("REGION")
    os.environ["REGION"] = "north"
    try:
        assert load().region == "north"
    finally:
        if before is None:
            os.environ.pop("REGION", None)
        else:
            os.environ["REGION"] = before
""",
    "a context manager of the file": """\
import contextlib, os

@contextlib.contextmanager
def same_environment():
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

def test_reads_region():
    with same_environment():
        os.environ["REGION"] = "north"
        assert load().region == "north"
""",
    "a helper that puts it back": """\
import os

def restore(before):
    if before is None:
        os.environ.pop("REGION", None)
    else:
        os.environ["REGION"] = before

def test_reads_region():
    before = os.environ.get("REGION")
    os.environ["REGION"] = "north"
    try:
        assert load().region == "north"
    finally:
        restore(before)
""",
    "a copy": """\
import os, subprocess

def test_child_sees_region():
    env = os.environ.copy()
    env["REGION"] = "north"
    subprocess.run(["child"], env=env, check=True)
""",
    "a mapping that is only called so": """\
def test_request():
    environ = {"REQUEST_METHOD": "GET"}
    environ["PATH_INFO"] = "/"
    assert app(environ)
""",
    "a script's own part, a text, a snippet for a child": '''\
import subprocess, sys

CODE = """
import os
os.environ["REGION"] = "north"
"""

def test_child():
    """Like os.environ["REGION"] = "north" in a shell."""
    subprocess.run([sys.executable, "-c", CODE], check=True)

if __name__ == "__main__":
    import os
    os.environ["REGION"] = "north"
''',
    "a removal that only tidies up": """\
import os

def test_exports_region():
    export("REGION", "north")
    assert os.environ["REGION"] == "north"
    del os.environ["REGION"]
""",
    "put back by moto's mock": """\
import os
from moto import mock_aws

@mock_aws
def test_reads_region():
    os.environ["AWS_DEFAULT_REGION"] = "eu-north-1"
    assert load().region == "eu-north-1"
""",
    "names that are made at run time, taken out one by one": """\
import os

def test_reads_all():
    values = {}
    values[name("region")] = "north"
    try:
        os.environ.update(values)
        assert load().region == "north"
    finally:
        [os.environ.pop(key) for key in values]
""",
    "a script that is only called like a test": """\
import os, subprocess, sys

os.environ["REGION"] = "north"
subprocess.run(sys.argv[1:], check=True)
""",
    "a nested function that runs elsewhere": """\
import multiprocessing, os

def test_child_sees_region():
    def child():
        os.environ["REGION"] = "north"
    multiprocessing.Process(target=child).start()
""",
    "a helper that takes out what it has set": """\
import os

def create(name):
    with kernel(name) as made:
        os.environ["KERNEL_NAME"] = name
        made.start()
        os.environ.pop("KERNEL_NAME")
        return made

def test_starts():
    kernel = create("python")
    assert kernel.is_alive()
""",
    "a test in a process of its own": """\
import functools, os, pytest

def in_child(test):
    @functools.wraps(test)
    def wrapper(*args):
        return run_in_child(test, args)
    return wrapper

def in_fork(test):
    def wrapper():
        pid = os.fork()
        if pid == 0:
            test()
            os._exit(0)
        os.waitpid(pid, 0)
    return wrapper

@in_child
def test_reads_region():
    os.environ["REGION"] = "north"
    assert load().region == "north"

@in_fork
def test_reads_zone():
    os.environ["ZONE"] = "1"
    assert load().zone == "1"

@pytest.mark.forked
def test_reads_both():
    os.environ.update(REGION="north", ZONE="1")
    assert load()
""",
    "the branches of a loop follow each other": """\
import os

def test_both():
    for region in regions():
        if region:
            os.environ["REGION"] = region
        else:
            os.environ.pop("REGION", None)
""",
    "a helper that is told to take out": """\
import os

def set_variable(name, value):
    if value is not None:
        os.environ[name] = value
    else:
        os.environ.pop(name, None)

def test_reads_region():
    set_variable("REGION", "north")
    try:
        assert load().region == "north"
    finally:
        set_variable("REGION", None)
""",
    "a context manager that is told which variable": """\
import contextlib, os, pytest

@contextlib.contextmanager
def without(name):
    before = os.environ.pop(name, None)
    try:
        yield
    finally:
        if before is not None:
            os.environ[name] = before
        elif name in os.environ:
            del os.environ[name]

@pytest.mark.parametrize("env_value", ["north", "south"])
def test_reads_region(env_value):
    with without("REGION"):
        os.environ["REGION"] = env_value
        assert load().region == env_value
""",
    "a fixture that keeps it is got by its name": """\
import os, pytest

@pytest.fixture
def kept():
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)

def test_reads_region(request):
    request.getfixturevalue("kept")
    os.environ["REGION"] = "north"
    assert load().region == "north"
""",
    "put back before each return": """\
import os

def test_reads_region(quick):
    before = os.environ["REGION"]
    os.environ["REGION"] = "north"
    if quick:
        os.environ["REGION"] = before
        return
    os.environ["REGION"] = before
""",
}
