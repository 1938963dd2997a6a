"""The whole benchmark over one release: golds, signals without their sources, methods, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from graph.errors import BadInput
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.query.evaluation import golds, rated
from graph.query.evaluation.exclusion import filtered
from graph.query.evaluation.measuring import measure
from graph.query.evaluation.report import figures
from graph.query.evaluation.system import System
from graph.query.evaluation.task import Task, systems
from graph.query.evaluation.texts import Texts, words
from graph.query.evaluation.walks import Jaccard, PageRank, Plain, SimRank
from graph.query.graph import Graph
from graph.query.similarity.engine import Engine
from graph.query.similarity.field import Field
from graph.query.similarity.vectors import Vectors
from graph.query.similarity.weights import resolve
from graph.release.features import AXES, NODE_SIGNALS, Features

TASKS = (*golds.NAMES, "rated")
PER_FAMILY = 3
Step = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is measured, and with which weights; None are the shipped ones. `vectors` is one signal more."""

    per_family: int = PER_FAMILY
    seed: int = 0
    tasks: tuple[str, ...] = TASKS
    weights: Mapping[str, float] | None = None
    pairs: Path | None = None
    vectors: Vectors | None = None


def run(graph: Graph, settings: Settings, step: Step = lambda name, n, total: None) -> dict[str, Any]:
    """All tasks that the release can supply, each with figures, intervals, ablations and failures."""
    if settings.per_family < 1:
        raise BadInput("number of queries out of range", expected="1 or more", got=settings.per_family)
    engine = Engine(graph.columns)
    found, missing = _tasks(graph, settings)
    if not found:
        raise BadInput("nothing to measure in this release", where=graph.release.path, got="; ".join(
            f"{name}: {why}" for name, why in missing.items()), hint="build it with the official files (--release)")
    return {
        "release": graph.release.id, "seed": settings.seed, "queries_per_family": settings.per_family,
        "weights": {system: resolve("default", settings.weights, system, settings.vectors is not None)
                    for system in PROCEDURE_SYSTEMS},
        "tasks": {task.name: _measured(graph, engine, task, settings, step) for task in found},
        "left_out": missing,
    }


def _tasks(graph: Graph, settings: Settings) -> tuple[list[Task], dict[str, str]]:
    """The tasks asked for, and why not for those that cannot be."""
    names = [name for name in settings.tasks if name != "rated"]
    found, missing = golds.tasks(graph.columns, settings.per_family, settings.seed, names)
    if "rated" in settings.tasks:
        if settings.pairs is None or not settings.pairs.is_file():
            missing["rated"] = "there is no file of rated pairs"
        else:
            task, unknown = rated.task(graph.columns, rated.read(settings.pairs))
            found += [task] if task else []
            if unknown:
                missing["rated" if task is None else "rated, codes"] = "not in the release: " + ", ".join(unknown)
    return found, missing


def _measured(graph: Graph, engine: Engine, task: Task, settings: Settings, step: Step) -> dict[str, Any]:
    step(task.name, 0, len(task.queries))
    signals = filtered(graph.columns, engine.field.signals, engine.codes, task.without)
    field = Field.of(signals, engine.system)
    field = field if settings.vectors is None else field.including(settings.vectors)
    system = System(field, engine.system, np.searchsorted(engine.codes, task.candidates), settings.weights)
    methods = (system, *_baselines(graph, task, signals, system.candidates, settings.seed))
    result = measure(task, methods, lambda n, total: step(task.name, n, total))
    return figures(graph.columns, result, system, settings.seed)


def _baselines(graph: Graph, task: Task, signals: Iterable[Features], at: np.ndarray, seed: int) -> list[object]:
    """Every baseline over the same candidates; graphs are those of the filtered signals, with words and axes."""
    texts = _texts(graph, task.candidates)
    axes, nodes = (sparse.hstack([_matrix(f)[at] for f in signals if f.signal in kept]).tocsr()
                   for kept in (AXES, NODE_SIGNALS))
    every = sparse.hstack([nodes, axes, words(texts)[0].sign()]).tocsr()
    named = [Jaccard("Jaccard on axes", axes)] if axes.nnz else []
    return [Plain(systems(task.ids)), *named, Jaccard("Jaccard on nodes", sparse.hstack([nodes, axes]).tocsr()),
            Texts(texts, seed), PageRank(every), SimRank(every)]


def _matrix(features: Features) -> sparse.csr_matrix:
    """(comparable codes, features), 1 where the code has the feature."""
    ones = np.ones(len(features.out_indices), np.float32)
    shape = (len(features.total), len(features.features))
    return sparse.csr_matrix((ones, features.out_indices, features.out_indptr), shape)


def _texts(graph: Graph, candidates: np.ndarray) -> list[str]:
    """All different shareable names of each candidate."""
    labels = graph.release.table("labels")
    names: dict[int, dict[str, None]] = {int(n): {} for n in candidates}
    for node, text in zip(labels.column("node").to_pylist(), labels.column("text").to_pylist(), strict=True):
        if node in names:
            names[node][text] = None
    return [" ".join(names[int(n)]) for n in candidates]
