"""Measured queries as figures: means over families with intervals, differences to the best baseline, failures."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.query.columns import Columns
from graph.query.evaluation import metrics
from graph.query.evaluation.measuring import Measured
from graph.query.evaluation.system import MAIN, System
from graph.query.evaluation.task import FOLDS, HELD_OUT, Task

WORST = 10
_ABLATIONS = ("without ", "only ")


def figures(columns: Columns, found: Measured, system: System, seed: int) -> dict[str, Any]:
    """One task as JSON: `methods` and `ablations` by split and metric, each with value, low and high."""
    task = found.task
    drawn = metrics.draws(len(task.families), seed)
    others = [name for name in found.methods if name not in system.names]
    cells = {name: _cells(found, name, drawn) for name in (*system.names, *others)}
    shown = {name: x for name, x in cells.items() if not name.startswith(_ABLATIONS)}
    return {
        "title": task.title, "excluded": task.without.as_json(), "candidates": len(task.candidates),
        "known_to_no_other_source": task.unknown,
        "families": len(np.unique(task.family)), "queries": len(task.queries),
        "held_out": {"folds": list(HELD_OUT), "of": FOLDS,
                     "families": int(task.held_out[np.unique(task.family)].sum())},
        "signals": list(system.signals), "signals_without_data": list(system.without_data),
        "methods": shown, "ablations": {n: x for n, x in cells.items() if n not in shown},
        "against_best_baseline": _against(found, shown, drawn), "failures": _failures(columns, found),
    }


def _splits(task: Task) -> list[tuple[str, str, np.ndarray]]:
    """(name in the report, split, which families count)."""
    everyone = np.ones(len(task.families), bool)
    found = [(name, name, everyone) for name in task.splits]
    if "ndcg" in task.metrics and "spearman" not in task.metrics:
        found += [(f"{name}, held out", name, task.held_out) for name in task.splits]
    return found


def _of_families(task: Task, values: np.ndarray) -> np.ndarray:
    """The mean of each family over its queries that have a value; NaN for a family without one."""
    held = np.isfinite(values)
    count = np.bincount(task.family, weights=held, minlength=len(task.families))
    total = np.bincount(task.family, weights=np.where(held, values, 0), minlength=len(task.families))
    return np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)


def _values(found: Measured, name: str, split: str, metric: str, counted: np.ndarray) -> np.ndarray:
    values = found.values.get((name, split, metric))
    if values is None:
        return np.full(len(found.task.families), np.nan)
    return np.where(counted, _of_families(found.task, values), np.nan)


def _cells(found: Measured, name: str, drawn: np.ndarray) -> dict[str, dict[str, Any]]:
    answer: dict[str, dict[str, Any]] = {}
    for title, split, counted in _splits(found.task):
        for metric in found.task.metrics:
            cell = _spearman(found, name, drawn) if metric == "spearman" else _cell(
                _values(found, name, split, metric, counted), drawn)
            answer.setdefault(title, {})[metric] = cell
    return answer


def _cell(values: np.ndarray, drawn: np.ndarray) -> dict[str, float] | None:
    """Mean over families with the middle 95 % of draws; None when no family has a value."""
    span = metrics.interval(metrics.means(values, drawn))
    if span is None:
        return None
    return {"value": float(np.nanmean(values)), "low": span[0], "high": span[1]}


def _spearman(found: Measured, name: str, drawn: np.ndarray) -> dict[str, float] | None:
    """The correlation over all pairs; codes are drawn anew with all their pairs."""
    task, scores = found.task, found.rated[name]
    each = np.split(np.arange(task.gains.nnz), task.gains.indptr[1:-1])
    value = metrics.spearman(scores, task.gains.data)
    sample = [np.concatenate([each[n] for n in np.repeat(np.arange(len(each)), times)]) for times in drawn[:200]]
    span = metrics.interval(np.array([metrics.spearman(scores[x], task.gains.data[x]) for x in sample]))
    return None if span is None or not np.isfinite(value) else {"value": value, "low": span[0], "high": span[1]}


def _against(found: Measured, shown: dict[str, Any], drawn: np.ndarray) -> dict[str, dict[str, Any]]:
    """By split and metric the best baseline and by how much the system is better, on the same draws of families."""
    answer: dict[str, dict[str, Any]] = {}
    baselines = [name for name in shown if not name.startswith(MAIN)]
    for title, split, counted in _splits(found.task):
        for metric in (m for m in found.task.metrics if m != "spearman"):
            held = [name for name in baselines if shown[name][title][metric]]
            if held and shown[MAIN][title][metric]:
                best = max(held, key=lambda name: shown[name][title][metric]["value"])
                apart = (_values(found, name, split, metric, counted) for name in (MAIN, best))
                answer.setdefault(title, {})[metric] = {"baseline": best, "difference": _cell(
                    np.subtract(*apart), drawn)}
    return answer


def _failures(columns: Columns, found: Measured) -> list[dict[str, Any]]:
    """The families that the system finds worst, with their worst query and what it returned instead."""
    task, metric = found.task, found.task.metrics[0]
    values = found.values.get((MAIN, "all", metric))
    if values is None:
        return []
    means = _of_families(task, values)
    worst = [n for n in np.argsort(means, kind="stable")[:WORST].tolist() if means[n] < 1]
    return [_failure(columns, found, n, float(means[n]), values) for n in worst]


def _failure(columns: Columns, found: Measured, family: int, value: float, values: np.ndarray) -> dict[str, Any]:
    task = found.task
    own = np.flatnonzero((task.family == family) & np.isfinite(values))
    query = int(own[np.argmin(values[own])])
    wanted = task.gains.indices[task.gains.indptr[query] : task.gains.indptr[query + 1]]
    wanted = wanted[wanted != task.queries[query]]
    node = columns.find(task.families[family])
    return {
        "family": task.families[family], "name": None if node is None else columns.node(node).label,
        "members": len(wanted) + 1, found.task.metrics[0]: value,
        "query": _named(columns, task, int(task.queries[query])),
        "returned": [{**_named(columns, task, n), "relevant": bool(n in wanted)} for n in found.first[query]],
        "expected": [_named(columns, task, int(n)) for n in wanted[:3]],
    }


def _named(columns: Columns, task: Task, position: int) -> dict[str, str]:
    return {"code": task.ids[position], "label": columns.node(int(task.candidates[position])).label}
