"""The plan of groups: read once in the controller, whatever the plugin's mode, and carried out in each worker."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_bulkhead.errors import PlanError
from pytest_bulkhead.plan_file import Plan, plan_path, read_plan
from pytest_bulkhead.plugin.options import settings_of

UNGROUPED = "bulkhead_ungrouped"
"""The key of a worker's farewell that says that its groups were without effect."""

NO_GROUPS = (
    "`--dist loadgroup` keeps no group together in this run: this pytest and this pytest-xdist do not fit; "
    "upgrade pytest-xdist, use a pytest before 9.2, or have the groups in a plan (`bulkhead plan`)"
)

_PLAN = "bulkhead_plan"
_GONE = "bulkhead_plan_gone"
_SHOWN = 5


class PlanHooks:
    """In a controller whose project has a plan."""

    def __init__(self, plan: Plan, path: str, dist: str) -> None:
        """Keep what the workers are to be sent.

        Args:
            plan: the groups.
            path: of its file, for messages.
            dist: how tests are dealt out.
        """
        self._text = plan.to_text() if dist == "loadgroup" else ""
        self._path = path
        self._gone: list[str] = []
        self.notices: list[str] = []
        if plan.groups and dist != "loadgroup":
            self.notices.append(f"the plan {path} does nothing under `--dist {dist}`: use `--dist loadgroup`")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        if self._text:
            node.workerinput[_PLAN] = self._text

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", None) or {}
        self._gone = self._gone or output.get(_GONE, [])
        if output.get(UNGROUPED) and NO_GROUPS not in self.notices:
            self.notices.append(NO_GROUPS)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._gone:
            more = f" and {len(self._gone) - _SHOWN} more" if len(self._gone) > _SHOWN else ""
            self.notices.append(
                f"the plan {self._path} names tests that are gone: {', '.join(self._gone[:_SHOWN])}{more}; "
                "`bulkhead plan` makes it anew"
            )
        recorder = session.config.pluginmanager.get_plugin("bulkhead-record")
        if recorder is not None:
            while self.notices:
                recorder.recording.notice(self.notices.pop(0))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        # What nobody records, since all else is off.
        from pytest_bulkhead.outputs.harmless import harmless

        for notice in self.notices:
            terminalreporter.write_line(f"bulkhead: {harmless(notice)}")


def plan_of(config: pytest.Config, dist: str) -> PlanHooks | None:
    """What carries out the project's plan, None where there is none.

    Raises:
        pytest.UsageError: it cannot be read, or is no plan.
    """
    settings = settings_of(config)
    path = plan_path(settings.plan, settings.root or config.rootpath)
    if settings.plan is None and not path.is_file():
        return None
    try:
        plan = read_plan(path)
    except PlanError as error:
        raise pytest.UsageError(str(error)) from None
    shown = path.relative_to(config.rootpath) if path.is_relative_to(config.rootpath) else path
    return PlanHooks(plan, shown.as_posix(), dist)


def is_planned(config: pytest.Config) -> bool:
    """Whether this is a worker that carries out a plan."""
    return bool(getattr(config, "workerinput", {}).get(_PLAN))


def carry_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a worker: mark the tests as the plan has it, before pytest-xdist reads their marks."""
    text = getattr(config, "workerinput", {}).get(_PLAN)
    if not text:
        return
    from pytest_bulkhead.plugin.grouping import MARK, gone, missing_marks  # only where there is a plan

    plan = Plan.from_text(text, "of the controller")
    for item, name in list(missing_marks(items, plan)):
        item.add_marker(getattr(pytest.mark, MARK)(name))
    if not getattr(config.option, "lf", False):
        config.workeroutput[_GONE] = gone(items, plan.tests, str(config.rootpath), config.args)  # type: ignore[attr-defined]
