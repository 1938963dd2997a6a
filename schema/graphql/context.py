"""The graph of a request: one schema serves any release, so the release comes in with the call.

A root field may ask for a day. What hangs below it is answered from the same day, so the root field notes its graph
under its own place in the answer, and everything below finds it by walking up its path.
"""

from __future__ import annotations

from datetime import date

from strawberry.types import Info

from graph.query.graph import Graph


def graph_of(info: Info) -> Graph:
    """The graph of the root field that this field stands under."""
    context = info.context
    return context.get("moments", {}).get(_root(info), context["graph"])


def moment(info: Info, as_of: date | None) -> Graph:
    """The graph on a day, for this root field and everything below it."""
    graph = info.context["graph"].at(as_of)
    if as_of is not None:
        info.context.setdefault("moments", {})[_root(info)] = graph
    return graph


def _root(info: Info) -> str | int:
    path = info.path
    while path.prev is not None:
        path = path.prev
    return path.key
