"""The release that is served now: when `current` is switched, the next request is answered from the new one.

A request keeps the graph it began with, so none is dropped. A new release that cannot be opened is reported, and the
old one goes on serving.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import HTTPConnection

from graph import open_graph
from graph.errors import ReleaseError
from graph.query.graph import Graph
from server.licences import HEADER, Licences

_SECONDS = 1.0
_LOG = logging.getLogger("codekin")


@dataclass
class Current:
    """Graphs of the current release; `releases` is None for one that was handed over and stays."""

    licences: Licences
    releases: Path | None = None
    _looked: float = field(default_factory=time.monotonic)
    _refused: str = ""

    def now(self) -> Licences:
        """The graphs to answer from, after a look at most once a second."""
        if self.releases is not None and time.monotonic() - self._looked > _SECONDS:
            self._looked = time.monotonic()
            self._look(self.releases / "current")
        return self.licences

    def _look(self, pointer: Path) -> None:
        if not pointer.is_symlink():
            return
        name = pointer.readlink().name
        if name in (self.licences.graph.release.id, self._refused):
            return
        try:
            had, graph = self.licences, open_graph(pointer)
        except ReleaseError as error:
            self._refused = name
            _LOG.error("release %s is not served: %s", name, error.sentence())
            return
        self.licences = Licences(graph, had.overlay, had.keys)


def public_graph(request: HTTPConnection) -> Graph:
    """The graph without anybody's licensed descriptors."""
    return _of(request).graph


def graph_of(request: HTTPConnection) -> Graph:
    """The graph that a request is answered from: with licensed descriptors when it carries a key."""
    return _of(request).graph_for(request.headers.get(HEADER))


def _of(request: HTTPConnection) -> Licences:
    """One request is answered from one release, however many times it asks."""
    if not hasattr(request.state, "licences"):
        request.state.licences = request.app.state.current.now()
    return request.state.licences

