"""The graph of a request: one schema serves any release, so the release comes in with the call."""

from __future__ import annotations

from strawberry.types import Info

from graph.query.graph import Graph


def graph_of(info: Info) -> Graph:
    return info.context["graph"]
