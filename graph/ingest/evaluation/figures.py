"""Figures from counts, and how sure they are: 95 % intervals from drawing the pages anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from graph.ingest.evaluation.tally import SYSTEMS, Counts
from graph.vocabulary import PAGE_PREDICATES

DRAWS = 1000
MAIN = ("mention.precision", "mention.recall", "mention.f1", "atomicity", "condition.f1", "condition.same",
        "negation.f1", "hedge.agreement", "duration", "code", "clustering.f1", "clustering_several_pages.f1",
        "place_of_service.any", "place_of_service.same", "taxonomy.same")

Figures = dict[str, Any]


def figures(rows: list[Counts]) -> Figures:
    """All figures of a set of pages, and under `interval` the 95 % interval of each main one."""
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0) for name in names] for row in rows], dtype=float).reshape(len(rows), len(names))
    return {**_figures(dict(zip(names, table.sum(axis=0), strict=True))), "interval": _intervals(names, table)}


def at(value: Any, path: str) -> Any:
    """What stands at a dotted path of nested figures."""
    for key in path.split("."):
        value = value[key]
    return value


def _intervals(names: list[str], table: np.ndarray) -> dict[str, list[float] | None]:
    """Percentiles 2.5 and 97.5 over sets of as many pages, drawn with replacement; the seed is fixed."""
    pages = len(table)
    if pages < 2:
        return dict.fromkeys(MAIN)
    weights = np.random.default_rng(20).multinomial(pages, np.full(pages, 1 / pages), size=DRAWS)
    drawn = [_figures(dict(zip(names, sums, strict=True))) for sums in weights @ table]
    return {path: _middle([at(one, path) for one in drawn]) for path in MAIN}


def _middle(values: list[float | None]) -> list[float] | None:
    known = [value for value in values if value is not None]
    return [round(float(x), 3) for x in np.percentile(known, [2.5, 97.5])] if known else None


def _figures(n: Mapping[str, float]) -> Figures:
    """Figures from the sums of one set."""
    out: Figures = {
        "pages": int(n.get("pages", 0)), "recognised": int(n.get("recognised", 0)),
        "mentions": int(n.get("mention.gold", 0)),
        "mention": _prf(n, "mention"), "atomicity": _ratio(n.get("atomicity.hits", 0), n.get("atomicity.of", 0)),
        "condition": _prf(n, "condition") | _same(n, "condition"), "negation": _prf(n, "negation"),
        "hedge": _prf(n, "hedge") | _either(n, "hedge"),
        "duration": _ratio(n.get("duration.hits", 0), n.get("pages", 0)),
        "code": _ratio(n.get("code.hits", 0), n.get("pages", 0)),
    }
    out |= {name: _b_cubed(n, name) for name in ("clustering", "clustering_several_pages")}
    out |= {name: {part: _ratio(n.get(f"{name}.{part}", 0), n.get(f"{name}.of", 0)) for part in ("any", "same")}
            | {"of": int(n.get(f"{name}.of", 0))} for name in SYSTEMS}
    return out | {"predicates": {p.name: _prf(n, p.name) for p in PAGE_PREDICATES.values()}}


def _ratio(a: float, b: float) -> float | None:
    return round(float(a / b), 3) if b else None


def _prf(n: Mapping[str, float], name: str) -> Figures:
    gold, found, both = (n.get(f"{name}.{part}", 0) for part in ("gold", "found", "both"))
    return {"precision": _ratio(both, found), "recall": _ratio(both, gold), "f1": _ratio(2 * both, found + gold),
            "annotated": int(gold), "found": int(found)}


def _same(n: Mapping[str, float], name: str) -> Figures:
    """Where both sides say something: how often the same."""
    return {"same": _ratio(n.get(f"{name}.same", 0), n.get(f"{name}.both", 0))}


def _either(n: Mapping[str, float], name: str) -> Figures:
    """Where at least one side says something: how often both say the same."""
    gold, found, both = (n.get(f"{name}.{part}", 0) for part in ("gold", "found", "both"))
    return {"agreement": _ratio(n.get(f"{name}.same", 0), gold + found - both)}


def _b_cubed(n: Mapping[str, float], name: str) -> Figures:
    of = n.get(f"{name}.of", 0)
    if not of:
        return {"precision": None, "recall": None, "f1": None, "of": 0}
    precision, recall = n[f"{name}.precision"] / of, n[f"{name}.recall"] / of
    return {"precision": _ratio(precision, 1), "recall": _ratio(recall, 1),
            "f1": _ratio(2 * precision * recall, precision + recall), "of": int(of)}
