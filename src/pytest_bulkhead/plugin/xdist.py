"""The only file that knows pytest-xdist, beside those for its crashes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Generator, Iterable
from typing import Any

import pytest

from pytest_bulkhead.plugin.collection_hooks import NOTHING_RAN
from pytest_bulkhead.plugin.orders import Orders
from pytest_bulkhead.plugin.parcel import PARCEL, SIZES, TOUCHES
from pytest_bulkhead.plugin.plan_hooks import NO_GROUPS, UNGROUPED
from pytest_bulkhead.plugin.recording import Recording

_ORDERS = "bulkhead_orders"
_DIST = "bulkhead_dist"


def has_xdist(config: pytest.Config) -> bool:
    """Whether the plugin is there, loaded and not blocked."""
    return config.pluginmanager.hasplugin("xdist")


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def is_controller(config: pytest.Config) -> bool:
    """Whether this process hands the tests to workers and runs none itself."""
    if not has_xdist(config) or is_worker(config):
        return False
    # `--dist` alone, as many projects have it in their settings, distributes nothing.
    return config.getoption("dist", "no") != "no" and bool(config.getoption("tx", None))


def orders_for_worker(config: pytest.Config) -> Orders | None:
    """What the controller has sent along; None from a controller in which we do nothing."""
    text = getattr(config, "workerinput", {}).get(_ORDERS)
    return Orders.from_text(text) if text else None


def dist_of_worker(config: pytest.Config) -> str:
    """How tests are dealt out among several workers; empty where they are not, or by somebody else's rules."""
    return str(getattr(config, "workerinput", {}).get(_DIST, ""))


def dist_of_run(config: pytest.Config) -> str:
    """How tests are dealt out, or would be if there were workers; empty where nothing says so."""
    dist = str(config.getoption("dist", "no"))
    return "" if dist == "no" else dist


def holds_groups(items: Iterable[Any]) -> bool:
    """In a worker, after pytest-xdist has appended their groups to the ids of tests: whether pytest gives these ids.

    From pytest 9.2 on it does not, and all groups are without effect: pytest-xdist 3.8 writes to where ids were kept
    before (its issue 1386).
    """
    return all(_told(item) == item.nodeid for item in items)


def regroup(items: Iterable[Any]) -> bool:
    """See that it does.

    Returns:
        Whether the groups are in force.
    """
    for item in items:
        told = _told(item)
        if told == item.nodeid:
            continue
        try:
            item._id = type(item._id).parse(told)  # noqa: SLF001 - nothing public lets a test have another id
        except (AttributeError, TypeError, ValueError):
            return False
        if item.nodeid != told:
            return False
    return True


def _told(item: Any) -> str:
    told = str(getattr(item, "_nodeid", ""))
    return told if told.startswith(f"{item.nodeid}@") else item.nodeid


def plain_test_id(config: pytest.Config) -> Callable[[str], str]:
    """What gives a test the id that it has without xdist: under `--dist loadgroup` the group's name is appended."""
    if config.getoption("dist", "no") != "loadgroup":
        return str
    return _without_group


def worker_of(report: pytest.TestReport) -> str:
    """The worker that a report comes from, `main` where there are none."""
    known = vars(report)
    if "node" not in known and "worker_id" not in known:
        return "main"
    gateway = getattr(known.get("node"), "gateway", None)
    return str(getattr(gateway, "id", None) or known.get("worker_id") or "main")


def set_workers(option: argparse.Namespace, workers: str, *, insist: bool) -> None:
    """Ask for this many workers before pytest-xdist looks: where the project does not say, or insisting."""
    asked = getattr(option, "numprocesses", None)
    if not workers or not hasattr(option, "numprocesses"):
        return
    if insist or (asked is None and not getattr(option, "tx", None) and not getattr(option, "distload", False)):
        option.numprocesses = workers if workers == "auto" else int(workers)
        if insist:
            option.tx = []


def _without_group(test: str) -> str:
    head, _, group = test.rpartition("@")
    # An @ that is not the group's stands in a parameter or in the path.
    return test if not head or "]" in group or "::" in group else head


class ControllerHooks:
    """Registered in the controller, where pytest-xdist calls hooks that pytest alone does not know."""

    def __init__(self, recording: Recording, orders: Orders) -> None:
        self._recording = recording
        self._orders = orders.to_text()
        from pytest_bulkhead.plugin.collection.differences import Collections  # only in a controller

        self._collections = Collections()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput[_ORDERS] = self._orders
        node.workerinput[_DIST] = _dist(node)
        self._recording.worker_starts(str(node.gateway.id))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: Any) -> None:
        output = getattr(node, "workeroutput", None)
        if output is not None:
            if output.get(UNGROUPED):
                self._recording.notice(NO_GROUPS)
            self._recording.take(output.pop(PARCEL, None))
            self._recording.take(output.pop(TOUCHES, None))
            if sizes := output.pop(SIZES, None):
                self._recording.memory(str(node.gateway.id), sizes)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        if node.config.getoption("dist", "no") != "each":
            self._collections.add(str(node.gateway.id), ids)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        if self._collections.differ:
            found = self._collections.findings(session.config.rootpath, plain_test_id(session.config))
            self._recording.take({"findings": [finding.to_json() for finding in found]})
            workers = ", ".join(self._collections.workers)
            self._recording.notice(
                f"pytest-xdist runs only what all workers have collected alike; here differ: {workers}"
            )
        yield
        if NOTHING_RAN in self._recording.notices:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR


def _dist(node: Any) -> str:
    # pytest-xdist itself implements the hook, once.
    schedulers = getattr(node.config.hook, "pytest_xdist_make_scheduler", None)
    if schedulers is None or len(schedulers.get_hookimpls()) > 1 or node.workerinput.get("workercount") == 1:
        return ""
    return str(node.config.getoption("dist", ""))
