"""What keeps the tests of this project apart still stands: our own suite under what `bulkhead init` writes for others.

Each test tells what is wrong, why it matters and what to do; what does not apply here is skipped with its reason.
`bulkhead verify` runs this file, too.
"""

from __future__ import annotations

import pytest

from pytest_bulkhead.meta import hold, hold_others

WITHOUT: dict[str, str] = {
    "ci_runs_verify": "tests/regression/test_shipped_suite.py runs the same suite, and this file is the rest",
}
"""Checks that this project does without, each with the reason; their tests below can go."""


def test_plugin_active(pytestconfig: pytest.Config) -> None:
    """What a test leaves changed is then told by the next test that fails, and blamed on it."""
    hold("plugin_active", pytestconfig)


def test_requirement_recorded(pytestconfig: pytest.Config) -> None:
    """On a machine without it the same tests run unwatched, and its fixtures do not exist."""
    hold("requirement_recorded", pytestconfig)


def test_settings_valid(pytestconfig: pytest.Config) -> None:
    """Settings that mean nothing protect nothing, and a check that cannot start finds nothing."""
    hold("settings_valid", pytestconfig)


def test_settings_not_loosened(pytestconfig: pytest.Config) -> None:
    """What is let through by a change of the settings is let through for everybody, and from then on."""
    hold("settings_not_loosened", pytestconfig)


def test_baseline_not_grown(pytestconfig: pytest.Config) -> None:
    """A baseline is what is still to be mended; one that grows is where new findings are hidden."""
    hold("baseline_not_grown", pytestconfig)


def test_baseline_pruned(pytestconfig: pytest.Config) -> None:
    """For each entry too many a new finding can come in unseen."""
    hold("baseline_pruned", pytestconfig)


def test_suppressions_have_reasons(pytestconfig: pytest.Config) -> None:
    """Without a reason nobody dares to take it out, even when there is none any more."""
    hold("suppressions_have_reasons", pytestconfig)


def test_hooks_configured(pytestconfig: pytest.Config) -> None:
    """What is told while the code is still in hand costs a minute; what CI tells costs a push."""
    hold("hooks_configured", pytestconfig)


def test_hooks_installed(pytestconfig: pytest.Config) -> None:
    """A hook that is only written down checks nothing."""
    hold("hooks_installed", pytestconfig)


def test_hooks_current(pytestconfig: pytest.Config) -> None:
    """An older hook lets through what CI then refuses."""
    hold("hooks_current", pytestconfig)


def test_ci_runs_check(pytestconfig: pytest.Config) -> None:
    """Who has no hook installed, or commits with --no-verify, brings in whatever there is."""
    hold("ci_runs_check", pytestconfig)


def test_ci_keeps_plugin(pytestconfig: pytest.Config) -> None:
    """A leak is then seen on a developer's machine at best, and reaches the main branch unseen."""
    hold("ci_keeps_plugin", pytestconfig)


def test_xdist_installed(pytestconfig: pytest.Config) -> None:
    """What fails only in parallel is then seen by CI alone, and by nobody who could try it at home."""
    hold("xdist_installed", pytestconfig)


def test_groups_effective(pytestconfig: pytest.Config) -> None:
    """A group that is torn apart keeps nothing apart, and looks as if it did."""
    hold("groups_effective", pytestconfig)


def test_strict_markers(pytestconfig: pytest.Config) -> None:
    """A mistyped `xdist_group`, `shares` or `bulkhead_allow` does nothing, and says nothing."""
    hold("strict_markers", pytestconfig)


def test_one_order_plugin(pytestconfig: pytest.Config) -> None:
    """An order that two plugins have shuffled is made again by the seeds of both alone, and each tells its own."""
    hold("one_order_plugin", pytestconfig)


def test_fixtures_not_shadowed(pytestconfig: pytest.Config) -> None:
    """Of two fixtures with one name pytest takes one without a word, and what the other kept apart is shared."""
    hold("fixtures_not_shadowed", pytestconfig)


def test_resources_not_bypassed(pytestconfig: pytest.Config) -> None:
    """What a conftest.py gives out is used by every test below it, in every worker at once."""
    hold("resources_not_bypassed", pytestconfig)


def test_servers_there(pytestconfig: pytest.Config) -> None:
    """Every test that asks for one is an error without it."""
    hold("servers_there", pytestconfig)


def test_drill_rate_held(pytestconfig: pytest.Config) -> None:
    """What was caught once and is not caught now comes in by the next commit."""
    hold("drill_rate_held", pytestconfig)


def test_quarantine_current(pytestconfig: pytest.Config) -> None:
    """A test that stays there for good protects nothing, and is paid for in every run."""
    hold("quarantine_current", pytestconfig)


def test_record_folder_ignored(pytestconfig: pytest.Config) -> None:
    """Records hold the names of tests and files of one machine, differ with every run, and grow."""
    hold("record_folder_ignored", pytestconfig)


def test_guides_present(pytestconfig: pytest.Config) -> None:
    """Who does not know the rule breaks it, and learns of it from a red job."""
    hold("guides_present", pytestconfig)


def test_later_checks(pytestconfig: pytest.Config) -> None:
    """A later pytest-bulkhead looks at more than stands above: give that a test of its own."""
    named = {name.removeprefix("test_") for name in globals()}
    hold_others({*named, *WITHOUT}, pytestconfig)
