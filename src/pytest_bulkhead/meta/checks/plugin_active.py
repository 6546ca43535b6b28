"""Our plugin is loaded where the project's tests run, and is not off."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "What a test leaves changed is then told by the next test that fails, and blamed on it."

_BY_HAND = "the command line"
_FIXED = ("no:bulkhead", "--bulkhead=off")


def look(subject: Subject) -> Iterator[Fault]:
    """Whether it is there, and in which mode."""
    facts = subject.facts
    if "bulkhead" in facts.blocked:
        _passed_over(subject)
        yield Fault("The plugin is blocked by `-p no:bulkhead` in every run.", "Take it out of addopts.")
    elif "pytest-bulkhead" not in facts.packages:
        yield Fault(
            f"{facts.executable} has no pytest-bulkhead installed.", "Install it beside pytest, as the project does."
        )
    elif "bulkhead" not in facts.modules:
        remedy = "Unset PYTEST_DISABLE_PLUGIN_AUTOLOAD, or load it by `-p bulkhead`."
        yield Fault("The plugin is installed, and pytest has not loaded it.", remedy)
    elif facts.fault:
        yield Fault(f"The plugin does not start: {facts.fault}", "Mend the settings.")
    elif facts.mode.value == "off":
        if facts.mode.origin.startswith(_BY_HAND):
            _passed_over(subject)
        yield Fault(f"The plugin is off by {facts.mode.origin}.", "Set the mode to `report`, better to `strict`.")


def _passed_over(subject: Subject) -> None:
    """What somebody asks for in one run says nothing of the others."""
    said = [*subject.facts.addopts, subject.facts.env_addopts]
    if not any(fixed in text for text in said for fixed in _FIXED):
        raise DoesNotApplyError("this run was asked to go without the plugin")
