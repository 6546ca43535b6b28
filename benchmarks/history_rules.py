"""`python -m benchmarks.history_rules`: the rules of the history on simulated ones, with what they miss and invent."""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from itertools import product

from benchmarks import history_durations, history_flakiness


def main() -> None:
    """Print a table of the rule for slower tests, and one of that for flaky ones."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history_rules", description=__doc__)
    parser.add_argument("--tests", type=int, default=10_000, help="of each history (10000)")
    parser.add_argument("--runs", type=int, default=200, help="likewise (200)")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="a history of each kind for each (1 2 3)"
    )
    parser.add_argument("--processes", type=int, default=2, help="how many histories are simulated at once (2)")
    options = parser.parse_args()
    size = options.tests, options.runs
    with ProcessPoolExecutor(options.processes) as pool:
        durations = [
            pool.submit(history_durations.simulate, noise, seed, *size)
            for noise, seed in product(history_durations.NOISE, options.seeds)
        ]
        outcomes = [
            pool.submit(history_flakiness.simulate, custom, seed, *size)
            for custom, seed in product(history_flakiness.CUSTOMS, options.seeds)
        ]
        for line in history_durations.table(one.result() for one in durations):
            print(line, flush=True)
        print()
        for line in history_flakiness.table(one.result() for one in outcomes):
            print(line, flush=True)


if __name__ == "__main__":
    main()
