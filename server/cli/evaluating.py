"""`codekin evaluate`: how good the reading is, on annotated pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graph.ingest.evaluation.reading import evaluate as evaluate_reading
from graph.ingest.text import lexicon, titles
from graph.ingest.text.grounding import Grounder
from graph.ingest.text.reader import Reader
from server.cli import options
from server.settings import ROOT

GOLD = ROOT / "tests" / "gold" / "reading"


@click.group()
def evaluate() -> None:
    """Measure quality on annotated material."""


@evaluate.command()
@click.option("--gold", type=click.Path(path_type=Path), default=GOLD,
              help="Folder with one folder a set of gold files.")
@options.data
@options.as_json
def reading(gold: Path, data: Path, as_json: bool) -> None:
    """Read annotated pages and compare: one set was used while rules were written, the unseen one was not."""
    reader = Reader(Grounder(lexicon.load(data / "vocabularies")), titles.load(data / "titles"))
    sets = {path.name: evaluate_reading(path, reader) for path in sorted(gold.iterdir()) if list(path.glob("*.json"))}
    options.put(sets) if as_json else _table(sets)


def _table(sets: dict[str, dict[str, Any]]) -> None:
    """The figures, one column a set."""
    rows = [("pages", "pages"), ("mentions", "mentions")]
    rows += [(f"mention {x}", f"mention.{x}") for x in ("precision", "recall", "f1")]
    rows += [("atomicity", "atomicity")]
    rows += [(f"{n} {x}", f"{n}.{x}") for n in ("condition", "negation") for x in ("precision", "recall")]
    rows += [("duration exact", "duration"), ("code found", "code"), ("clustering B-cubed f1", "clustering.f1"),
             ("… on concepts of several pages", "clustering_several_pages.f1"),
             ("place of service, any in common", "place_of_service.any"), ("… the same set", "place_of_service.same"),
             ("taxonomy", "taxonomy.same")]
    rows += [(f"{name} f1", f"predicates.{name}.f1") for name in next(iter(sets.values()))["predicates"]]
    click.echo(f"{'':36}" + "".join(f"{name:>10}" for name in sets))
    for title, path in rows:
        click.echo(f"{title:36}" + "".join(f"{_at(figures, path):>10}" for figures in sets.values()))


def _at(figures: dict[str, Any], path: str) -> str:
    value: Any = figures
    for key in path.split("."):
        value = value[key]
    return "–" if value is None else str(value)


COMMANDS = (evaluate,)
