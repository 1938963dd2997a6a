"""`codekin policy`: what the documents of payers say."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from graph.errors import CodekinError
from graph.ingest.policies import payers
from graph.ingest.policies.reader import PolicyReader
from graph.ingest.policies.reading import PolicyReading
from server.cli import options


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.data
@options.as_json
def policy(files: tuple[Path, ...], data: Path, as_json: bool) -> None:
    """Read payer policies and print number, title, dates, and the stance over every code.

    A file that cannot be read is reported on standard error, the others are still printed; the exit status is then 2.
    """
    reader = PolicyReader(payers.load(data / "policies" / "payers.toml"))
    failed = False
    for path in files:
        try:
            readings = reader.read(path)
        except CodekinError as error:
            click.echo(f"codekin: {error.sentence()}", err=True)
            failed = True
            continue
        for reading in readings:
            options.put(reading.as_json()) if as_json else _table(reading)
    sys.exit(2 if failed else 0)


def _table(reading: PolicyReading) -> None:
    """A reading for the eye."""
    name = f"{reading.payer or 'payer unknown'} {reading.number or 'without number'}"
    dates = ", ".join(f"{d.role} {d.value}" for d in reading.dates) or "undated"
    click.echo(f"{reading.file}: {name} — {reading.title or 'no title'}")
    click.echo(f"  {reading.kind or 'kind unknown'}, {reading.status}; {dates}")
    for provision in reading.provisions:
        said = [c.code for c in provision.codes] + [r.raw for r in provision.ranges] + list(provision.pseudo)
        click.echo(f"  {provision.stance:24} {provision.exact[:70]!r}: {' '.join(said) or 'no code'}")
    counts = Counter(row.hcpcs for row in reading.matrix for _ in row.icd10)
    if counts:
        click.echo("  matrix: " + ", ".join(f"{code} with {n} diagnoses" for code, n in counts.items()))
    for problem in reading.problems:
        click.echo(f"  ! {problem.line or ''} {problem.what}")


COMMANDS = (policy,)
