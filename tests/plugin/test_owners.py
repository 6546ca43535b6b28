"""Whose change it is: every kind of owner that pytest and unittest have, each with variables of its own.

A variable named LEAK_… stays behind, with its owner after the line; one named FINE_… does not, or is nobody's doing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .running import KINDS, Run, run, write

SUITE = {
    "conftest.py": """
        import os, pytest

        @pytest.fixture(scope="session", params=["one", "two"])
        def finished_in_the_middle(request):
            os.environ["FINE_PARAM"] = request.param
            yield
            del os.environ["FINE_PARAM"]

        @pytest.fixture(scope="session", params=["one", "two"])
        def finished_and_left(request):
            os.environ[f"LEAK_PARAM_{request.param}"] = "x"  # fixture:finished_and_left
            yield

        @pytest.fixture(scope="session", params=["one", "two"])
        def masked_by_the_next(request):
            if request.param == "one":
                os.environ["LEAK_MASKED"] = "x"  # fixture:masked_by_the_next
            yield
            if request.param == "two":
                os.environ.pop("LEAK_MASKED", None)

        @pytest.fixture(scope="session")
        def session_patch():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("FINE_CONTEXT", "x")
                yield

        @pytest.fixture(scope="session")
        def session_set():
            os.environ["FINE_SESSION_SET"] = "x"
            yield
            os.environ.pop("FINE_SESSION_SET", None)

        @pytest.fixture(scope="session", autouse=True)
        def autouse_session():
            os.environ["LEAK_AUTOUSE_SESSION"] = "x"  # fixture:autouse_session

        @pytest.fixture(scope="session")
        def lazily():
            os.environ["LEAK_LAZILY"] = "x"  # fixture:lazily
    """,
    "package/__init__.py": "",
    "package/conftest.py": """
        import os, pytest

        @pytest.fixture(scope="package")
        def of_package():
            os.environ["LEAK_PACKAGE"] = "x"  # fixture:of_package
            os.environ["FINE_PACKAGE"] = "x"
            yield
            del os.environ["FINE_PACKAGE"]
    """,
    "package/test_in_package.py": """
        def test_in_package(of_package): pass
        def test_in_package_too(of_package): pass
    """,
    "library.py": """
        import os
        os.environ["FINE_IMPORT"] = "x"
    """,
    "test_functions.py": """
        import os, pytest
        from unittest import mock
        os.environ["LEAK_MODULE"] = "x"  # module
        def helper(): os.environ["LEAK_HELPER"] = "x"  # module
        helper()

        def test_leaks(): os.environ["LEAK_TEST"] = "x"  # test
        def test_fails():
            os.environ["LEAK_FAIL"] = "x"  # test
            assert 0
        def test_skips():
            os.environ["LEAK_SKIP"] = "x"  # test
            pytest.skip()
        @pytest.mark.xfail
        def test_xfails():
            os.environ["LEAK_XFAIL"] = "x"  # test
            assert 0

        @pytest.fixture
        def function_leaks(): os.environ["LEAK_FUNCTION"] = "x"  # fixture:function_leaks
        @pytest.fixture
        def function_restores():
            os.environ["FINE_FUNCTION"] = "x"
            yield
            del os.environ["FINE_FUNCTION"]
        @pytest.fixture
        def for_the_test():
            yield
            os.environ.pop("FINE_FOR_TEST", None)
        @pytest.fixture
        def finalizer(request):
            os.environ["FINE_FINALIZER"] = "x"
            request.addfinalizer(lambda: os.environ.pop("FINE_FINALIZER"))
        @pytest.fixture
        def fails():
            os.environ["LEAK_SETUP_FAILS"] = "x"  # fixture:fails
            raise ValueError
        @pytest.fixture
        def fails_in_teardown():
            os.environ["FINE_TEARDOWN_FAILS"] = "x"
            yield
            del os.environ["FINE_TEARDOWN_FAILS"]
            raise ValueError
        @pytest.fixture
        def patched(monkeypatch): monkeypatch.setenv("FINE_PATCHED", "x")
        @pytest.fixture
        def whole():
            with mock.patch.dict(os.environ): yield

        def test_function_leaks(function_leaks): pass
        def test_function_restores(function_restores): pass
        def test_fixture_restores_for_the_test(for_the_test): os.environ["FINE_FOR_TEST"] = "x"
        def test_finalizer(finalizer): pass
        def test_setup_fails(fails): pass
        def test_teardown_fails(fails_in_teardown): pass
        def test_patched(patched): pass
        def test_patches(monkeypatch): monkeypatch.setenv("FINE_PATCHES", "x")
        def test_patches_a_dict():
            with mock.patch.dict(os.environ, FINE_DICT="x"): pass
        def test_under_a_patched_dict(whole): os.environ["FINE_WHOLE"] = "x"
        def test_imports_under_a_patched_dict(whole): import library
        def test_session_patch(session_patch): pass
        def test_deletes_what_a_session_fixture_set(session_set):
            os.environ.pop("FINE_SESSION_SET")
            os.environ["LEAK_BESIDE"] = "x"  # test
        def test_lazily(request):
            os.environ["LEAK_AROUND_LAZILY"] = "x"  # test
            request.getfixturevalue("lazily")
        def test_middle(finished_in_the_middle): pass
        def test_left(finished_and_left): pass
        def test_masked(masked_by_the_next): pass
        def test_putenv(): os.putenv("LEAK_PUTENV", "x")  # test
        def test_putenv_restored():
            os.putenv("FINE_PUTENV", "x")
            os.unsetenv("FINE_PUTENV")
        def test_replaces(monkeypatch):
            monkeypatch.setattr(os, "environ", {**os.environ, "FINE_REPLACED": "x"})
            os.environ["FINE_IN_COPY"] = "x"
        @pytest.mark.bulkhead_allow("environ", reason="it is the point")
        def test_allowed(): os.environ["FINE_ALLOWED"] = "x"
        @pytest.mark.bulkhead_allow("BH101")
        def test_allowed_without_reason(): os.environ["LEAK_NO_REASON"] = "x"  # test
        @pytest.mark.parametrize("n", [1, 2])
        def test_parametrized(n): os.environ[f"LEAK_CASE_{n}"] = "x"  # test
    """,
    "test_setups.py": """
        import os, pytest, unittest

        def setup_module():
            os.environ["LEAK_SETUP_MODULE"] = "x"  # fixture:setup_module
            os.environ["FINE_SETUP_MODULE"] = "x"
        def teardown_module(): del os.environ["FINE_SETUP_MODULE"]
        def setup_function(): os.environ["LEAK_SETUP_FUNCTION"] = "x"  # fixture:setup_function
        def test_with_setup(): pass

        @pytest.fixture(scope="module", autouse=True)
        def of_module():
            os.environ["LEAK_OF_MODULE"] = "x"  # fixture:of_module

        class TestPlain:
            @classmethod
            def setup_class(cls):
                os.environ["LEAK_SETUP_CLASS"] = "x"  # fixture:setup_class
                os.environ["FINE_SETUP_CLASS"] = "x"
            @classmethod
            def teardown_class(cls): del os.environ["FINE_SETUP_CLASS"]
            def setup_method(self): os.environ["FINE_SETUP_METHOD"] = "x"
            def teardown_method(self): del os.environ["FINE_SETUP_METHOD"]
            @pytest.fixture(scope="class", autouse=True)
            @staticmethod
            def of_class(): os.environ["LEAK_OF_CLASS"] = "x"  # fixture:of_class
            def test_one(self): pass
            def test_two(self): pass

        class TestMethod:
            def setup_method(self): os.environ["LEAK_SETUP_METHOD"] = "x"  # fixture:setup_method
            def test_one(self): pass

        class TestUnit(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                os.environ["LEAK_SETUPCLASS"] = "x"  # fixture:setUpClass
                os.environ["FINE_SETUPCLASS"] = "x"
            @classmethod
            def tearDownClass(cls): del os.environ["FINE_SETUPCLASS"]
            def setUp(self): os.environ["FINE_SETUP"] = "x"
            def tearDown(self): del os.environ["FINE_SETUP"]
            def test_leaks(self): os.environ["LEAK_UNIT"] = "x"  # test
            def test_cleans_up(self):
                os.environ["FINE_CLEANUP"] = "x"
                self.addCleanup(os.environ.pop, "FINE_CLEANUP")
            def test_class_cleans_up(self):
                os.environ["LEAK_FOR_CLASS"] = "x"  # test
                type(self).addClassCleanup(os.environ.pop, "LEAK_FOR_CLASS")

        class TestUnitSetUp(unittest.TestCase):
            def setUp(self): os.environ["LEAK_SETUP"] = "x"  # test
            def test_one(self): pass

        @pytest.mark.bulkhead_allow("environ", reason="marked for the class")
        class TestAllowed(unittest.TestCase):
            @classmethod
            def setUpClass(cls): os.environ["FINE_ALLOWED_CLASS"] = "x"
            def test_one(self): pass

        @pytest.fixture(scope="class")
        def patch_of_class():
            with unittest.mock.patch.dict(os.environ): yield
        @pytest.mark.usefixtures("patch_of_class")
        class TestUnderAPatch:
            def test_one(self): os.environ["LEAK_UNDER_PATCH"] = "x"  # test
            def test_two(self): pass
    """,
}


def expected() -> dict[str, str]:
    """The owner of each variable that leaks, as the suite itself says."""
    text = "\n".join(SUITE.values())
    found = dict(re.findall(r"\b(LEAK_\w+).*  # (\S+)$", text, re.MULTILINE))
    names = {"LEAK_PARAM_": ["one", "two"], "LEAK_CASE_": ["1", "2"]}
    for name, ends in names.items():
        owner = found.pop(name)
        found |= {f"{name}{end}": owner for end in ends}
    return found


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind)
def done(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(write(tmp_path_factory.mktemp("suite"), SUITE), *KINDS[request.param])


def test_outcomes_are_the_suites_own(done: Run) -> None:
    counts = done.verdict.split(", ")
    assert {"1 failed", "1 skipped", "1 xfailed", "2 errors"} < set(counts), done.output


def test_everything_that_stays_behind_is_found_with_its_owner(done: Run) -> None:
    assert {(name, owner) for owner, name in done.leaks if name.startswith("LEAK")} == set(expected().items())


def test_nothing_else_is(done: Run) -> None:
    removed = {("test", "FINE_SESSION_SET")}
    assert {leak for leak in done.leaks if not leak[1].startswith("LEAK")} == removed


def test_each_line_is_where_the_variable_is_set(done: Run) -> None:
    for finding in done.findings:
        line = (done.folder / finding.location.path).read_text().splitlines()[finding.location.line - 1]
        stem = finding.what.name.rpartition("_")[0] if finding.what.name not in line else finding.what.name
        assert stem in line, finding


def test_each_is_told_once_for_an_owner(done: Run) -> None:
    of_tests = [(finding.test, finding.what) for finding in done.findings if finding.owner == "test"]
    assert len(of_tests) == len(set(of_tests))
    of_module = [finding for finding in done.findings if finding.owner == "module"]
    assert len(of_module) == 2


def test_a_mark_without_a_reason_is_named(done: Run) -> None:
    assert any("bulkhead_allow needs a reason" in notice for notice in done.record.notices)


def test_both_kinds_of_run_agree(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In another order of tests the same states are left, each by the same owner."""
    files = {name: text for name, text in SUITE.items() if name != "test_setups.py"}
    backwards = {
        **files,
        "conftest.py": files["conftest.py"] + "\n        def pytest_collection_modifyitems(items): items.reverse()\n",
    }
    there = run(write(tmp_path_factory.mktemp("there"), files))
    back = run(write(tmp_path_factory.mktemp("back"), backwards))
    assert there.leaks == back.leaks


def test_a_wide_fixture_is_told_with_the_test_that_it_was_set_up_for(tmp_path: Path) -> None:
    """Any test that shares it brings the leak about, and this one does so by itself."""
    text = """
        import os, unittest

        class TestShared(unittest.TestCase):
            @classmethod
            def setUpClass(cls): os.environ["LEAK"] = "x"
            def test_a(self): pass
            def test_b(self): pass
    """
    told = run(write(tmp_path, {"test_shared.py": text}))
    assert [finding.test for finding in told.findings] == ["test_shared.py::TestShared::test_a"]
