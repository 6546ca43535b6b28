"""The action `alerts` of `bulkhead history`: what it takes, and what it tells where."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_bulkhead.alerting import markdown, open_metrics, terminal
from pytest_bulkhead.alerting.webhook import send, webhook_of
from pytest_bulkhead.errors import UsageError
from pytest_bulkhead.outputs.harmless import harmless
from pytest_bulkhead.outputs.style import Style
from pytest_bulkhead.settings import MEMORY_LIMIT, Alerting, Settings
from pytest_bulkhead.settings.thresholds import parse_threshold

if TYPE_CHECKING:
    from pytest_bulkhead.history.store import Store

FORMATS = {"full": terminal.render_text, "json": terminal.render_json, "markdown": markdown.render}
_LAST = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what the action takes besides the project, the store and the format."""
    told = parser.add_argument_group("where it is told besides")
    told.add_argument("--step-summary", action="store_true", help="in the summary of this step of GitHub Actions")
    told.add_argument("--open-metrics", metavar="FILE", help="in a file of metrics, written anew")
    told.add_argument("--no-webhook", action="store_true", help="not to the webhook that the settings name")
    known = parser.add_argument_group("what somebody knows of")
    known.add_argument(
        "--acknowledge", action="append", metavar="NAME", help="an open alert; can be given several times"
    )
    known.add_argument("--by", metavar="WHO", help="who knows of it")
    known.add_argument("--why", metavar="REASON", help="and what there is to say")
    tried = parser.add_argument_group("what other thresholds would do")
    tried.add_argument(
        "--preview",
        action="append",
        metavar="KEY=VALUE",
        help="what this threshold would have raised; nothing is remembered or sent; can be given several times",
    )
    tried.add_argument(
        "--last", type=int, default=_LAST, metavar="RUNS", help=f"after how many of the last runs ({_LAST})"
    )


def run(options: argparse.Namespace, settings: Settings, root: Path, store: Store) -> int:
    """Acknowledge, preview, or judge and tell.

    Returns:
        1 if there are new alerts.

    Raises:
        UsageError: options that mean nothing, or do not go together.
        StoreError: the store cannot be used.
    """
    if options.acknowledge and options.preview:
        raise UsageError("--acknowledge changes alerts, and --preview changes nothing. Use one of them.")
    if options.acknowledge:
        return _acknowledge(options, store)
    if options.preview:
        return _preview(options, settings, root, store)
    from pytest_bulkhead.alerting.looking import look  # needs SQLAlchemy, and `--help` does not

    url = webhook_of((settings.alerts or Alerting()).webhook, os.environ)
    summary = markdown.step_summary(os.environ) if options.step_summary else None
    told = look(store, settings, root)
    sys.stdout.write(FORMATS[options.output_format](told, Style.of(sys.stdout)))
    sys.stdout.flush()
    opened = told.changes.opened
    # They are new only this once: no file that cannot be written keeps them from those who wait for them.
    if url and opened and not options.no_webhook and (problem := send(url, opened)):
        print(f"bulkhead: {harmless(problem)}", file=sys.stderr)
    if options.open_metrics:
        open_metrics.write(told, Path(options.open_metrics))
    if summary:
        markdown.add_to_step_summary(markdown.render(told, Style()), summary)
    return int(bool(opened))


def _acknowledge(options: argparse.Namespace, store: Store) -> int:
    from pytest_bulkhead.alerting.looking import say_that_it_is_known

    if not (options.by or "").strip() or not (options.why or "").strip():
        raise UsageError("--acknowledge wants --by and --why: who knows of it, and what there is to say.")
    for alert in say_that_it_is_known(store, options.acknowledge, options.by.strip(), options.why.strip()):
        print(harmless(f"[{alert.name}] {alert.subject.test or alert.subject.kind.value}: known to {alert.by}"))
    return 0


def _preview(options: argparse.Namespace, settings: Settings, root: Path, store: Store) -> int:
    from pytest_bulkhead.alerting.looking import preview

    if options.output_format not in terminal.PREVIEWS:
        raise UsageError(f"--preview is told as {' or '.join(terminal.PREVIEWS)}, not as {options.output_format}.")
    if options.last < 1:
        raise UsageError(f"--last takes a number of runs above 0, not {options.last}.")
    holding = tried = settings.alerts or Alerting()
    for said in options.preview:
        tried = parse_threshold(tried, said)
    limit = settings.memory_limit or MEMORY_LIMIT
    now, then = preview(store, root, (holding, tried), options.last, limit)
    sys.stdout.write(terminal.PREVIEWS[options.output_format](now.alerts, then.alerts, now.runs))
    return 0
