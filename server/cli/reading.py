"""`codekin extract`: what pages would put into the graph."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from graph.errors import CodekinError
from graph.ingest.text import lexicon, titles
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.reader import Reader, Reading
from server.cli import options
from server.durations import in_words


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--code", "given", help="The code the page describes, when it does not say or says it wrong.")
@options.data
@options.as_json
def extract(files: tuple[Path, ...], given: str | None, data: Path, as_json: bool) -> None:
    """Read procedure pages and print their code, sections, duration and mentions.

    A file that cannot be read is reported on standard error, the others are still printed; the exit status is then 2.
    """
    reader = Reader(Grounder(lexicon.load(data / "vocabularies")), titles.load(data / "titles"))
    failed = False
    for path in files:
        try:
            reading = reader.read(path, given)
        except CodekinError as error:
            click.echo(f"codekin: {error.sentence()}", err=True)
            failed = True
            continue
        options.put(reading.as_json()) if as_json else _table(reading)
    sys.exit(2 if failed else 0)


def _table(reading: Reading) -> None:
    """A reading for the eye."""
    click.echo(f"{reading.source.path}: {reading.code or 'no code found'} — {reading.title or 'no title'}")
    if reading.duration:
        click.echo(f"  {in_words(reading.duration)}")
    for mention in reading.mentions:
        q = mention.qualifiers
        said = "; ".join(filter(None, (q.negated and "not", q.hedge, q.condition, q.frequency, q.role)))
        click.echo(f"  {mention.predicate:16} {mention.grounding.concept:44} {mention.exact!r}{said and f'  [{said}]'}")
    counts = Counter(mention.grounding.method for mention in reading.mentions)
    click.echo(f"  {len(reading.mentions)} mentions: " + ", ".join(f"{n} {m}" for m, n in sorted(counts.items())))


COMMANDS = (extract,)
