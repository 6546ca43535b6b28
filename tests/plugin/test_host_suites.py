"""Suites with options of their own end exactly as they do without us."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import pytest

from .running import Run, run, write

MIXED = """
import os, sys, time, unittest, pytest

@pytest.fixture(scope="session")
def held():
    os.environ["HELD"] = "x"
    yield
    del os.environ["HELD"]

@pytest.fixture(scope="module", autouse=True)
def around(tmp_path_factory):
    yield tmp_path_factory.mktemp("around")

@pytest.mark.parametrize("n", range(3))
def test_cases(n, held): pass
def test_leaks(): os.environ["LEFT_BEHIND"] = "x"
def test_paths(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
def test_fails(): assert {"a": 1} == {"a": 2}
def test_skipped(): pytest.skip("because")
@pytest.mark.xfail
def test_xfailed(): assert 0
@pytest.mark.xdist_group("together")
def test_grouped(): pass

class TestUnit(unittest.TestCase):
    def setUp(self): self.n = 1
    def test_one(self): self.assertEqual(self.n, 1)
    def test_parts(self):
        for n in range(2):
            with self.subTest(n=n): pass
"""
SENSITIVE = """
import os, sys
import pytest
BEFORE = dict(os.environ), list(sys.path), os.getcwd(), sys.meta_path[:]

def test_nothing_of_ours_is_seen():
    now = dict(os.environ)
    now.pop("PYTEST_CURRENT_TEST")
    before = dict(BEFORE[0])
    before.pop("PYTEST_CURRENT_TEST", None)
    assert (now, sys.path, os.getcwd(), sys.meta_path[:]) == (before, *BEFORE[1:])
    # The slot stands beside what pytest-xdist tells its workers, and is meant for their children, too.
    assert not [name for name in now if "BULKHEAD" in name and name != "BULKHEAD_SLOT"]
    assert ("BULKHEAD_SLOT" in now) <= ("PYTEST_XDIST_WORKER" in now)

def test_a_bad_write_fails_as_ever():
    with pytest.raises(ValueError): os.environ["a=b"] = "x"
    with pytest.raises(KeyError): del os.environ["NOT_THERE"]
    with pytest.raises(FileNotFoundError): os.chdir("not-there")
"""
PYTESTER = """
import os
pytest_plugins = "pytester"
INNER = "def test_inner(): import os; os.environ['INNER'] = 'x'"

def test_in_process(pytester):
    pytester.makepyfile(INNER)
    result = pytester.runpytest("-p", "no:randomly")
    result.assert_outcomes(passed=1)
    assert "bulkhead:" not in result.stdout.str()
    assert not (pytester.path / ".bulkhead").exists()
    del os.environ["INNER"]

def test_inner_broken_settings_are_not_ours(pytester):
    pytester.makepyprojecttoml("[tool.bulkhead]\\nnonsense = 1")
    pytester.makepyfile("def test_inner(): pass")
    pytester.inline_run().assertoutcome(passed=1)

def test_outer_goes_on_after_it():
    os.environ["AFTER"] = "x"
"""
DOCTESTS = '''
def double(n):
    """
    >>> double(2)
    4
    >>> import os; os.environ["FROM_DOCTEST"] = "x"
    """
    return 2 * n
'''
CLEAN = "def test_a(): pass\ndef test_b(): pass"
WARNING = "import warnings\ndef test_warns(): warnings.warn('mind')\ndef test_fine(): pass"


@dataclass(frozen=True)
class Host:
    """A suite with settings of its own."""

    ini: str = ""
    files: dict[str, str] = field(default_factory=lambda: {"test_mixed.py": MIXED})
    arguments: tuple[str, ...] = ()
    blocked: bool = False
    """Whether no counts are printed."""


MARKS = "\nmarkers = xdist_group"
HOSTS = {
    "plain": Host(),
    **{f"dist {dist}": Host(f"addopts = -n2 --dist={dist}") for dist in ("load", "loadfile", "loadscope", "loadgroup")},
    "dist worksteal": Host("addopts = -n2 --dist=worksteal"),
    "dist without workers": Host("addopts = --dist=loadfile"),
    "strict": Host("addopts = --strict-markers --strict-config" + MARKS),
    "warnings are errors": Host("filterwarnings = error"),
    "a warning is an error": Host("filterwarnings = error", {"test_w.py": WARNING}),
    "import mode": Host("addopts = --import-mode=importlib", {"tests/test_m.py": MIXED, "tests/sub/test_m.py": MIXED}),
    "required plugins": Host("required_plugins = pytest-xdist"),
    "missing plugin": Host("required_plugins = pytest-no-such-thing", blocked=True),
    "random order": Host("addopts = -p randomly"),
    "random order in workers": Host("addopts = -p randomly -n2"),
    "no xdist": Host("markers = xdist_group", arguments=("-p", "no:xdist")),
    "no terminal": Host(arguments=("-p", "no:terminal"), blocked=True),
    "no cache": Host(arguments=("-p", "no:cacheprovider")),
    "collect only": Host(arguments=("--collect-only", "-q")),
    "fixtures": Host(arguments=("--fixtures",), blocked=True),
    "setup plan": Host(arguments=("--setup-plan",)),
    "stop at first": Host(arguments=("-x",)),
    "stop at first of workers": Host(arguments=("-x", "-n1")),
    "quiet": Host(arguments=("-qq",), blocked=True),
    "live": Host(arguments=("-s", "-v")),
    "pytester": Host("", {"test_p.py": PYTESTER}),
    "pytester in workers": Host("addopts = -n2", {"test_p.py": PYTESTER}),
    "doctests": Host("addopts = --doctest-modules", {"product.py": DOCTESTS, "test_a.py": CLEAN}),
    "sensitive": Host("", {"test_s.py": SENSITIVE}),
    "sensitive workers": Host("addopts = -n2", {"test_s.py": SENSITIVE}),
    "sensitive warnings": Host("filterwarnings = error", {"test_s.py": SENSITIVE}),
    "no tests": Host("", {"readme.txt": ""}),
    "broken collection": Host("", {"test_a.py": CLEAN, "test_b.py": "import no_such_thing"}),
    "broken collection of workers": Host("addopts = -n2", {"test_a.py": CLEAN, "test_b.py": "import no_such_thing"}),
    "exits": Host("", {"test_a.py": "import pytest\ndef test_a(): pytest.exit('enough', 7)"}),
    "broken start": Host(
        "", {"test_a.py": CLEAN, "conftest.py": "def pytest_sessionstart(): raise RuntimeError"}, blocked=True
    ),
}


@pytest.mark.parametrize("name", HOSTS)
def test_ends_as_without_us(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    if "random" in name:
        pytest.importorskip("pytest_randomly")
    host = HOSTS[name]
    with_us, without_us = (_run(host, tmp_path_factory.mktemp("host"), *extra) for extra in ((), ("-p", "no:bulkhead")))
    assert with_us.status == without_us.status, with_us.output
    assert _verdict(with_us) == _verdict(without_us), with_us.output
    assert host.blocked or _verdict(with_us)[0], with_us.output
    assert _cases(with_us) == _cases(without_us)
    assert "INTERNALERROR" not in with_us.output or "INTERNALERROR" in without_us.output
    assert "bulkhead failed" not in with_us.output


def test_the_cache_of_the_last_failed_works(run_suite) -> None:
    done = run_suite({"test_mixed.py": MIXED})
    again = run(done.folder, "--lf")
    assert again.verdict.startswith("1 failed")
    assert "passed" not in again.verdict


@pytest.mark.parametrize("arguments", [(), ("-n2",)])
def test_a_record_that_cannot_be_written_is_said_once_and_harms_nothing(arguments, run_suite) -> None:
    done = run_suite({".bulkhead": "a file in the way", "test_mixed.py": MIXED}, *arguments)
    assert done.verdict.startswith("1 failed, 8 passed, 1 skipped")
    assert done.output.count("no run record is kept") == 1
    assert "LEFT_BEHIND" in done.output


FULL = """
import resource

def pytest_collection_modifyitems(config):
    size = 700  # enough for the first lines of the record
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
"""


@pytest.mark.parametrize("warnings", ["default", "error"])
def test_a_disk_that_fills_up_is_said_once_and_harms_nothing(warnings: str, run_suite) -> None:
    pytest.importorskip("resource")
    done = run_suite({"conftest.py": FULL, "test_mixed.py": MIXED}, "-s", "-W", warnings)
    assert done.verdict.startswith("1 failed, 8 passed, 1 skipped")
    assert done.output.count("no run record is kept") == 1


def test_a_way_to_distribute_without_workers_is_a_serial_run_and_watched(run_suite) -> None:
    done = run_suite({"test_mixed.py": MIXED}, "--dist=loadfile")
    assert done.record.workers == []
    assert done.leaks == {("test", "LEFT_BEHIND")}


PARTS = """
import unittest
class TestParts(unittest.TestCase):
    def test_parts(self):
        for n in range(2):
            with self.subTest(n=n):
                if n: self.skipTest("this part")
"""


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="pytest reports parts of a test from version 9 on")
def test_a_part_of_a_test_is_not_its_outcome(run_suite) -> None:
    assert run_suite({"test_parts.py": PARTS}).outcomes == {"test_parts.py::TestParts::test_parts": "passed"}


def test_listing_leaves_no_record(run_suite) -> None:
    for option in ("--collect-only", "--fixtures", "--markers", "--fixtures-per-test"):
        assert run_suite({"test_a.py": CLEAN}, option).records == []


def test_groups_are_no_part_of_a_tests_name(run_suite) -> None:
    suite = {"test_g.py": MIXED.replace("def test_leaks", "@pytest.mark.xdist_group('us')\ndef test_leaks")}
    done = run_suite(suite, "-n2", "--dist=loadgroup")
    assert {"test_g.py::test_leaks", "test_g.py::test_grouped", "test_g.py::test_cases[0]"} <= set(done.outcomes)
    assert [finding.test for finding in done.findings] == ["test_g.py::test_leaks"]


def _run(host: Host, folder, *extra: str) -> Run:
    write(folder, {"pytest.ini": f"[pytest]\n{host.ini}\n", **host.files})
    return run(folder, *host.arguments, "--junitxml=junit.xml", *extra)


def _verdict(done: Run) -> tuple[str, ...]:
    lines = [line.strip("= ") for line in done.output.splitlines()]
    counts = [line for line in lines if re.match(r"\d+ (passed|failed|errors?|tests?|skipped|warning)|no tests", line)]
    return tuple(re.sub(r" in [\d.]+s.*| \(\d.*\)", "", counts[-1]).split(", ")) if counts else ("",)


def _cases(done: Run) -> list[tuple[str, str, list[str]]]:
    path = done.folder / "junit.xml"
    if not path.exists():
        return []
    cases = list(ElementTree.parse(path).iter("testcase"))
    for case in cases:  # in which our findings stand, and nothing else of ours
        for properties in case.findall("properties"):
            if {one.get("name") for one in properties} == {"bulkhead"}:
                case.remove(properties)
    return sorted((str(c.get("classname")), str(c.get("name")), [part.tag for part in c]) for c in cases)
