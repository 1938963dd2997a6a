"""The knowledge: what codekin knows about codes, and how it came to know it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.query.graph import Graph

RELEASES = Path(__file__).parents[1] / "releases"


def open_graph(path: str | Path | None = None) -> Graph:
    """Open a release directory, or the current one of a directory of releases, for reading.

    Without a path: the directory that `CODEKIN_RELEASES` names, else `releases/` beside this package.

    Tables and arrays are memory-mapped. Raises `NoRelease`, `FormatMismatch` or `DamagedRelease`.
    """
    from graph.query.graph import Graph
    from graph.release.directory import Release

    return Graph(Release(path or os.environ.get("CODEKIN_RELEASES") or RELEASES))
