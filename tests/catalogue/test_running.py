"""Runs of the seeds: each examination catches what it must, as the committed figures say, and tells of no twin."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.by_running import ByRunning
from pytest_bulkhead.drill.examiners.collection import Collection
from pytest_bulkhead.drill.examiners.parallel import Parallel
from pytest_bulkhead.drill.examiners.serial import Serial
from pytest_bulkhead.drill.laying import is_alone
from pytest_bulkhead.drill.proving import show
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.seed import RUNNING, Examination, Seed
from pytest_bulkhead.pytest_process import own_interpreter, probe
from tests.servers import openfga_server, postgres, redis_server

from .measuring import compare

__all__ = ["openfga_server", "postgres", "redis_server"]

ARGUMENTS = tuple(word for name in ("randomly", "hypothesispytest", "cov") for word in ("-p", f"no:{name}"))
THERE = frozenset({"anyio", "fastapi", "openfga", "postgres", "psycopg", "redis"})
RUNS = (Collection, Serial, Parallel)


@pytest.fixture(scope="session")
def full_bench(postgres: str, redis_server: str, openfga_server: str) -> Bench:
    """All that a seed may need is there."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS drill_ledger (goods text, weight int)")
    request = urllib.request.Request(f"{openfga_server}/stores", data=b'{"name": "drill"}')
    with urllib.request.urlopen(request, timeout=60) as answer:
        store = answer.read().decode().partition('"id":"')[2].partition('"')[0]
    redis = urlsplit(redis_server)
    variables = {
        "DATABASE_URL": postgres,
        "REDIS_URL": redis_server,
        "REDIS_HOST": str(redis.hostname),
        "REDIS_PORT": str(redis.port),
        "FGA_API_URL": openfga_server,
        "FGA_STORE_ID": store,
    }
    return Bench(probe(own_interpreter(), Path.cwd()), ARGUMENTS, THERE, variables, seconds=600)


def worth_running(examination: Examination) -> list[Seed]:
    """Those that stand in one run with all others, and of those that stand alone what must be caught."""
    seeds = [seed for seed in all_seeds() if not is_alone(seed) or examination in seed.caught_by]
    if examination is Examination.COLLECTION:  # of two workers: what is not in sight there is in sight in no other file
        return [seed for seed in seeds if examination in seed.caught_by or seed.caught_by & RUNNING]
    return [seed for seed in seeds if seed.code != "BH001"]


@pytest.mark.parametrize("kind", RUNS, ids=lambda kind: kind.examination.value)
def test_figures_of_a_run(kind: type[ByRunning], full_bench: Bench) -> None:
    examination = kind.examination
    shown = list(show(worth_running(examination), kind(full_bench)))
    # Workers that do not agree on what there is run nothing.
    assert [one.complaint for one in shown if one.complaint and one.seed.code != "BH503"] == []
    caught = [one.seed for one in shown if one.telling]
    missed = [one.seed for one in shown if examination in one.seed.caught_by and not one.telling]
    assert [f"{seed.code}: {seed.name}" for seed in missed] == []
    compare(examination.value, caught)


@pytest.mark.parametrize("kind", RUNS, ids=lambda kind: kind.examination.value)
def test_of_a_twin_nothing_is_told(kind: type[ByRunning], full_bench: Bench) -> None:
    shown = list(show(worth_running(kind.examination), kind(full_bench), twins=True))
    assert [one.complaint for one in shown if one.complaint] == []
    told = [
        f"{one.seed.code}: {one.seed.name}: {finding.code} {finding.message}"
        for one in shown
        for finding in one.findings
    ]
    assert told == []
