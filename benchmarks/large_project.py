"""A generated project whose modules hold what real ones do, with tests that use it and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

_TESTS = 10

_MODULE = """import functools

LIMIT = {n}
NAMES = [f"name{{i}}" for i in range(20)]
REGISTRY = {{name: {{"size": i, "tags": [name, "x"]}} for i, name in enumerate(NAMES)}}


class Service:
    instances = 0
    defaults = {{"retries": 3, "hosts": ["a", "b"]}}

    def __init__(self, name):
        self.name = name
        self.calls = []

    def call(self, value):
        self.calls.append(value)
        return len(self.calls)


SERVICE = Service("shared")


@functools.lru_cache
def size_of(name):
    return REGISTRY[name]["size"]


def total(numbers):
    return sum(numbers) + LIMIT
"""

_TEST = """def test_{t}():
    assert m.total([{t}, {t}]) == m.LIMIT + 2 * {t}
    assert m.size_of("name{t}") == {t}
    assert m.Service("own").call({t}) == 1
"""


def write_project(folder: Path, modules: int) -> int:
    """Write it.

    Args:
        folder: where to.
        modules: how many there are.

    Returns:
        How many tests it has.
    """
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = src\n", encoding="utf-8")
    for name in ("src/large", "tests"):
        (folder / name).mkdir(parents=True)
    (folder / "src/large/__init__.py").touch()
    for number in range(modules):
        (folder / f"src/large/part{number}.py").write_text(_MODULE.format(n=number), encoding="utf-8")
        tests = [f"from large import part{number} as m\n", *(_TEST.format(t=test) for test in range(_TESTS))]
        (folder / f"tests/test_part{number}.py").write_text("\n\n".join(tests), encoding="utf-8")
    return modules * _TESTS
