"""`python -m benchmarks [TREE ...]`: all measurements, printed as tables of ratios."""

from __future__ import annotations

import argparse

from benchmarks.check_speed import compare_checkers
from benchmarks.plugin_overhead import compare_plugins


def main() -> None:
    """Measure the checker on trees of tests, and the plugin on trivial tests."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("trees", nargs="*", default=["."], help="folders whose tests are checked, one a project (.)")
    parser.add_argument("--tests", type=int, default=10_000, help="how many trivial tests to run (10000), 0 for none")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the cheapest counts (3)")
    options = parser.parse_args()
    compare_checkers(options.trees, options.rounds)
    if not options.tests:
        return
    print()
    compare_plugins(options.tests, options.rounds)


if __name__ == "__main__":
    main()
