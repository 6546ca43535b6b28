"""Folders of version control."""

from pytest_bulkhead.plugin.races.pattern import Case, is_below

NAME = "version control"
REASON = "git and the like lock what they change, and no test's own data lies there"


def covers(case: Case) -> bool:
    return is_below(case, ".git", ".hg", ".svn", ".jj")
