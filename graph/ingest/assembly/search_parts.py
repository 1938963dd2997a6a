"""The search index of a release: parts that the cache has, that a helper makes, or that are made here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from graph.ingest.cache import Cache, Said
from graph.release import search_index
from graph.release.directory import Writer

Elsewhere = Callable[[Path, str], bool]
"""Has a part made by another process, of documents in an Arrow file with their hash; whether the cache has it now."""


def write(writer: Writer, cache: Cache, elsewhere: Elsewhere) -> None:
    """The index, and which node each of its documents is."""
    nodes, labels = writer.written("nodes"), writer.written("labels")
    with TemporaryDirectory(prefix=".search.", dir=writer.root) as scratch:
        def made(digest: str, part: pa.Table) -> Path:
            return _made(digest, part, cache, Path(scratch), elsewhere)

        places = search_index.build(writer.folder / "search", nodes, labels, made)
    writer.array("search.nodes", places.nodes)
    writer.array("search.starts", places.starts)


def keep(cache: Cache, digest: str, part: pa.Table) -> Path | None:
    """Make a part into the cache; None where it cannot be kept."""
    def fill(folder: Path) -> Said:
        search_index.fill(folder, part)
        return {}

    found = cache.keep(fill, "search", digest)
    return found and found[0]


def keep_file(cache: Cache, file: tuple[Path, str]) -> bool:
    """As `keep`, of documents in an Arrow file with their hash; whether it is kept."""
    path, digest = file
    return keep(cache, digest, pa.ipc.open_file(pa.memory_map(str(path))).read_all()) is not None


def _made(digest: str, part: pa.Table, cache: Cache, scratch: Path, elsewhere: Elsewhere) -> Path:
    """Where a part is: in a folder of its own where the cache fails."""
    if found := cache.find("search", digest):
        return found[0]
    documents = scratch / f"{digest}.arrow"
    with pa.OSFile(str(documents), "wb") as sink, pa.ipc.new_file(sink, part.schema) as writer:
        writer.write_table(part)
    if elsewhere(documents, digest) and (found := cache.find("search", digest, written=True)):
        return found[0]
    if place := keep(cache, digest, part):
        return place
    search_index.fill(own := scratch / digest, part)
    return own
