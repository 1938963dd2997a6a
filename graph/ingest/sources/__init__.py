"""One file per publisher; `READERS` is the registry of official formats, asked in this order."""

from __future__ import annotations

from graph.ingest.formats import Format

READERS: tuple[Format, ...] = ()
