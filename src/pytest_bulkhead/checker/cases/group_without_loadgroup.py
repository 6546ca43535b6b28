"""Named good and bad cases of BH507."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_bulkhead.checker.rule import Case

_GROUPED = """\
import pytest

@pytest.mark.xdist_group("orders"){mark}
def test_places_an_order():
    place()
"""
_BAD = _GROUPED.format(mark="  # <- here")
_GOOD = _GROUPED.format(mark="")

BAD: Mapping[str, Case] = {
    "another mode in pyproject": {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-n", "auto", "--dist", "loadscope"]\n',
        "test_orders.py": _BAD,
    },
    "no mode in pytest.ini": {
        "pytest.ini": "[pytest]\naddopts = -ra\n    -n 4\n",
        "tests/test_orders.py": _BAD,
    },
    "a workflow": {
        ".github/workflows/test.yml": "steps:\n  - run: |\n      pytest tests -q \\\n        -n auto\n",
        "tests/test_orders.py": _BAD,
    },
    "a session of nox": {
        "noxfile.py": '@nox.session\ndef test(session):\n    session.run("pytest", "-n", "auto", "tests")\n',
        "tests/test_orders.py": _BAD,
    },
    "a variable for the workers in a Makefile": {
        "Makefile": "test:\n\tpytest -n $(WORKERS) --dist=loadfile tests\n",
        "tests/test_orders.py": _BAD,
    },
    "a mark in pytestmark": {
        "tox.ini": "[testenv]\ncommands = pytest --numprocesses=auto {posargs}\n",
        "tests/test_orders.py": 'import pytest\n\npytestmark = [pytest.mark.xdist_group("orders")]  # <- here\n',
    },
}

GOOD: Mapping[str, Case] = {
    "loadgroup in the settings": {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-n auto --dist loadgroup"\n',
        "test_orders.py": _GOOD,
    },
    "loadgroup in one run of several": {
        ".github/workflows/test.yml": "steps:\n  - run: pytest -n 2 --dist=loadgroup tests\n",
        "Makefile": "quick:\n\tpytest -n auto tests/unit\n",
        "tests/test_orders.py": _GOOD,
    },
    "loadgroup in the settings, workers in a script": {
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = \"--strict-markers --dist=loadgroup -m 'not slow'\"\n",
        "Makefile": "test:\n\tpytest tests -n auto\n",
        "tests/test_orders.py": _GOOD,
    },
    "loadgroup through another command": {
        "justfile": "test *args:\n    pytest {{args}}\n",
        ".github/workflows/test.yml": "steps:\n  - run: just test --numprocesses auto --dist=loadgroup\n",
        "Makefile": "quick:\n\tpytest -n auto tests/unit\n",
        "tests/test_orders.py": _GOOD,
    },
    "no run under xdist": {
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-ra"\n',
        "Makefile": "test:\n\tpytest tests && head -n 5 report.txt\n",
        "tests/test_orders.py": _GOOD,
    },
    "no workers": {
        "pytest.ini": "[pytest]\naddopts = -n 0\n",
        "tests/test_orders.py": _GOOD,
    },
    "a run that is commented out": {
        "Makefile": "test:\n\t# pytest -n auto tests\n\tpytest tests\n",
        "tests/test_orders.py": _GOOD,
    },
    "a conftest that chooses the mode": {
        "pytest.ini": "[pytest]\naddopts = -n 2\n",
        "conftest.py": 'def pytest_configure(config):\n    config.option.dist = "loadgroup"\n',
        "tests/test_orders.py": _GOOD,
    },
    "another library's mark of that name": {
        "pytest.ini": "[pytest]\naddopts = -n 2\n",
        "tests/test_orders.py": "from shop.testing import mark\n\n@mark.xdist_group\ndef test_places():\n    place()\n",
    },
}
