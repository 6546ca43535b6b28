"""The interpreter that runs the tests, its pytest, and us in it."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead import __version__
from pytest_bulkhead.doctor.case import Case
from pytest_bulkhead.doctor.line import Line, State
from pytest_bulkhead.errors import InterpreterError

TITLE = "Python and pytest"


def look(case: Case) -> Iterator[Line]:
    """The versions of all that takes part."""
    if isinstance(case.complaint, InterpreterError):
        yield Line("Python", str(case.complaint), case.origin, State.BROKEN)
        return
    if case.complaint:
        yield Line("Python", case.python, case.origin)
        remedy = "Mend what it complains of, or name the interpreter that has the project's packages with --python."
        yield Line("pytest", str(case.complaint), "", State.BROKEN, remedy)
        return
    facts = case.facts
    yield Line("Python", f"{facts.python}, {facts.executable}", case.origin)
    yield Line("pytest", facts.pytest)
    yield _ours(facts.packages.get("pytest-bulkhead"))
    plugins = sorted(set(facts.plugins) - {"pytest-bulkhead"})
    told = ", ".join(f"{name} {facts.plugins[name]}" for name in plugins)
    yield Line("other plugins", told or "none")
    yield from case.held("one_order_plugin", "order")
    if "pytest-rerunfailures" in facts.plugins and any(word.startswith("--reruns") for word in facts.addopts):
        remedy = "Whether a test depends on others shows in its first failure: have a job that does not run it again."
        yield Line("reruns", "failed tests are run again, always", "addopts of pytest", State.WARNING, remedy)


def _ours(version: str | None) -> Line:
    if version is None:
        remedy = "`bulkhead audit` lends its own; for the fixtures and the plugin in every run, install it there."
        return Line("pytest-bulkhead", "not installed there", state=State.WARNING, remedy=remedy)
    if version != __version__:
        value = f"{version}, and this command is {__version__}"
        return Line("pytest-bulkhead", value, state=State.WARNING, remedy="Have the same version in both places.")
    return Line("pytest-bulkhead", version)
