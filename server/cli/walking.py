"""`codekin neighborhood` and `codekin path`: the graph around a node, and how two nodes hang together."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from graph.errors import BadInput
from graph.model import Association, Node
from graph.query import paths as ranked
from graph.query.graph import Graph
from graph.query.subgraphs import MEASURES, EdgePage, Hub, Neighborhood, Paths, PathStep
from server.cli import options

_predicates = click.option("--predicate", "predicates", multiple=True, help="Follow only this; may be repeated.")


@click.command()
@click.argument("id", required=False)
@click.option("--depth", default=1, show_default=True, help="How many steps to walk, 1 to 4.")
@_predicates
@click.option("--direction", "directions", multiple=True, help="out, in (default: both).")
@click.option("--category", "categories", multiple=True, help="Only nodes of this category; may be repeated.")
@click.option("--per-type", default=25, show_default=True, help="Edges of one node, predicate and direction.")
@click.option("--budget", default=500, show_default=True, help="Nodes in all.")
@click.option("--edge-budget", default=2000, show_default=True, help="Edges in all.")
@click.option("--communities", is_flag=True, help="Part the nodes into communities.")
@click.option("--seed", default=0, show_default=True, help="Of the communities.")
@click.option("--centrality", type=click.Choice(MEASURES), help="List the most central nodes.")
@click.option("--first", default=10, show_default=True, help="How many central nodes, or edges with --cursor.")
@click.option("--cursor", help="Continue a list that was cut, instead of a node.")
@options.release
@options.as_of
@options.overlay
@options.as_json
def neighborhood(id: str | None, cursor: str | None, release: Path, as_of: date | None, overlay: Path | None,
                 as_json: bool, **asked: Any) -> None:
    """The graph around a node, and what was left out of it."""
    if (id is None) == (cursor is None):
        raise BadInput("one node or --cursor", expected="one of the two", got="both" if id else "neither")
    graph = options.opened(release, as_of, overlay)
    if cursor is not None:
        page = graph.continued(cursor, asked["first"])
        options.put(_page_json(graph, page)) if as_json else _page_text(page)
        return
    counted = {name: asked.pop(name) for name in ("communities", "seed", "centrality", "first")}
    found = graph.neighborhood(str(id), **asked)
    answer = _neighborhood_json(graph, found) | _counted_json(found, **counted)
    options.put(answer) if as_json else _neighborhood_text(found, answer)


@click.command()
@click.argument("start")
@click.argument("end")
@click.option("--first", default=5, show_default=True, help="How many paths.")
@_predicates
@click.option("--damping", default=ranked.DAMPING, show_default=True, help="How dear degrees make a step, 0 to 1.")
@click.option("--budget", default=ranked.BUDGET, show_default=True, help="Edges that may be read.")
@options.release
@options.as_of
@options.overlay
@options.as_json
def path(start: str, end: str, release: Path, as_of: date | None, overlay: Path | None, as_json: bool,
         **asked: Any) -> None:
    """The cheapest paths between two nodes, with the reason of every step; 1 when none was found."""
    graph = options.opened(release, as_of, overlay)
    found = graph.paths(start, end, **asked)
    options.put(_paths_json(graph, found)) if as_json else _paths_text(found)
    sys.exit(0 if found.paths else 1)


# --- as JSON ---


def _node_json(node: Node) -> dict[str, Any]:
    return {"id": node.id, "category": node.category, "label": node.label}


def _edge_json(graph: Graph, a: Association) -> dict[str, Any]:
    """An edge with how many pieces of evidence it has, and the first of them."""
    evidence = graph.evidence(a)
    first = evidence[0] if evidence else None
    return {"subject": a.subject.id, "predicate": a.predicate, "object": a.object.id, "negated": a.qualifiers.negated,
            "evidence": len(evidence), "document": first and first.document, "exact": first and first.exact,
            "row": first and first.row}


def _hub_json(hub: Hub) -> dict[str, Any]:
    return {**_node_json(hub.node), "predicate": hub.predicate, "degree": hub.degree, "carrying": hub.carrying}


def _page_json(graph: Graph, page: EdgePage) -> dict[str, Any]:
    same = {name: getattr(page, name) for name in ("predicate", "direction", "total", "offset", "cursor")}
    edges = [_edge_json(graph, a) for a in page.associations]
    return {"node": page.node.id, "release": graph.release.id, **same, "returned": len(edges), "edges": edges}


def _neighborhood_json(graph: Graph, found: Neighborhood) -> dict[str, Any]:
    return {
        "node": found.center.id, "release": found.release, "depth": found.depth, "truncated": found.truncated,
        "types": [{**asdict(t), "truncated": t.truncated} for t in found.types],
        "cuts": [asdict(c) for c in found.cuts], "hubs": [_hub_json(h) for h in found.hubs],
        "nodes": [_node_json(n) for n in found.nodes],
        "edges": [_edge_json(graph, a) for a in found.associations],
    }


def _counted_json(
    found: Neighborhood, communities: bool, seed: int, centrality: str | None, first: int
) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if communities:
        parts = found.communities(seed)
        answer["communities"] = {"seed": seed, "resolution": parts.resolution, "modularity": parts.modularity,
                                 "items": [[n.id for n in part.nodes] for part in parts.items]}
    if centrality:
        best = found.centrality(centrality, first)
        answer["centrality"] = {"measure": centrality, "total": best.total, "returned": len(best.items),
                                "items": [{"id": c.node.id, "score": c.score} for c in best.items]}
    return answer


def _paths_json(graph: Graph, found: Paths) -> dict[str, Any]:
    same = {name: getattr(found, name) for name in ("release", "outcome", "damping", "predicates", "budget",
                                                    "edges_read", "nodes_reached", "known_below", "truncated")}
    return {"start": found.start.id, "end": found.end.id, **same, "hubs": [_hub_json(h) for h in found.hubs],
            "paths": [{"cost": p.cost, "certain": p.certain, "steps": [_step_json(graph, s) for s in p.steps]}
                      for p in found.paths]}


def _step_json(graph: Graph, step: PathStep) -> dict[str, Any]:
    same = {name: getattr(step, name) for name in ("predicate", "direction", "cost", "degree_start", "degree_end")}
    return {"start": step.start.id, "end": step.end.id, **same,
            "edges": [_edge_json(graph, a) for a in step.associations]}


# --- as text ---


def _page_text(page: EdgePage) -> None:
    for a in page.associations:
        far = a.object if page.direction == "out" else a.subject
        click.echo(f"{far.id:36} {far.label}")
    click.echo(f"{page.node.id} {page.predicate} {page.direction}: {len(page.associations)} from {page.offset} on, of "
               f"{page.total}" + (f"\n--cursor {page.cursor}" if page.cursor else ""))


def _neighborhood_text(found: Neighborhood, answer: dict[str, Any]) -> None:
    kinds = Counter(node.category for node in found.nodes[1:])
    click.echo(f"{found.center.id} — {found.center.label}\n{len(found.nodes)} nodes, {len(found.associations)} edges: "
               + ", ".join(f"{count} {name}" for name, count in sorted(kinds.items())))
    for t in found.types:
        click.echo(f"  {t.predicate:16} {t.direction:3} {t.returned} of {t.total}")
    for h in found.hubs:
        click.echo(f"  not walked through: {h.node.id} ({h.predicate}, {h.degree} of {h.carrying})")
    for name, ids in enumerate(answer.get("communities", {}).get("items", ()), 1):
        click.echo(f"  community {name}, {len(ids)}: {', '.join(ids[:8])}{' …' if len(ids) > 8 else ''}")
    for one in answer.get("centrality", {}).get("items", ()):
        click.echo(f"  {one['score']:.4f}  {one['id']}")
    if found.cuts:
        click.echo(f"{len(found.cuts)} lists were cut; --json names each with its cursor")


def _paths_text(found: Paths) -> None:
    click.echo(found.outcome)
    for n, one in enumerate(found.paths, 1):
        click.echo(f"{n}. cost {one.cost:.2f}" + ("" if one.certain else ", a cheaper one may have been missed")
                   + f"\n   {one.steps[0].start.id}  {one.steps[0].start.label}")
        for step in one.steps:
            arrow = f"—{step.predicate}→" if step.direction == "out" else f"←{step.predicate}—"
            click.echo(f"   {arrow} {step.end.id}  {step.end.label}  [{step.cost:.2f}; degrees {step.degree_start} and "
                       f"{step.degree_end}]")
    if found.hubs:
        named = ", ".join(h.node.id for h in found.hubs[:5])
        click.echo(f"not walked through, as hubs ({min(5, len(found.hubs))} of {len(found.hubs)}): {named}")


COMMANDS = (neighborhood, path)
