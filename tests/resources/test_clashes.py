"""A fixture that two plugins have is an error of the tests that ask for it, and of no others."""

from __future__ import annotations

import pytest

from tests.resources.suites import run_suite

FILES = {
    "theirs.py": """
        import pytest

        @pytest.fixture
        def worker_port():
            return 1

        @pytest.fixture(scope="session")
        def postgres_migrations():
            return "x.sql"
        """,
    "test_it.py": """
        def test_port(worker_port): assert worker_port == 1
        def test_other(worker_tmp_path, postgres_migrations): assert postgres_migrations == "x.sql"
        """,
}


@pytest.mark.parametrize("order", [("-p", "theirs"), ("-p", "theirs", "-n", "1")])
def test_two_plugins(tmp_path, order):
    done = run_suite(tmp_path, FILES, *order, PYTHONPATH=_with(tmp_path))
    assert done.verdict == "1 passed, 1 error", done.output
    assert "comes from two plugins: pytest_bulkhead.resources.fixtures and theirs" in done.output


def test_a_conftest_says_which_is_meant(tmp_path):
    files = FILES | {"conftest.py": "from theirs import postgres_migrations, worker_port\n"}
    done = run_suite(tmp_path, files, "-p", "theirs", PYTHONPATH=_with(tmp_path))
    assert done.verdict == "2 passed", done.output


def _with(folder) -> str:
    import os

    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
