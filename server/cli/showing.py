"""`codekin show`: one node for a person to read, what is known of it by kind, each kind counted and none cut unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from graph.days import period
from graph.model import Association, Node
from graph.query.graph import Graph
from graph.vocabulary import PREDICATES
from server import facts
from server.cli import options


@click.command()
@click.argument("id")
@click.option("--first", default=10, show_default=True, type=click.IntRange(1),
              help="At most so many names, facts and edges of each kind; --json has them all.")
@options.release
@options.as_of
@options.overlay
@options.as_json
def show(id: str, first: int, release: Path, as_of: date | None, overlay: Path | None, as_json: bool) -> None:
    """Show a node with its names, edges and facts."""
    graph = options.opened(release, as_of, overlay)
    node = graph.node(id)
    if as_json:
        options.put(_record(graph, node))
    else:
        click.echo("\n".join(_lines(graph, node, first)))


def _record(graph: Graph, node: Node) -> dict[str, Any]:
    return {
        "id": node.id, "category": node.category, "label": node.label, "definition": node.definition,
        "valid_from": node.valid_from, "valid_to": node.valid_to,
        "lapsed": graph.lapsed(node), "successors": [n.id for n in graph.successors(node)],
        "labels": [asdict(label) for label in graph.labels(node)],
        "attributes": [asdict(fact) for fact in graph.attributes(node)],
        "edges": [{"predicate": a.predicate, "object": a.object.id, "label": a.object.label,
                   **asdict(a.qualifiers), "valid_from": a.valid_from, "valid_to": a.valid_to}
                  for p in PREDICATES for a in graph.out(node, p)],
    }


def _lines(graph: Graph, node: Node, first: int) -> Iterator[str]:
    yield f"{node.id} — {node.label}"
    if node.definition:
        yield node.definition
    if when := period(node.valid_from, node.valid_to):
        after = ", ".join(n.id for n in graph.successors(node))
        yield f"in force {when}" + (f", then {after}" if after else "")
    if last := graph.lapsed(node):
        yield f"in no edition held; named only by rules that have ended, the last on {last}"
    names = dict.fromkeys(label.text for label in graph.labels(node) if label.text != node.label)
    yield from _kind("other names", list(names), first)
    for predicate in PREDICATES:
        edges = sorted(graph.out(node, predicate), key=lambda a: a.valid_to is not None)  # those still in force first
        yield from _kind(predicate, [_edge(a) for a in edges], first)
    yield from _kind("facts", [_fact(fact) for fact in facts.official(graph, node)["facts"]], first)


def _kind(name: str, found: list[str], first: int) -> Iterator[str]:
    """One kind under its name and number; says how many are not shown."""
    if not found:
        return
    yield f"\n{name} ({len(found):,})"
    yield from (f"  {line}" for line in found[:first])
    if len(found) > first:
        yield f"  … and {len(found) - first:,} more: --first {len(found)} or --json"


def _edge(edge: Association) -> str:
    known = {k: v for k, v in asdict(edge.qualifiers).items() if v not in (None, False)}
    said = [k if v is True else f"{k}: {v:g}" if isinstance(v, float) else f"{k}: {v}" for k, v in known.items()]
    if when := period(edge.valid_from, edge.valid_to):
        said.append(when)
    bare = edge.object.label == edge.object.id.partition(":")[2]
    name = edge.object.id if bare else f"{edge.object.label} ({edge.object.id})"
    return name + (f"  [{'; '.join(said)}]" if said else "")


def _fact(fact: dict[str, Any]) -> str:
    values = "; ".join(f"{v['value']} {v['period']}".strip() for v in fact["values"])
    return f"{fact['name']}: {values}"


COMMANDS = (show,)
