"""The weight of each signal: presets in one place, a caller's own checked and echoed."""

from __future__ import annotations

from collections.abc import Mapping

from graph.errors import BadInput
from graph.release.features import SIGNALS

PRESETS: dict[str, dict[str, float]] = {
    "default": {
        "indication": 0.8, "alternative": 0.7, "risk": 0.7, "preparation": 0.5, "personnel": 0.6, "setting": 0.4,
        "recovery": 0.4, "benefit": 0.4, "grouping": 0.6, "policy": 0.4, "text": 0.8,
    },
    "clinical": {
        "indication": 1.0, "alternative": 0.8, "risk": 1.0, "preparation": 0.6, "personnel": 0.5, "setting": 0.2,
        "recovery": 0.6, "benefit": 0.5, "grouping": 0.3, "policy": 0.0, "text": 0.3,
    },
    "administrative": {
        "indication": 0.2, "alternative": 0.2, "risk": 0.1, "preparation": 0.1, "personnel": 0.8, "setting": 1.0,
        "recovery": 0.1, "benefit": 0.0, "grouping": 0.8, "policy": 1.0, "text": 0.3,
    },
    "textual": {signal: 1.0 if signal == "text" else 0.0 for signal in SIGNALS},
}
MINIMUM_COVERAGE = 0.25


def resolve(preset: str = "default", own: Mapping[str, float] | None = None) -> dict[str, float]:
    """Weights in use: a preset with the caller's own laid over it; all between 0 and 1, at least one above 0.

    >>> resolve("textual", {"risk": 0.5})["risk"]
    0.5
    """
    if preset not in PRESETS:
        raise BadInput("unknown preset", expected=", ".join(PRESETS), got=preset)
    weights = {**PRESETS[preset], **(own or {})}
    for signal, weight in weights.items():
        if signal not in SIGNALS:
            raise BadInput("unknown signal", expected=", ".join(SIGNALS), got=signal)
        if not 0 <= weight <= 1:
            raise BadInput("weight out of range", where=signal, expected="0 to 1", got=weight)
    if not any(weights.values()):
        raise BadInput("all weights are zero", expected="at least one weight above 0", got=weights)
    return weights
