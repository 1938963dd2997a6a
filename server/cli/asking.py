"""`codekin search`, `query`, `sparql`: questions to a release."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from server.cli import options


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--first", default=10, show_default=True, type=click.IntRange(1, 1000))
@options.release
@options.as_of
@options.overlay
@options.as_json
def search(words: tuple[str, ...], first: int, release: Path, as_of: date | None, overlay: Path | None,
        as_json: bool) -> None:
    """Find nodes by name or number."""
    found = options.opened(release, as_of, overlay).search(" ".join(words), first)
    if as_json:
        hits = [{"id": h.node.id, "category": h.node.category, "label": h.node.label, "score": h.score}
                for h in found.hits]
        options.put({"query": found.query, "total": found.total, "returned": len(hits), "hits": hits})
    else:
        for hit in found.hits:
            click.echo(f"{hit.node.id:36} {hit.node.label}")
        click.echo(f"{len(found.hits)} of {found.total}")
    sys.exit(0 if found.total else 1)


@click.command()
@click.argument("graphql")
@options.release
@options.overlay
def query(graphql: str, release: Path, overlay: Path | None) -> None:
    """Answer a GraphQL query, given as text or as @FILE."""
    from schema.graphql.schema import schema

    text = options.text_of(Path(graphql[1:])) if graphql.startswith("@") else graphql
    result = schema.execute_sync(text, context_value={"graph": options.opened(release, overlay=overlay)})
    errors = [error.formatted for error in result.errors or []]
    options.put({"data": result.data, **({"errors": errors} if errors else {})})
    sys.exit(1 if errors else 0)


@click.command()
@click.argument("text", metavar="SPARQL")
@click.option("--format", "name", help="json, xml, csv or tsv; of a graph turtle, jsonld, ntriples or rdfxml "
              "(default: tsv, turtle; json for yes or no).")
@options.release
@options.as_of
def sparql(text: str, name: str | None, release: Path, as_of: date | None) -> None:
    """Answer a SPARQL query, given as text or as @FILE. The prefixes of the release need not be declared."""
    from server.sparql_worker import reply

    query = options.text_of(Path(text[1:])) if text.startswith("@") else text
    sys.stdout.buffer.write(reply(options.opened(release, as_of), query, name or "")[1])


COMMANDS = (search, query, sparql)
