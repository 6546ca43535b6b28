"""The scorecard as JSON: what `.bulkhead/drill.json` holds, and what others compare with."""

from __future__ import annotations

import json
from typing import Any

from pytest_bulkhead.drill.examiner import Outcome
from pytest_bulkhead.drill.scorecard.scorecard import Scorecard
from pytest_bulkhead.drill.seed import Examination
from pytest_bulkhead.outputs.format import TOOL

VERSION = 1


def render_json(card: Scorecard) -> str:
    """One object: the summary, each hazard by each examination, and each mutant."""
    low, high = card.interval
    document = {
        "version": VERSION,
        "tool": TOOL,
        "summary": {
            "project": card.project,
            "seed": card.seed,
            "mutants": len(card.mutants),
            "caught": len(card.caught),
            "prevention_rate": round(card.prevention_rate, 4),
            "interval": [round(low, 4), round(high, 4)],
            "by_two_layers": round(card.share(card.by_two), 4),
            "before_and_while_running": round(card.share(card.before_and_while), 4),
            "false_alarms": len(card.false_alarms),
            "survivors": len(card.survivors),
            "untouched_findings": len(card.untouched),
            "candidates": card.candidates,
            "chosen": card.chosen,
            "void": sum(card.void.values()),
            "equivalent": sum(card.equivalent.values()),
            "seconds": card.seconds,
        },
        "hazards": [_hazard(card, code) for code in card.codes],
        "mutants": [{**one.to_json(), "survived": not one.caught_by} for one in card.mutants],
        "void": dict(card.void),
        "equivalent": dict(card.equivalent),
        "false_alarms": [finding.to_json() for finding in card.false_alarms],
        "untouched": [finding.to_json() for finding in card.untouched],
        "notices": list(card.notices),
    }
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def _hazard(card: Scorecard, code: str) -> dict[str, Any]:
    mutants = card.of(code)
    return {
        "code": code,
        "mutants": len(mutants),
        "caught": sum(bool(one.caught_by) for one in mutants),
        "examinations": {
            examination.value: {
                outcome.value: card.tally(code, examination).counts.get(outcome, 0) for outcome in Outcome
            }
            for examination in Examination
        },
    }
