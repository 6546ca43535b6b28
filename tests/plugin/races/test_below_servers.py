"""Whoever drops a schema or flushes a number has to do with those who use what is in it."""

from __future__ import annotations

import pytest

from pytest_bulkhead.plugin.conflicts import conflicts
from pytest_bulkhead.touch import Access, Party, Spot, Touch, Touched


def touched(test: str, kind: str, name: str, access: Access) -> Touched:
    party = Party(test, "test", "function", Spot("test_x.py", 1), "main", 0, 1)
    return Touched(party, (Touch(kind, name, (access,), 0, 0),))


@pytest.mark.parametrize(
    ("kind", "whole", "part", "collide"),
    [
        ("table", "db.s", "db.s.t", True),
        ("table", "db", "db.s.t", True),
        ("table", "db.s", "db.s2.t", False),
        ("table", "h:1/db.s", "db.s.t", False),
        ("redis", "0", "0:a", True),
        ("redis", "0", "10:a", False),
        ("redis", "h:1/0", "h:1/0:a", True),
        ("redis", "h:1/0", "0:a", False),
        ("redis", "0:a", "0:a:b", False),
        ("redis", "h:1/*", "h:1/3:a", True),
        ("redis", "h:1/*", "h:2/3:a", False),
    ],
)
def test_what_holds_others(kind: str, whole: str, part: str, collide: bool) -> None:
    found = conflicts(
        [touched("a", kind, whole, Access.DELETE), touched("b", kind, part, Access.WRITE)],
    )
    assert [one.name for one in found] == ([whole] if collide else [])
