"""`codekin similar`, `compare`, `basket`: which codes are kin, and why."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click
import orjson

from graph.errors import BadInput, CodekinError
from graph.query.answers import Basket, Candidate, Comparison, Neighbor, Part, Relation, Similar
from server.cli import options
from server.cli.vectored import Own, vectored


def _weighted(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which a call says what counts and how much; they come as `weighted`, as the graph takes them."""
    @wraps(command)
    def gathered(preset: str, weights: str | None, exclude: tuple[str, ...], **others: Any) -> None:
        command(weighted={"weights": used_weights(weights, exclude), "preset": preset}, **others)

    for option in (
        vectored,
        click.option("--exclude", multiple=True, help="A signal to leave out; may be repeated."),
        click.option("--weights", help="signal=weight, comma separated, or a JSON object; laid over the preset."),
        click.option("--preset", default="default", show_default=True, help="Weights of data/similarity.toml."),
    ):
        gathered = option(gathered)
    return gathered


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which a call says what kin must be like; they come as `filters`, as the graph takes them."""
    @wraps(command)
    def gathered(
        systems: tuple[str, ...], status: str, groupings: tuple[str, ...], policies: bool | None, related: bool | None,
        minimum_score: float, **others: Any,
    ) -> None:
        command(filters={"systems": systems, "status": status, "groupings": groupings, "policies": policies,
                         "related": related, "minimum_score": minimum_score}, **others)

    for option in (
        click.option("--minimum-score", type=float, default=0.0, help="Leave out kin below this score, 0 to 1."),
        click.option("--only-related/--without-related", "related", default=None,
                     help="Only kin that an official edge, such as a rule of billing, joins to it, or none does."),
        click.option("--with-policies/--without-policies", "policies", default=None,
                     help="Only kin that a provision of a policy names, or that none does."),
        click.option("--grouping", "groupings", multiple=True, help="Only kin in this grouping; may be repeated."),
        click.option("--status", default="active", show_default=True, help="active, ended or any."),
        click.option("--system", "systems", multiple=True, help="Only kin of this code system; may be repeated."),
    ):
        gathered = option(gathered)
    return gathered


@click.command()
@click.argument("code", required=False)
@click.option("--from", "source", type=click.File("r"), help="Codes, one a line; answers as NDJSON in the same order.")
@click.option("--first", default=10, show_default=True)
@_weighted
@_filtered
@options.release
@options.as_of
@options.overlay
@options.as_json
def similar(
    code: str | None, source: Any, first: int, weighted: dict[str, Any], own: Own, filters: dict[str, Any],
    release: Path, as_of: date | None, overlay: Path | None, as_json: bool,
) -> None:
    """The nearest codes of a code, and why."""
    if (code is None) == (source is None):
        raise BadInput("one code or --from FILE", expected="one of the two", got="both" if code else "neither")
    graph = options.opened(release, as_of, overlay)
    vectors = own(graph)

    def ask(one: str) -> Similar:
        return graph.similar(one, first, vectors=vectors, **weighted, **filters)

    if source is not None:
        failed = [line for line in map(str.strip, source) if line and not _one(ask, line)]
        sys.exit(1 if failed else 0)
    found = ask(str(code))
    options.put(_similar_json(found)) if as_json else _similar_text(found)


def _one(ask: Callable[[str], Similar], code: str) -> bool:
    """One line of a batch; one that fails says why and does not stop the others."""
    try:
        options.put(_similar_json(ask(code)))
    except CodekinError as error:
        options.put({"code": code, "neighbors": [], "error": error.as_json()})
        return False
    return True


@click.command()
@click.argument("a")
@click.argument("b")
@_weighted
@options.release
@options.as_of
@options.overlay
@options.as_json
def compare(
    a: str, b: str, weighted: dict[str, Any], own: Own, release: Path, as_of: date | None, overlay: Path | None,
    as_json: bool,
) -> None:
    """How like code A code B is, and what of."""
    graph = options.opened(release, as_of, overlay)
    found = graph.compare(a, b, vectors=own(graph), **weighted)
    options.put(_comparison_json(found)) if as_json else _comparison_text(found)


@click.command()
@click.argument("codes", nargs=-1, required=True)
@click.option("--first", default=10, show_default=True)
@_weighted
@_filtered
@options.release
@options.as_of
@options.overlay
@options.as_json
def basket(
    codes: tuple[str, ...], first: int, weighted: dict[str, Any], own: Own,
    filters: dict[str, Any], release: Path, as_of: date | None, overlay: Path | None, as_json: bool,
) -> None:
    """What a list of codes has in common, which stand apart, and which code may be missing."""
    graph = options.opened(release, as_of, overlay)
    found = graph.basket(codes, first, vectors=own(graph), **weighted, **filters)
    options.put(_basket_json(found)) if as_json else _basket_text(found)


def used_weights(text: str | None, exclude: Iterable[str] = ()) -> dict[str, float]:
    """Weights as written on a command line, excluded signals at zero."""
    try:
        if text and text.lstrip().startswith("{"):
            own = {k: float(v) for k, v in orjson.loads(text).items()}
        else:
            own = {k.strip(): float(v) for k, v in (pair.split("=") for pair in (text or "").split(",") if pair)}
    except (ValueError, AttributeError, TypeError) as error:
        raise BadInput("weights cannot be read", expected="risk=0.5,text=1 or a JSON object", got=text) from error
    return {**own, **dict.fromkeys(exclude, 0.0)}


# --- as JSON ---


def _similar_json(found: Similar) -> dict[str, Any]:
    return {
        "code": found.code.id, **_asked_json(found), "filters": asdict(found.filters), "total": found.total,
        "returned": len(found.neighbors), "truncated": found.truncated, "left_out": found.left_out,
        "filtered_out": found.filtered_out, "why_empty": found.why_empty,
        "neighbors": [_neighbor_json(n) for n in found.neighbors],
    }


def _asked_json(found: Similar | Comparison | Basket) -> dict[str, Any]:
    """What an answer was computed from and with."""
    asked = {"release": found.release, "as_of": found.as_of, "preset": found.preset, "weights": found.weights}
    if (own := found.vectors) is None:
        return asked
    return {**asked, "vectors": {"given": own.given, "used": len(own.rows), "unknown": len(own.unknown),
                                 "without_kin": len(own.without_kin)}}


def _comparison_json(found: Comparison) -> dict[str, Any]:
    one = _neighbor_json(found.neighbor)
    return {"a": found.a.id, "b": found.b.id, **_asked_json(found), "unknown": found.unknown,
            **{name: one[name] for name in ("score", "coverage", "parts", "relations")}}


def _neighbor_json(n: Neighbor) -> dict[str, Any]:
    return {"code": n.node.id, "label": n.node.label, "score": n.score, "coverage": n.coverage,
            "parts": [_part_json(p) for p in n.parts], "relations": [_relation_json(r) for r in n.relations]}


def _relation_json(r: Relation) -> dict[str, Any]:
    said = r.edge.qualifiers
    return {"predicate": r.edge.predicate, "direction": r.direction, "modifier": said.modifier, "reason": said.reason,
            "valid_from": r.edge.valid_from, "valid_to": r.edge.valid_to, "words": r.words}


def _part_json(p: Part) -> dict[str, Any]:
    return {"signal": p.signal, "weight": p.weight, "score": p.score, "contribution": p.contribution, "shared": [
        {"node": s.node.id if s.node else None, "label": s.node.label if s.node else s.term, "ic": s.ic,
         "salience": s.salience, "degree": s.degree, "contribution": s.contribution} for s in p.shared]}


def _basket_json(found: Basket) -> dict[str, Any]:
    def said(c: Candidate) -> dict[str, Any]:
        scores = {"scores": c.scores} if c.scores else {}
        return {"code": c.node.id, "label": c.node.label, "score": c.score, **scores}

    return {
        "codes": [n.id for n in found.codes], **_asked_json(found), "filters": asdict(found.filters),
        "total": found.total, "filtered_out": found.filtered_out, "common_total": found.common_total,
        "returned": len(found.missing), "truncated": found.total > len(found.missing),
        "common": [{"signal": c.signal, "node": c.node.id if c.node else None,
                    "label": c.node.label if c.node else c.term, "ic": c.ic, "count": c.count} for c in found.common],
        "belonging": [said(c) for c in found.belonging], "outliers": [c.node.id for c in found.outliers],
        "missing": [said(c) for c in found.missing],
    }


# --- as text ---


def _similar_text(found: Similar) -> None:
    click.echo(f"{found.code.id} — {found.code.label}")
    for n in found.neighbors:
        click.echo(f"{n.score:.3f}  {n.node.id}  {n.node.label}")
        _parts_text(n.parts[:3])
        _relations_text(n)
    click.echo(f"{len(found.neighbors)} of {found.total} ({found.filters.words()}); {found.left_out} left out for too "
               f"little data in common, {found.filtered_out} by the filters")
    if found.why_empty:
        click.echo(found.why_empty)


def _comparison_text(found: Comparison) -> None:
    click.echo(f"{found.a.id} {found.a.label}\n{found.b.id} {found.b.label}\n{found.neighbor.score:.3f}, "
               f"coverage {found.neighbor.coverage:.2f}")
    _parts_text(found.neighbor.parts)
    _relations_text(found.neighbor)
    if found.unknown:
        click.echo(f"not compared, for want of data: {', '.join(found.unknown)}")


def _parts_text(parts: Iterable[Part]) -> None:
    for part in parts:
        names = ", ".join(dict.fromkeys(s.said for s in part.shared[:3]))
        click.echo(f"       {part.signal} {part.contribution:.3f}: {names}" if names else f"       {part.signal} 0")


def _relations_text(n: Neighbor) -> None:
    for relation in n.relations:
        click.echo(f"       {relation.words}")


def _basket_text(found: Basket) -> None:
    click.echo(f"in common ({len(found.common)} of {found.common_total})")
    for c in found.common:
        click.echo(f"  {c.count} of {len(found.codes)}  {c.signal}: {c.node.label if c.node else c.term}")
    click.echo("least like the others first")
    for c in found.belonging:
        apart = "  (stands apart)" if c in found.outliers else ""
        click.echo(f"  {c.score:.3f}  {c.node.id}  {c.node.label}{apart}")
    click.echo(f"perhaps missing ({len(found.missing)} of {found.total})")
    for c in found.missing:
        click.echo(f"  {c.score:.3f}  {c.node.id}  {c.node.label}")


COMMANDS = (similar, compare, basket)
