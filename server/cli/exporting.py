"""`codekin export`: a release as RDF, or one resource of it."""

from __future__ import annotations

import sys
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
        content = rdf.resource(graph, graph.node(curie), form)
        out.write_bytes(content) if out else sys.stdout.buffer.write(content)
    elif out:
        part = out.with_name(f".{out.name}.part")
        with part.open("wb") as sink:
            rdf.write(graph, form, sink)
        part.replace(out)
    else:
        rdf.write(graph, form, sys.stdout.buffer)


COMMANDS = (export,)
