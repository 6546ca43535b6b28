"""Everything that can go wrong with us, as opposed to with the suites we look at.

BulkheadError
├── UsageError                a path, option or name that cannot be meant
│   ├── SuiteError            nothing there that could be checked or run
│   │   └── NoTestCodeError   no file that pytest would collect
│   ├── InterpreterError      a Python that cannot run the suite under our plugin
│   └── UnknownHazardError    a code or slug that the catalogue does not hold
├── RewriteError              files that were to be fixed and could not be written
├── SettingsError             [tool.bulkhead] says something that it cannot say
├── OwnRuleError              a project's own rule that cannot be loaded, or is none
├── BaselineError             a baseline that is missing, broken, or would have to grow
├── LedgerError               what `bulkhead init` has written down of itself is broken
├── PlanError                 a plan of groups that is broken, foreign or from the future
├── QuarantineError           the file of tests in quarantine is broken, foreign or from the future
├── PageError                 a page that cannot be written
├── RefusedError              a test does what the settings refuse
├── RecordError               a run record that is foreign, broken or from the future
├── OnceError                 what is made once for a run cannot be made, shared or undone
├── OverrideError             a dependency's override that FastAPI would not use as it was meant
├── ServerError               a server that was to be used cannot be found, started or reached
└── WorkerError               a worker's identity, or what follows from it, cannot be had
    ├── MalformedWorkerIdError
    ├── NameTooLongError
    └── RedisNumbersExhaustedError

OurFaultError                 a mistake of ours; whatever else is raised is one, too

Each message is one paragraph: what happened, where, and what to do.
"""

from __future__ import annotations


class BulkheadError(Exception):
    """Something went wrong that a person can mend; the message says how."""

    exit_status = 2


class OurFaultError(Exception):
    """Something went wrong that only we can mend; the message says where."""

    exit_status = 3


class UsageError(BulkheadError):
    """The command line asks for something that cannot be done."""


class SuiteError(UsageError):
    """There is no suite, or no test code, where we were told to look."""


class NoTestCodeError(SuiteError):
    """What we were told to look at exists, and no file of it is test code."""


class InterpreterError(UsageError):
    """The Python that should run the suite is missing, too old, or lacks pytest."""


class UnknownHazardError(UsageError):
    """No hazard of the catalogue has this code or slug."""


class RewriteError(BulkheadError):
    """Some files that were to be fixed could not be written."""


class SettingsError(BulkheadError):
    """The settings cannot be read, or hold a key or value that means nothing."""


class OwnRuleError(BulkheadError):
    """A rule that the settings name cannot be loaded, or is no rule."""


class BaselineError(BulkheadError):
    """The baseline cannot be read or written, or would have to tolerate more than it did."""


class PlanError(BulkheadError):
    """The plan of groups cannot be read or written: it is foreign, broken, or of a later version."""


class QuarantineError(BulkheadError):
    """The file of tests in quarantine cannot be read or written."""


class LedgerError(BulkheadError):
    """What `bulkhead init` has written into a project cannot be told any more."""


class PageError(BulkheadError):
    """A page cannot be written where it was asked for."""


class RefusedError(BulkheadError):
    """A test does what the settings refuse; it raises there, and does not happen.

    Args:
        what: who does what.
        operation: its name in `refuse`.
        code: of the hazard that it brings.
        path: where it is done.
        line: likewise.
        remedy: what to do instead.
    """

    def __init__(self, what: str, operation: str, code: str, path: str, line: int, remedy: str) -> None:
        super().__init__(what, operation, code, path, line, remedy)
        self.what, self.operation, self.code, self.path, self.line, self.remedy = self.args

    def __str__(self) -> str:
        return f"{self.code}: {self.what} ({self.operation}), at {self.path}:{self.line}. {self.remedy}"


class RecordError(BulkheadError):
    """A run record cannot be read: it is foreign, broken, or of a later schema."""


class HistoryError(BulkheadError):
    """What is remembered of runs cannot be kept or told."""


class StoreError(HistoryError):
    """The store of runs cannot be opened, read or written."""


class ForeignReportError(HistoryError):
    """A report of a run cannot be read: it is foreign or broken."""


class ServerError(BulkheadError):
    """A server that tests were to use cannot be found, started or reached."""


class OnceError(BulkheadError):
    """What is made once for all workers cannot be made, shared or undone."""


class OverrideError(BulkheadError):
    """An override of a dependency would not do what it was meant to."""


class WorkerError(BulkheadError):
    """Who this worker is, or what belongs to it, cannot be told."""


class MalformedWorkerIdError(WorkerError):
    """The environment names a worker in a form that pytest-xdist never uses."""


class NameTooLongError(WorkerError):
    """A worker-scoped name cannot be made as short as the server demands."""


class RedisNumbersExhaustedError(WorkerError):
    """This worker's number is past the last database of a stock Redis server."""
