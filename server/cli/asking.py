"""`codekin search`, `show`, `query`: questions to a release."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from graph.vocabulary import PREDICATES
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
@click.argument("id")
@options.release
@options.as_of
@options.overlay
@options.as_json
def show(id: str, release: Path, as_of: date | None, overlay: Path | None,
        as_json: bool) -> None:
    """Show a node with its names, facts and edges."""
    graph = options.opened(release, as_of, overlay)
    node = graph.node(id)
    edges = [a for p in PREDICATES for a in graph.out(node, p)]
    if as_json:
        options.put({"id": node.id, "category": node.category, "label": node.label, "definition": node.definition,
                     "valid_from": node.valid_from, "valid_to": node.valid_to,
                     "successors": [n.id for n in graph.successors(node)],
                     "labels": [asdict(label) for label in graph.labels(node)],
                     "attributes": [asdict(fact) for fact in graph.attributes(node)],
                     "edges": [{"predicate": a.predicate, "object": a.object.id, "label": a.object.label,
                                **asdict(a.qualifiers)} for a in edges]})
        return
    click.echo(f"{node.id} — {node.label}" + (f"\n{node.definition}" if node.definition else ""))
    if node.valid_from or node.valid_to:
        after = ", ".join(n.id for n in graph.successors(node))
        period = f"{node.valid_from or '…'} to {node.valid_to or '…'}"
        click.echo(f"  in force {period}" + (f", then {after}" if after else ""))
    for fact in graph.attributes(node):
        click.echo(f"  {fact.name:16} {fact.value}")
    for a in edges:
        known = {k: v for k, v in asdict(a.qualifiers).items() if v not in (None, False)}
        said = [f"{k}: {v}" for k, v in known.items() if k not in ("pros", "cons")]
        click.echo(f"  {a.predicate:16} {a.object.label} ({a.object.id})" + (f"  [{'; '.join(said)}]" if said else ""))


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


COMMANDS = (search, show, query)
