"""Which moment of a release a person means: a day, or an edition by name."""

from __future__ import annotations

from datetime import date

from graph.errors import NotFound
from graph.identifiers import CODE_SYSTEMS
from graph.query.diff.sides import systems_of
from graph.query.graph import Graph

_BESIDE = {"HCPCS": ("MODIFIER",)}  # what the editions of a system list beside its own codes


def moment(graph: Graph, text: str) -> tuple[Graph, tuple[str, ...]]:
    """The graph on that day, and the code systems a comparison is about: those of the edition, or any.

    `2020-07-01` is a day; `HCPCS@2020-07` (or `edition:HCPCS@2020-07`) the first day of an edition.
    """
    try:
        return graph.at(date.fromisoformat(text)), ()
    except ValueError:
        pass
    asked = text.removeprefix("edition:")
    for edition in graph.editions():
        if edition.id == f"edition:{asked}":
            return graph.at(edition.effective_from), _systems(graph, edition.family)
    held = tuple(e.id.removeprefix("edition:") for e in graph.editions())
    raise NotFound("no such edition in this release", got=text, candidates=held,
                   hint=f"held: {', '.join(held)}" if held else "this release holds no editions; give a day")


def _systems(graph: Graph, family: str) -> tuple[str, ...]:
    if family not in CODE_SYSTEMS:
        return ()
    held = systems_of(graph) if family in _BESIDE else ()
    return (family, *(s for s in _BESIDE.get(family, ()) if s in held))
