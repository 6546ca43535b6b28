"""The drill: seeds violations in copies of a project, and measures which layer catches them."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pytest_bulkhead import __version__
from pytest_bulkhead.audit.suite import find_python, find_suite
from pytest_bulkhead.drill.bench import Bench
from pytest_bulkhead.drill.candidates import find_candidates
from pytest_bulkhead.drill.choosing import choose
from pytest_bulkhead.drill.collecting import run_plainly
from pytest_bulkhead.drill.copying import copy_project
from pytest_bulkhead.drill.drilled import SCORECARD
from pytest_bulkhead.drill.false_alarms import lay_twins
from pytest_bulkhead.drill.kept import Kept, fingerprint
from pytest_bulkhead.drill.laboratory import Before, Laboratory
from pytest_bulkhead.drill.lanes import Lanes
from pytest_bulkhead.drill.mutating.subject import read_subjects
from pytest_bulkhead.drill.registry import all_seeds
from pytest_bulkhead.drill.rounds import WHOLE_SUITE_SECONDS, examine_all, look_at_twins, look_before
from pytest_bulkhead.drill.scorecard.scorecard import Scorecard
from pytest_bulkhead.drill.surroundings import look_around
from pytest_bulkhead.drill.variants import lay_seeds
from pytest_bulkhead.errors import SuiteError, UsageError
from pytest_bulkhead.findings import Finding
from pytest_bulkhead.kept_file import write_whole
from pytest_bulkhead.node_ids import argument_for
from pytest_bulkhead.pytest_process import probe
from pytest_bulkhead.record.folder import prepare_folder
from pytest_bulkhead.settings import Settings, load_settings

_MOST_LANES = 4
# A mutant's tests show it in their order; the name is no error where there is no such plugin.
_IN_ORDER = ("-p", "no:randomly")
# For the few tests of a batch.
_SECONDS = 60.0
_TOLD = 200


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a drill goes.

    Args:
        mutants: how many at most.
        minutes: after so many no more mutants are begun; 0 for no such bound.
        seed: decides which mutants are chosen.
    """

    mutants: int
    minutes: float
    seed: int


def drill(
    path: Path, *, python: str | None, bounds: Bounds, say: Callable[[str], None] = lambda text: None
) -> Scorecard:
    """Drill the project at a path; what is found out on the way is kept until the drill is through.

    Args:
        path: the folder of a project.
        python: the interpreter that has the suite's packages; found when not named.
        bounds: how far to go.
        say: called with how far it is.

    Raises:
        SuiteError: there is no suite at that path, or no test of it passes in a copy.
        InterpreterError: the suite cannot be run by that interpreter.
        SettingsError: the project's settings cannot be read.
        UsageError: there was no time to examine anything.
        OurFaultError: an examination failed because of us.
    """
    began = time.monotonic()
    suite = find_suite(path)
    settings = load_settings(suite.root)
    interpreter = probe(find_python(suite, python), suite.root)
    with tempfile.TemporaryDirectory(prefix="bulkhead-drill-", ignore_cleanup_errors=True) as name:
        say("copying the project")
        # Links are followed once, here: records name files by their real paths.
        untouched = copy_project(suite.root, Path(name).resolve())
        around = look_around(suite.root, interpreter.executable, {need for seed in all_seeds() for need in seed.needs})
        bench = Bench(interpreter, (*_IN_ORDER, *around.arguments), around.there, seconds=_SECONDS, untouched=untouched)
        say("running the untouched tests")
        passing = _passing(untouched, bench, path)
        read = read_subjects(untouched, load_settings(untouched))
        subjects = [one for one in read if argument_for(one.path) == one.path]
        folders = sorted({subject.path.rpartition("/")[0] for subject in subjects if subject.path in passing})
        if not folders:
            raise SuiteError(
                f"Of the tests of {path} that pass, none stands in a file that `bulkhead check` reads: a drill is made "
                "of tests in Python. Does `exclude` in the settings leave them out?"
            )
        candidates = find_candidates([one for one in subjects if one.is_conftest or one.path in passing])
        shown = (mutant for mutant in candidates.mutants if passing.issuperset(mutant.tests))
        mutants = (*shown, *lay_seeds(folders, bench.there))
        chosen = choose(mutants, bounds.mutants, bounds.seed)
        twins = lay_twins(folders)
        kept = Kept(suite.root, fingerprint(chosen, untouched, __version__, interpreter.executable))
        with Lanes(min(_MOST_LANES, os.cpu_count() or 1)) as lanes:
            before = look_before(lanes, untouched, bench, say)
            laboratory = Laboratory(untouched, bench, before.findings, before.blind)
            alarms = look_at_twins(lanes, laboratory, twins, say)
            examined = examine_all(
                lanes,
                chosen,
                laboratory,
                kept,
                go_on=lambda: not bounds.minutes or time.monotonic() - began < 60 * bounds.minutes,
                say=say,
            )
    if not examined:
        raise UsageError(
            f"In {bounds.minutes:g} minutes no mutant could be examined: to run the untouched tests took all of them. "
            "Give --minutes more."
        )
    if len(examined) == len(chosen):
        kept.forget()
    return Scorecard(
        project=suite.root.name,
        seed=bounds.seed,
        mutants=tuple(one for one in examined if not one.void),
        void=Counter(one.void for one in examined if one.void),
        equivalent=candidates.equivalent,
        candidates=len(mutants),
        chosen=len(chosen),
        false_alarms=tuple(sorted(_once(alarms.findings), key=lambda finding: finding.sort_key)),
        untouched=tuple(_once(before.findings)),
        seconds=round(time.monotonic() - began, 1),
        notices=(
            *before.complaints,
            *alarms.complaints,
            *_unnamed(len(read) - len(subjects)),
            *_notices(len(chosen) - len(examined), settings, suite.root, xdist=interpreter.xdist),
        ),
    )


def _passing(untouched: Path, bench: Bench, path: Path) -> frozenset[str]:
    """The tests that pass in a copy, and their files: only they can show what is done to them.

    Raises:
        SuiteError: there is none.
    """
    patient = bench._replace(seconds=WHOLE_SUITE_SECONDS)
    with tempfile.TemporaryDirectory(prefix="copy-", dir=untouched.parent, ignore_cleanup_errors=True) as name:
        found, said = run_plainly(patient, copy_project(untouched, Path(name)))
    if not found:
        raise SuiteError(
            f"In a copy of {path} no test passes, so that nothing could be shown by one ({said[:_TOLD]}). Does the "
            f"suite run by {bench.interpreter.executable}? Name the interpreter that has its packages with --python."
        )
    return found


def _once(found: Before) -> list[Finding]:
    return list(dict.fromkeys(finding for findings in found.values() for finding in findings))


def _unnamed(files: int) -> Iterator[str]:
    if files:
        many = f"{files} file{'s' * (files != 1)}"
        yield f"{many} left out, since there is a bracket in the path: pytest cannot be told to run one"


def _notices(left: int, settings: Settings, root: Path, *, xdist: str | None) -> Iterator[str]:
    if left:
        yield f"{left} mutants were not examined within the time; the same command goes on with them"
    if settings.root and not settings.root.resolve().is_relative_to(root.resolve()):
        yield f"the settings in {settings.root} are not part of {root}, so that the copies were looked at without them"
    if xdist is None:
        yield "the interpreter has no pytest-xdist, so that nothing was examined in two workers"


def keep_scorecard(path: Path, text: str) -> str:
    """Put a scorecard where those look for it that compare with it.

    Returns:
        Why that was not possible, as a sentence; empty when it was.
    """
    place = find_suite(path).root / SCORECARD
    try:
        prepare_folder(place.parent / "drill")
        write_whole(place, text)
    except OSError as error:
        return f"The scorecard cannot be kept in {place}: {error.strerror}."
    return ""
