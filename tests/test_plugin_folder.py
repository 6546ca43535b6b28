"""One folder on the path brings the plugin, and nothing else, into an environment that has never heard of us."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
from pathlib import Path

import pytest

import pytest_bulkhead
from pytest_bulkhead.errors import InterpreterError
from pytest_bulkhead.pytest_process import plugin_folder, probe
from tests.environments import PYTEST_ALONE, PYTEST_AND_XDIST, make_environment

PACKAGE = Path(pytest_bulkhead.__file__).parent
METADATA = f"pytest_bulkhead-{pytest_bulkhead.__version__}.dist-info"


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_environment(tmp_path_factory.mktemp("foreign"), PYTEST_AND_XDIST))


@pytest.fixture
def run(foreign: str, tmp_path: Path):
    """Run the foreign interpreter with a folder on its path."""

    def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "BULKHEAD_"))}
        return subprocess.run(
            [foreign, "-W", "error", *words],
            cwd=tmp_path,
            env={**clean, "PYTHONPATH": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_it_holds_our_package_and_its_metadata_alone():
    with plugin_folder() as folder:
        assert {entry.name for entry in folder.iterdir()} == {PACKAGE.name, METADATA}
        assert (folder / PACKAGE.name / "py.typed").exists() == (PACKAGE / "py.typed").exists()
        assert [found.name for found in importlib.metadata.distributions(path=[str(folder)])] == ["pytest-bulkhead"]


@pytest.mark.parametrize(("fixtures", "left_out"), [(True, set()), (False, {"bulkhead-resources"})])
def test_its_metadata_says_what_ours_says(fixtures, left_out):
    with plugin_folder(fixtures=fixtures) as folder:
        (given,) = importlib.metadata.distributions(path=[str(folder)])
        ours = importlib.metadata.distribution("pytest-bulkhead")
        assert given.version == ours.version == pytest_bulkhead.__version__
        assert [*given.entry_points.select(group="pytest11")] == [
            entry for entry in ours.entry_points.select(group="pytest11") if entry.name not in left_out
        ]


def test_afterwards_it_is_gone_and_our_package_is_not():
    with pytest.raises(ZeroDivisionError), plugin_folder() as folder:
        raise ZeroDivisionError
    assert not folder.exists()
    assert (PACKAGE / "plugin" / "hooks.py").exists()


def test_two_at_once_are_two_folders():
    with plugin_folder() as one, plugin_folder() as other:
        assert one != other


def test_where_there_are_no_links_the_package_is_copied(monkeypatch):
    def refuse(path: Path, target: Path, target_is_directory: bool = False) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    with plugin_folder() as folder:
        copy = folder / PACKAGE.name
        assert not copy.is_symlink()
        assert (copy / "plugin" / "hooks.py").read_bytes() == (PACKAGE / "plugin" / "hooks.py").read_bytes()
        assert not list(copy.rglob("__pycache__"))


posix = pytest.mark.skipif(os.name != "posix", reason="builds an environment out of links")


@posix
def test_an_environment_is_probed_without_us(foreign, tmp_path):
    found = probe(foreign, tmp_path)
    assert found.executable == foreign
    assert found.pytest == pytest.__version__
    assert found.xdist == importlib.metadata.version("pytest-xdist")


@posix
def test_an_environment_without_pytest_is_refused(tmp_path):
    with pytest.raises(InterpreterError, match="has no pytest"):
        probe(str(make_environment(tmp_path / "bare", ())), tmp_path)


@posix
def test_an_environment_without_xdist_is_taken(tmp_path):
    found = probe(str(make_environment(tmp_path / "serial", PYTEST_ALONE)), tmp_path)
    assert (found.pytest, found.xdist) == (pytest.__version__, None)


@posix
def test_a_foreign_environment_has_us_only_by_the_folder(run, tmp_path):
    said = run(tmp_path / "nothing", "-c", "import pytest_bulkhead")
    assert "ModuleNotFoundError" in said.stdout
    with plugin_folder() as folder:
        said = run(folder, "-c", "import pytest_bulkhead; print(pytest_bulkhead.__file__)")
    assert said.stdout.strip() == str(folder / PACKAGE.name / "__init__.py")


@posix
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["serial", "two workers"])
def test_a_foreign_pytest_loads_the_plugin_though_every_warning_is_an_error(run, tmp_path, workers):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text("def test_one(): pass\ndef test_two(): pass\n")
    with plugin_folder() as folder:
        said = run(folder, "-m", "pytest", "-p", "bulkhead", "--bulkhead=report", *workers)
    assert said.returncode == 0, said.stdout
    assert "bulkhead: report" in said.stdout
    assert "2 passed" in said.stdout
