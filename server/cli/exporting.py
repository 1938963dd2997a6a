"""`codekin export`: a release as RDF, or one resource of it."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from graph import open_graph
from server.cli import options


@click.command()
@click.option("--format", "name", default="turtle", show_default=True, help="turtle, ntriples, rdfxml or jsonld.")
@click.option("--id", "curie", help="One resource with its edges instead of everything.")
@click.option("--out", type=click.Path(path_type=Path), help="A file, which appears whole or not at all.")
@options.release
def export(name: str, curie: str | None, out: Path | None, release: Path) -> None:
    """Write the graph as RDF to a file or to standard output."""
    from schema.rdf import export as rdf
    from schema.rdf.formats import RdfFormat

    form, graph = RdfFormat.of_name(name), open_graph(release)
    if curie:
        content = rdf.resource(graph, graph.node(curie), form)  # before there is a file that it could leave empty
    with options.written(out) if out else nullcontext(sys.stdout.buffer) as sink:
        sink.write(content) if curie else rdf.write(graph, form, sink)


COMMANDS = (export,)
