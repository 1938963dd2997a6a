"""`codekin search`, `show`, `similar`, `query`: questions to a release."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
import orjson

from graph.errors import BadInput, CodekinError
from graph.query.answers import Neighbor, Similar
from graph.query.graph import Graph
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
@click.argument("code", required=False)
@click.option("--from", "source", type=click.File("r"), help="Codes, one a line; answers as NDJSON in the same order.")
@click.option("--first", default=10, show_default=True)
@click.option("--preset", default="default", show_default=True)
@click.option("--weights", help="signal=weight, comma separated, or a JSON object; laid over the preset.")
@click.option("--exclude", multiple=True, help="A signal to leave out; may be repeated.")
@options.release
@options.as_of
@options.overlay
@options.as_json
def similar(code: str | None, source: Any, first: int, preset: str, weights: str | None, exclude: tuple[str, ...],
            release: Path, as_of: date | None, overlay: Path | None,
        as_json: bool) -> None:
    """The nearest codes of a code, and why."""
    if (code is None) == (source is None):
        raise BadInput("one code or --from FILE", expected="one of the two", got="both" if code else "neither")
    graph = options.opened(release, as_of, overlay)
    used = {**_weights(weights), **dict.fromkeys(exclude, 0.0)}
    if code is not None:
        found = graph.similar(code, first, used, preset)
        options.put(_similar_json(found)) if as_json else _similar_text(found)
        return
    failed = [line for line in map(str.strip, source) if line and not _one(graph, line, first, used, preset)]
    sys.exit(1 if failed else 0)


def _one(graph: Graph, code: str, first: int, weights: dict[str, float], preset: str) -> bool:
    """One line of a batch; one that fails says why and does not stop the others."""
    try:
        options.put(_similar_json(graph.similar(code, first, weights, preset)))
    except CodekinError as error:
        options.put({"code": code, "neighbors": [], "error": error.as_json()})
        return False
    return True


def _weights(text: str | None) -> dict[str, float]:
    try:
        if not text:
            return {}
        if text.lstrip().startswith("{"):
            return {k: float(v) for k, v in orjson.loads(text).items()}
        return {k.strip(): float(v) for k, v in (pair.split("=") for pair in text.split(","))}
    except (ValueError, AttributeError) as error:
        raise BadInput("weights cannot be read", expected="risk=0.5,text=1 or a JSON object", got=text) from error


def _similar_json(found: Similar) -> dict[str, Any]:
    return {
        "code": found.code.id, "release": found.release, "weights": found.weights, "total": found.total,
        "returned": len(found.neighbors), "truncated": found.truncated, "left_out": found.left_out,
        "neighbors": [_neighbor_json(n) for n in found.neighbors],
    }


def _neighbor_json(n: Neighbor) -> dict[str, Any]:
    parts = [
        {"signal": p.signal, "weight": p.weight, "score": p.score, "contribution": p.contribution, "shared": [
            {"node": s.node.id if s.node else None, "label": s.node.label if s.node else s.term, "ic": s.ic,
             "degree": s.degree, "contribution": s.contribution} for s in p.shared]} for p in n.parts
    ]
    return {"code": n.node.id, "label": n.node.label, "score": n.score, "coverage": n.coverage, "parts": parts}


def _similar_text(found: Similar) -> None:
    click.echo(f"{found.code.id} — {found.code.label}")
    for n in found.neighbors:
        click.echo(f"{n.score:.3f}  {n.node.id}  {n.node.label}")
        for part in n.parts[:3]:
            names = ", ".join((s.node.label if s.node else s.term or "") for s in part.shared[:3])
            click.echo(f"       {part.signal} {part.contribution:.3f}: {names}" if names else f"       {part.signal} 0")
    click.echo(f"{len(found.neighbors)} of {found.total}, {found.left_out} left out for too little data in common")


@click.command()
@click.argument("graphql")
@options.release
@options.overlay
def query(graphql: str, release: Path, overlay: Path | None) -> None:
    """Answer a GraphQL query, given as text or as @FILE."""
    from schema.graphql.schema import schema

    text = Path(graphql[1:]).read_text("utf-8") if graphql.startswith("@") else graphql
    result = schema.execute_sync(text, context_value={"graph": options.opened(release, overlay=overlay)})
    errors = [error.formatted for error in result.errors or []]
    options.put({"data": result.data, **({"errors": errors} if errors else {})})
    sys.exit(1 if errors else 0)


COMMANDS = (search, show, similar, query)
