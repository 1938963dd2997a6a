"""`codekin similar`, `compare`, `basket`: which codes are kin, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click
import orjson

from graph.errors import BadInput, CodekinError
from graph.query.answers import Basket, Candidate, Neighbor, Part, Similar
from server.cli import options

_preset = click.option("--preset", default="default", show_default=True, help="Weights of data/similarity.toml.")
_weights = click.option("--weights", help="signal=weight, comma separated, or a JSON object; laid over the preset.")
_exclude = click.option("--exclude", multiple=True, help="A signal to leave out; may be repeated.")


@click.command()
@click.argument("code", required=False)
@click.option("--from", "source", type=click.File("r"), help="Codes, one a line; answers as NDJSON in the same order.")
@click.option("--first", default=10, show_default=True)
@_preset
@_weights
@_exclude
@click.option("--system", "systems", multiple=True, help="Only kin of this code system; may be repeated.")
@click.option("--minimum-score", type=click.FloatRange(0, 1), default=0.0, help="Leave out kin below this score.")
@options.release
@options.as_of
@options.overlay
@options.as_json
def similar(
    code: str | None, source: Any, first: int, preset: str, weights: str | None, exclude: tuple[str, ...],
    systems: tuple[str, ...], minimum_score: float, release: Path, as_of: date | None, overlay: Path | None,
    as_json: bool,
) -> None:
    """The nearest codes of a code, and why."""
    if (code is None) == (source is None):
        raise BadInput("one code or --from FILE", expected="one of the two", got="both" if code else "neither")
    graph = options.opened(release, as_of, overlay)
    used = used_weights(weights, exclude)

    def ask(one: str) -> dict[str, Any]:
        return _similar_json(graph.similar(one, first, used, preset, systems), minimum_score)

    if source is not None:
        failed = [line for line in map(str.strip, source) if line and not _one(ask, line)]
        sys.exit(1 if failed else 0)
    found = graph.similar(str(code), first, used, preset, systems)
    options.put(_similar_json(found, minimum_score)) if as_json else _similar_text(found, minimum_score)


def _one(ask: Any, code: str) -> bool:
    """One line of a batch; one that fails says why and does not stop the others."""
    try:
        options.put(ask(code))
    except CodekinError as error:
        options.put({"code": code, "neighbors": [], "error": error.as_json()})
        return False
    return True


@click.command()
@click.argument("a")
@click.argument("b")
@_preset
@_weights
@_exclude
@options.release
@options.as_of
@options.overlay
@options.as_json
def compare(
    a: str, b: str, preset: str, weights: str | None, exclude: tuple[str, ...], release: Path, as_of: date | None,
    overlay: Path | None, as_json: bool,
) -> None:
    """How like code A code B is, and what of."""
    graph = options.opened(release, as_of, overlay)
    found = graph.compare(a, b, used_weights(weights, exclude), preset)
    if as_json:
        options.put({"a": graph.code(a).id, "b": found.node.id, "release": graph.release.id, "score": found.score,
                     "coverage": found.coverage, "parts": [_part_json(p) for p in found.parts]})
        return
    click.echo(f"{graph.code(a).id} {graph.code(a).label}\n{found.node.id} {found.node.label}\n{found.score:.3f}, "
               f"coverage {found.coverage:.2f}")
    _parts_text(found.parts)


@click.command()
@click.argument("codes", nargs=-1, required=True)
@click.option("--first", default=10, show_default=True, type=click.IntRange(1, 200))
@_preset
@_weights
@_exclude
@options.release
@options.as_of
@options.overlay
@options.as_json
def basket(
    codes: tuple[str, ...], first: int, preset: str, weights: str | None, exclude: tuple[str, ...], release: Path,
    as_of: date | None, overlay: Path | None, as_json: bool,
) -> None:
    """What a list of codes has in common, which stand apart, and which code may be missing."""
    graph = options.opened(release, as_of, overlay)
    found = graph.basket(codes, first, used_weights(weights, exclude), preset)
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


def _similar_json(found: Similar, least: float) -> dict[str, Any]:
    kin = [n for n in found.neighbors if n.score >= least]
    return {
        "code": found.code.id, "release": found.release, "weights": found.weights, "total": found.total,
        "returned": len(kin), "truncated": found.total > len(kin), "left_out": found.left_out,
        "neighbors": [_neighbor_json(n) for n in kin],
    }


def _neighbor_json(n: Neighbor) -> dict[str, Any]:
    return {"code": n.node.id, "label": n.node.label, "score": n.score, "coverage": n.coverage,
            "parts": [_part_json(p) for p in n.parts]}


def _part_json(p: Part) -> dict[str, Any]:
    return {"signal": p.signal, "weight": p.weight, "score": p.score, "contribution": p.contribution, "shared": [
        {"node": s.node.id if s.node else None, "label": s.node.label if s.node else s.term, "ic": s.ic,
         "degree": s.degree, "contribution": s.contribution} for s in p.shared]}


def _basket_json(found: Basket) -> dict[str, Any]:
    def said(c: Candidate) -> dict[str, Any]:
        scores = {"scores": c.scores} if c.scores else {}
        return {"code": c.node.id, "label": c.node.label, "score": c.score, **scores}

    return {
        "codes": [n.id for n in found.codes], "release": found.release, "total": found.total,
        "returned": len(found.missing), "truncated": found.total > len(found.missing),
        "common": [{"signal": c.signal, "node": c.node.id if c.node else None,
                    "label": c.node.label if c.node else c.term, "ic": c.ic, "count": c.count} for c in found.common],
        "belonging": [said(c) for c in found.belonging], "missing": [said(c) for c in found.missing],
    }


# --- as text ---


def _similar_text(found: Similar, least: float) -> None:
    click.echo(f"{found.code.id} — {found.code.label}")
    kin = [n for n in found.neighbors if n.score >= least]
    for n in kin:
        click.echo(f"{n.score:.3f}  {n.node.id}  {n.node.label}")
        _parts_text(n.parts[:3])
    click.echo(f"{len(kin)} of {found.total}, {found.left_out} left out for too little data in common")


def _parts_text(parts: Iterable[Part]) -> None:
    for part in parts:
        names = ", ".join((s.node.label if s.node else s.term or "") for s in part.shared[:3])
        click.echo(f"       {part.signal} {part.contribution:.3f}: {names}" if names else f"       {part.signal} 0")


def _basket_text(found: Basket) -> None:
    click.echo("in common")
    for c in found.common:
        click.echo(f"  {c.count} of {len(found.codes)}  {c.signal}: {c.node.label if c.node else c.term}")
    click.echo("least like the others first")
    for c in found.belonging:
        click.echo(f"  {c.score:.3f}  {c.node.id}  {c.node.label}")
    click.echo(f"perhaps missing ({len(found.missing)} of {found.total})")
    for c in found.missing:
        click.echo(f"  {c.score:.3f}  {c.node.id}  {c.node.label}")


COMMANDS = (similar, compare, basket)
