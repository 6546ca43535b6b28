"""All that a page shows, as one object; the page and the server's interface tell the same."""

from __future__ import annotations

from typing import Any

from pytest_bulkhead.outputs.format import TOOL
from pytest_bulkhead.quarantine.entry import today
from pytest_bulkhead.report.data.coverage import coverage_data
from pytest_bulkhead.report.data.debt import debt_data
from pytest_bulkhead.report.data.findings import findings_data
from pytest_bulkhead.report.data.first import first_data
from pytest_bulkhead.report.data.run import run_data
from pytest_bulkhead.report.data.sources import Sources
from pytest_bulkhead.report.data.tests import tests_data
from pytest_bulkhead.report.data.timeline import timeline_data


def page_data(sources: Sources) -> dict[str, Any]:
    """What there is to say, in values that JSON knows.

    Args:
        sources: what it is said from.
    """
    run, past = sources.run, sources.past
    record = run.record if run else None
    groups = findings_data(run.groups, sources.root, past.seen if past else None) if run else []
    return {
        "version": 1,
        "tool": TOOL,
        "project": sources.root.name or str(sources.root),
        "made": int(sources.made),
        "run": run_data(run) if run else None,
        "first": first_data(record, run.groups if run else (), past.told.tests if past else ()),
        "findings": groups,
        "tests": tests_data(record, past),
        "timeline": timeline_data(record, groups) if record else None,
        "coverage": coverage_data(groups, sources.measured),
        "debt": debt_data(sources.quarantine, today()),
        **_of_past(sources),
    }


def _of_past(sources: Sources) -> dict[str, Any]:
    past = sources.past
    if past is None:
        return {"flaky": [], "alerts": [], "trends": None, "review": None}
    # Here, so that a page of one run needs no database.
    from pytest_bulkhead.report.data.alerts import alerts_data
    from pytest_bulkhead.report.data.flaky import flaky_data
    from pytest_bulkhead.report.data.review import review_data
    from pytest_bulkhead.report.data.trends import trends_data

    review = None
    if sources.since is not None:
        review = review_data(past, sources.since, sources.made, sources.tolerated)
    return {
        "flaky": flaky_data(past.told.tests),
        "alerts": alerts_data((*past.told.changes.opened, *past.told.changes.standing)),
        "trends": trends_data(past),
        "review": review,
    }
