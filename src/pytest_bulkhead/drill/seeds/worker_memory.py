"""BH406: tests that keep more memory than their share."""

from __future__ import annotations

from pytest_bulkhead.drill.seed import RUNNING, Seed

_SETTINGS = """\
[pytest]
bulkhead_memory_limit = 1 GB
"""

SEEDS = (
    Seed(
        code="BH406",
        name="cargo that nobody unloads",
        bad={
            "pytest.ini": _SETTINGS,
            "test_heavy_cargo.py": """\
CARGO = []


def test_loads():
    CARGO.append(bytearray(24 << 20))
    assert len(CARGO) == 1


def test_sails():
    assert True
""",
        },
        good={
            "pytest.ini": _SETTINGS,
            "test_heavy_cargo.py": """\
def test_loads():
    cargo = [bytearray(24 << 20)]
    assert len(cargo) == 1


def test_sails():
    assert True
""",
        },
        caught_by=RUNNING,
        also=frozenset({"BH103"}),
    ),
)
