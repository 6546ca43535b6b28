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
    """

    kind: str
    code: str
    head: str
    change: str
    restore: str
    what: str

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
    before = os.getcwd()
    {change("brief")}
    {restore("brief")}

@pytest.fixture(scope="session")
def leaving():
    {change("owned")}  # the fixture's leak

def test_under_a_fixture_that_leaves_it(leaving):
    pass

@pytest.fixture(scope="session")
def restoring():
    before = os.getcwd()
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


PRODUCT = """
import os
FOLDERS = {name: os.path.abspath(name) for name in ("left", "brief", "owned", "held")}
for folder in FOLDERS.values():
    os.makedirs(folder, exist_ok=True)

def left(): pass
def brief(): pass
def owned(): pass
def held(): pass
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
)
