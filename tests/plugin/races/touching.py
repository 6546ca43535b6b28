"""Touched values in a few words."""

from typing import Any

from pytest_bulkhead.touch import Access, Party, Spot, Touch, Touched

Wanted = tuple[str, str] | tuple[str, str, str]


def touch(what: str, accesses: str, **more: Any) -> Touch:
    """`file:out.txt` touched by these letters."""
    kind, _, name = what.partition(":")
    wrote = Spot("tests/test_a.py", 3)
    given = {"first": 1.0, "last": 2.0, "wrote_at": wrote, **more}
    return Touch(kind, name, tuple(map(Access, accesses)), **given)


def ran(test: str, *touches: Touch, uses: tuple[str, ...] = (), **more: Any) -> Touched:
    """A test that did this."""
    path = test.partition("::")[0]
    given = {"defined": Spot(path, 1), "worker": "main", "began": 0.0, "ended": 3.0, **more}
    return Touched(Party(test, "test", "function", uses=uses, **given), touches)


def stood(fixture: str, scope: str, test: str, *touches: Touch, **more: Any) -> Touched:
    """A fixture that did this, set up for a test."""
    given = {"defined": Spot("tests/conftest.py", 1), "worker": "main", "began": 0.0, "ended": 9.0, **more}
    return Touched(Party(test, f"fixture:{fixture}", scope, **given), touches)
