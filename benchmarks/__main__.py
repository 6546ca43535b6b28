"""`python -m benchmarks [TREE ...]`: all measurements, printed as tables of ratios."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.check_speed import compare_checkers
from benchmarks.databases import compare_databases
from benchmarks.plugin_overhead import compare_depths, compare_plugins, compare_suite
from benchmarks.touches import compare_touches


def main() -> None:
    """Measure the checker on trees of tests, and the plugin on trivial tests, a large project or a real suite."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("trees", nargs="*", default=["."], help="folders whose tests are checked, one a project (.)")
    parser.add_argument("--tests", type=int, default=10_000, help="how many trivial tests to run (10000), 0 for none")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each, of which the cheapest counts (3)")
    parser.add_argument("--modules", type=int, default=200, help="of the project for depth deep (200), 0 for none")
    parser.add_argument("--databases", type=int, default=40, help="tests that ask for a database (40), 0 for none")
    parser.add_argument("--suite", help="a folder with a real suite that this interpreter can run, and nothing else")
    parser.add_argument("--suite-arguments", default="", help="of its pytest, with spaces between")
    options = parser.parse_args()
    if options.suite:
        compare_suite(Path(options.suite), options.suite_arguments.split(), options.rounds)
        return
    compare_checkers(options.trees, options.rounds)
    print()
    if options.tests:
        compare_plugins(options.tests, options.rounds)
        print()
        compare_touches(options.tests, options.rounds)
        print()
    if options.modules:
        compare_depths(options.modules, options.rounds)
        print()
    if options.databases:
        compare_databases(options.databases, options.rounds)


if __name__ == "__main__":
    main()
