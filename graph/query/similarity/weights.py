"""The weight of each signal: presets in one data file, a caller's own checked and echoed.

A preset may say other weights for one code system, because its codes are known by other signals: an ICD-10-PCS code by
its axes, a HCPCS code by its name and its place in the list.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from graph.errors import BadInput, BadTable
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.query.similarity.vectors import VECTOR
from graph.release.features import SIGNALS

FILE = Path(__file__).parents[3] / "data" / "similarity.toml"
MINIMUM_COVERAGE = 0.05
MISSING = 0.2
"""How much of a weight counts where the candidate has no data for its signal: not nothing, or a code known by next to
nothing would pass before one known by everything, and not all, or what nobody wrote down would speak against it."""
_ALL = (*SIGNALS, VECTOR)


@lru_cache(maxsize=4)
def presets(path: Path = FILE) -> dict[str, dict[str, dict[str, float]]]:
    """The presets of a file: name → code system or "" for any → weights; a signal that is not named weighs nothing."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, table in tomllib.loads(path.read_text("utf-8")).items():
        general = {k: v for k, v in table.items() if not isinstance(v, dict)}
        own = {k: v for k, v in table.items() if isinstance(v, dict)}
        if unknown := [k for k in own if k not in PROCEDURE_SYSTEMS]:
            raise BadTable("unknown code system", where=f"{path.name}, {name}", got=unknown, expected=PROCEDURE_SYSTEMS)
        found[name] = {"": _complete(general)} | {k: _complete({**general, **v}) for k, v in own.items()}
    return found


def _complete(weights: Mapping[str, float]) -> dict[str, float]:
    _check(weights)
    return {signal: float(weights.get(signal, 0.0)) for signal in _ALL}


def resolve(
    preset: str = "default", own: Mapping[str, float] | None = None, system: str | None = None, vectors: bool = False,
) -> dict[str, float]:
    """Weights in use for a code of a system: a preset with the caller's own laid over it.

    All lie between 0 and 1, and at least one above 0. That of `vector` is among them where the caller gave vectors.

    >>> resolve("textual", {"risk": 0.5})["risk"]
    0.5
    """
    known = presets()
    if preset not in known:
        raise BadInput("unknown preset", expected=", ".join(known), got=preset)
    _check(own or {})
    weights = {**known[preset].get(system or "", known[preset][""]), **(own or {})}
    if not vectors:
        if (own or {}).get(VECTOR):
            raise BadInput("a weight for vectors and no vectors", got=f"vector={weights[VECTOR]}",
                           hint="give them with --vectors FILE, or graph.vectors(codes, array)")
        del weights[VECTOR]
    if not any(weights.values()):
        raise BadInput("all weights are zero", expected="at least one weight above 0", got=weights)
    return weights


def _check(weights: Mapping[str, float]) -> None:
    for signal, weight in weights.items():
        if signal not in _ALL:
            raise BadInput("unknown signal", expected=", ".join(_ALL), got=signal)
        if not (isinstance(weight, int | float) and math.isfinite(weight) and 0 <= weight <= 1):
            raise BadInput("weight out of range", where=signal, expected="0 to 1", got=weight)
