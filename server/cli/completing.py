"""`codekin complete`: the valid next characters of an ICD-10-PCS code, or where a code goes wrong."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from graph import open_graph
from graph.query import completion
from graph.query.completion import Completion
from server.cli import options


@click.command()
@click.argument("code")
@click.option("--as-of", "--on", "on", type=click.DateTime(["%Y-%m-%d"]),
              help="The edition of this day (default: the newest).")
@options.release
@options.as_json
def complete(code: str, on: datetime | None, release: Path, as_json: bool) -> None:
    """What may follow the beginning of an ICD-10-PCS code; exit status 1 when a character may not stand there."""
    found = completion.complete(open_graph(release).columns, code, on.date() if on else None)
    if as_json:
        options.put({**asdict(found), "valid": found.valid, "complete": found.complete})
    else:
        _text(found)
    sys.exit(0 if found.valid else 1)


def _text(found: Completion) -> None:
    click.echo(f"ICD10PCS:{found.prefix or '…'} — {found.edition}, {found.codes} codes")
    for step in found.path:
        click.echo(f"  {step.position} {step.axis or 'no axis known'}: {step.character} {' / '.join(step.labels)}")
    if found.failed_at is not None:
        wrong = found.asked[found.failed_at - 1]
        click.echo(f"position {found.failed_at}: {wrong} may not stand here" + (
            "; the letters I and O are not used" if wrong in "IO" else "") + ". What may:")
    if found.label:
        click.echo(f"valid code: {found.label}")
    for choice in found.choices:
        click.echo(f"  {choice.character}  {' / '.join(choice.labels) or '–':60} {choice.codes:6}  {choice.axis or ''}")


COMMANDS = (complete,)
