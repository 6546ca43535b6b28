"""The only file that knows pytest-xdist."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_bulkhead.plugin.recording import Recording


def has_xdist(config: pytest.Config) -> bool:
    """Whether the plugin is there, loaded and not blocked."""
    return config.pluginmanager.hasplugin("xdist")


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def is_controller(config: pytest.Config) -> bool:
    """Whether this process hands the tests to workers and runs none itself."""
    return has_xdist(config) and not is_worker(config) and config.getoption("dist", "no") != "no"


def worker_of(report: pytest.TestReport) -> str:
    """The worker that a report comes from, `main` where there are none."""
    node = getattr(report, "node", None)
    gateway = getattr(node, "gateway", None)
    return str(getattr(gateway, "id", None) or getattr(report, "worker_id", None) or "main")


def set_workers(config: pytest.Config, workers: str, *, insist: bool) -> None:
    """Ask for this many workers before pytest-xdist looks: where the project does not say, or insisting."""
    option = config.option
    asked = getattr(option, "numprocesses", None)
    if not workers or not hasattr(option, "numprocesses"):
        return
    if insist or (asked is None and not getattr(option, "tx", None) and not option.distload):
        option.numprocesses = workers if workers == "auto" else int(workers)
        if insist:
            option.tx = []


class ControllerHooks:
    """Registered in the controller, where pytest-xdist calls hooks that pytest alone does not know."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        self._recording.worker_starts(str(node.gateway.id))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: Any) -> None:
        output = getattr(node, "workeroutput", None)
        if output is not None:
            self._recording.take(output.pop("bulkhead", None))
