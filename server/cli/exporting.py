"""`codekin export`: a release as RDF or as Parquet, or one resource of it as RDF."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click

from graph.errors import BadInput
from graph.query import parquet
from server.cli import options


@click.command()
@click.option("--format", "name", default="turtle", show_default=True,
              help="turtle, ntriples, rdfxml, jsonld or parquet.")
@click.option("--id", "curie", help="One resource with its edges instead of everything.")
@click.option("--out", type=click.Path(path_type=Path),
              help="A file, or a new folder for parquet, which appears whole or not at all.")
@options.release
@options.as_of
def export(name: str, curie: str | None, out: Path | None, release: Path, as_of: date | None) -> None:
    """Write the graph as RDF to a file or to standard output, or as a folder of Parquet tables."""
    graph = options.opened(release, as_of)
    if name == "parquet":
        if out is None or curie or as_of:
            raise BadInput("Parquet is a folder of whole tables, whose rows have their days",
                           expected="--out FOLDER and no --id or --as-of",
                           got="--id" if curie else "--as-of" if as_of else "no --out")
        made = parquet.write(graph.release, out)
        for file, said in made["files"].items():
            click.echo(f"{said['rows']:>10,}  {file}", err=True)
        return
    from schema.rdf import export as rdf
    from schema.rdf.formats import RdfFormat

    form = RdfFormat.of_name(name)
    content = rdf.resource(graph, graph.node(curie), form) if curie else b""  # before there is a file to leave empty
    with options.written(out) if out else nullcontext(sys.stdout.buffer) as sink:
        sink.write(content) if curie else rdf.write(graph, form, sink)


COMMANDS = (export,)
