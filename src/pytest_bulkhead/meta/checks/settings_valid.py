"""The settings of ours can be read, and what they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_bulkhead.errors import SettingsError
from pytest_bulkhead.meta.check import DoesNotApplyError, Fault
from pytest_bulkhead.meta.subject import Subject

WHY = "Settings that mean nothing protect nothing, and a check that cannot start finds nothing."


def look(subject: Subject) -> Iterator[Fault]:
    """What is wrong with them."""
    try:
        settings = subject.settings
    except SettingsError as error:
        yield Fault(str(error), "Mend the file.")
        return
    if settings.path is None:
        raise DoesNotApplyError("the project has no settings of pytest-bulkhead: the defaults hold")
    for key, path in (("baseline", settings.baseline), ("plan", settings.plan)):
        if path and not path.is_file():
            yield Fault(f"{settings.path}: `{key}` names {path}, which is not there.", "Restore the file, or the key.")
    if subject.static.answer.complaint:
        yield Fault(
            f"The checker cannot work with them: {subject.static.answer.complaint}", "Mend what it complains of."
        )
