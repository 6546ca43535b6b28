"""What a process may load: the contracts of the house that show only when it runs."""

import os
import subprocess
import sys

import pytest


def modules_after(statement: str) -> set[str]:
    """The names of all modules that a fresh interpreter holds after a statement."""
    program = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    # What measures our own coverage would be loaded there, too.
    apart = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    return set(
        subprocess.run(
            [sys.executable, "-c", program], env=apart, capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_the_plugin_never_loads_the_analyser():
    loaded = modules_after("import pytest_bulkhead.plugin.hooks")
    assert not [name for name in loaded if name.startswith("pytest_bulkhead.checker")]


def test_the_plugin_needs_pytest_and_the_standard_library_alone():
    bare = modules_after("import pytest")
    loaded = modules_after("import pytest, pytest_bulkhead.plugin.hooks") - bare
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert foreign == {"pytest_bulkhead"}


def test_the_analyser_never_loads_pytest():
    loaded = modules_after(
        "import pytest_bulkhead.checker.engine, pytest_bulkhead.checker.registry as r; r.all_rules()"
    )
    assert not loaded & {"pytest", "_pytest", "pluggy", "fastapi"}


@pytest.mark.parametrize("heavy", ["asyncio", "multiprocessing", "concurrent.futures", "logging", "typing_extensions"])
def test_the_hook_path_loads_nothing_heavy(heavy):
    loaded = modules_after("import pytest_bulkhead.cli.main, pytest_bulkhead.cli.check")
    assert heavy not in loaded


def test_what_tests_import_loads_the_standard_library_alone():
    loaded = modules_after("import pytest_bulkhead.worker") - modules_after("pass")
    ours = {name for name in loaded if name.startswith("pytest_bulkhead")}
    assert not [
        name
        for name in ours
        if not name.startswith(("pytest_bulkhead.worker", "pytest_bulkhead.errors")) and name != "pytest_bulkhead"
    ]
    assert {name.partition(".")[0] for name in loaded - ours} <= set(sys.stdlib_module_names)
