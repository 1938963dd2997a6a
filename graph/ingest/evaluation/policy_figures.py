"""Figures of the policy reader from counts, with 95 % intervals from drawing the documents anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from graph.ingest.evaluation.figures import DRAWS, at
from graph.ingest.evaluation.policy_gold import FIELDS

Counts = dict[str, float]
Figures = dict[str, Any]
MAIN = (*(f"metadata.{field}" for field in FIELDS), "date.f1", "code.f1", "stance.accuracy", "stance.macro_f1",
        "prior_authorization", "matrix.f1")
_LABEL = "stance:"


def figures(rows: list[Counts]) -> Figures:
    """All figures of some documents, and under `interval` the 95 % interval of each main one."""
    return {**_figures(_sum(rows)), "interval": _intervals(rows)}


def _sum(rows: Iterable[Mapping[str, float]]) -> Counts:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row)
    return dict(total)


def _intervals(rows: list[Counts]) -> dict[str, list[float] | None]:
    """Percentiles 2.5 and 97.5 over sets of as many documents, drawn with replacement; the seed is fixed."""
    if len(rows) < 2:
        return dict.fromkeys(MAIN)
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0) for name in names] for row in rows], dtype=float)
    weights = np.random.default_rng(20).multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=DRAWS)
    drawn = [_figures(dict(zip(names, sums, strict=True))) for sums in weights @ table]
    return {path: _middle([at(one, path) for one in drawn]) for path in MAIN}


def _middle(values: list[float | None]) -> list[float] | None:
    known = [value for value in values if value is not None]
    return [round(float(x), 3) for x in np.percentile(known, [2.5, 97.5])] if known else None


def _figures(n: Mapping[str, float]) -> Figures:
    """Figures from the sums of one set. A figure of nothing is None, never 0 or 1."""
    matched = n.get("code.both", 0)
    labels = {name[len(_LABEL):].rpartition(".")[0] for name in n if name.startswith(_LABEL)}
    stances = {label: _prf(n, _LABEL + label) for label in sorted(labels)}
    known = [one["f1"] for one in stances.values() if one["f1"] is not None]
    return {
        "documents": int(n.get("documents", 0)), "recognised": int(n.get("recognised", 0)),
        "metadata": {field: _ratio(n.get(f"{field}.hits", 0), n.get("documents", 0)) for field in FIELDS},
        "date": _prf(n, "date"), "code": _prf(n, "code"),
        "false_codes": {"annotated": int(n.get("false.of", 0)), "taken": int(n.get("false.hits", 0)),
                        "share": _ratio(n.get("false.hits", 0), n.get("false.of", 0)),
                        "of_found": _ratio(n.get("false.hits", 0), n.get("code.found", 0))},
        "system": _ratio(n.get("system.hits", 0), matched),
        "stance": {"accuracy": _ratio(n.get("stance.hits", 0), matched),
                   "macro_f1": _ratio(sum(known), len(known)), "of": int(matched)},
        "stances": stances, "stated": _prf(n, "stated"),
        "prior_authorization": _ratio(n.get("authorization.hits", 0), n.get("authorization.of", 0)),
        "matrix": _prf(n, "matrix"),
    }


def _ratio(a: float, b: float) -> float | None:
    return round(float(a / b), 3) if b else None


def _prf(n: Mapping[str, float], name: str) -> Figures:
    gold, found, both = (n.get(f"{name}.{part}", 0) for part in ("gold", "found", "both"))
    return {"precision": _ratio(both, found), "recall": _ratio(both, gold), "f1": _ratio(2 * both, found + gold),
            "annotated": int(gold), "found": int(found)}
