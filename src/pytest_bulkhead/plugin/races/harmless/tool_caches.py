"""Caches of tools that are made for several processes at once."""

from pytest_bulkhead.plugin.races.pattern import Case, is_below

NAME = "tool cache"
REASON = "the tool keeps it for all processes of the machine, and copes with others at work on it"

_NAMES = (
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    ".tox",
    ".nox",
    ".eggs",
    ".ipynb_checkpoints",
    ".testmondata*",
    ".benchmarks",
    "**/.cache/fontconfig",
    "**/.cache/matplotlib",
    "**/.config/matplotlib",
    "**/.matplotlib",
    "**/.cache/pip",
    "**/.cache/uv",
    "**/.cache/pre-commit",
    "**/.cache/numba",
    "**/.cache/mesa_shader_cache",
    "**/.cache/black",
    "**/.cache/pylint",
    "**/.astropy/cache",
    "**/.ipython",
    "**/python-entrypoints",
    "**/.bulkhead",
)


def covers(case: Case) -> bool:
    return is_below(case, *_NAMES)
