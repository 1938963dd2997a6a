"""Who may see licensed descriptors: only a request with a key is answered from a graph that has the overlay.

The key file has one key a line, and behind it the code systems whose licence it stands for (`CPT`, `CDT`). Keys are
kept as hashes and compared in constant time. Licensed answers are marked private, so that no shared cache keeps them.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import HTTPConnection
from starlette.responses import Response

from graph.errors import BadInput, NotLicensed, UnreadableFile
from graph.overlay import LICENSED, Overlay
from graph.query.graph import Graph

HEADER = "x-licence-key"
PRIVATE = {"Cache-Control": "private, no-store", "Vary": "X-Licence-Key"}


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


@dataclass
class Licences:
    """The graphs that requests may be answered from."""

    graph: Graph
    overlay: Overlay | None = None
    keys: dict[bytes, tuple[str, ...]] = field(default_factory=dict)
    _graphs: dict[tuple[str, ...], Graph] = field(default_factory=dict)

    def graph_for(self, key: str | None) -> Graph:
        """The graph of a request with this key; `NotLicensed` for a key that nobody was given."""
        if key is None:
            return self.graph
        systems = self._systems(_hash(key))
        if systems is None or self.overlay is None:
            raise NotLicensed("this key opens nothing here", expected="a key of this server's key file",
                              hint="leave the header out to see codes without licensed descriptors")
        if systems not in self._graphs:
            self._graphs[systems] = self.graph.licensed(self.overlay.only(systems))
        return self._graphs[systems]

    def _systems(self, asked: bytes) -> tuple[str, ...] | None:
        found = [systems for key, systems in self.keys.items() if hmac.compare_digest(key, asked)]
        return found[0] if found else None


def read_keys(path: Path) -> dict[bytes, tuple[str, ...]]:
    """The keys of a key file, hashed."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UnreadableFile("key file cannot be read", where=path.name, expected="a readable file",
                             got=error.strerror, hint="check the name and the permissions") from error
    found = {}
    for number, line in enumerate(lines, 1):
        key, *systems = line.replace(",", " ").split()[:9] or [""]
        if not key or key.startswith("#"):
            continue
        if not systems or any(system not in LICENSED for system in systems):
            raise BadInput("a key without a known code system", where=f"{path.name}:{number}",
                           expected=f"KEY and one or more of {', '.join(LICENSED)}", got=" ".join(systems) or "nothing")
        found[_hash(key)] = tuple(sorted(set(systems)))
    return found


def mark(request: HTTPConnection, response: Response) -> Response:
    """An answer to a request with a key belongs to its caller alone."""
    if HEADER in request.headers:
        for name in ("etag", "vary"):
            if name in response.headers:
                del response.headers[name]
        response.headers.update(PRIVATE)
    return response
