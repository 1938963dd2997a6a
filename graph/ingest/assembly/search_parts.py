"""The search index of a release: parts that the cache has, that helpers make, or that are made here."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from tempfile import TemporaryDirectory
from threading import Event
from typing import Protocol

import pyarrow as pa

from graph.ingest.cache import Cache, Said
from graph.release import search_index
from graph.release.tables import columns
from graph.release.writer import Writer

_AT_ONCE = 2  # parts that are made side by side, each in memory until it is done


class Elsewhere(Protocol):
    """So many other processes that make parts into the cache."""

    def __len__(self) -> int: ...

    def index(self, documents: Path, digest: str) -> bool:
        """Make a part of the documents in an Arrow file, by their hash; whether the cache has it now."""


def write(writer: Writer, cache: Cache, elsewhere: Elsewhere | None, free: Event) -> None:
    """The index, which node each of its documents is, and the table of its words.

    Where there are helpers, this process makes parts too when it is `free`.
    """
    if not elsewhere:
        free.set()
    nodes, labels = writer.written("nodes"), writer.written("labels")
    with TemporaryDirectory(prefix=".search.", dir=writer.root) as scratch:
        making = _Making(cache, Path(scratch), elsewhere, free)
        places, words = search_index.build(writer.folder / "search", nodes, labels, making.made)
    writer.table("search_words", columns("search_words", text=words))
    writer.arrays("search", {"nodes": places.nodes, "starts": places.starts})


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


def _next(taken: Callable[[], str]) -> str | None:
    try:
        return taken()
    except IndexError:  # none is left
        return None


class _Making:
    """Parts on their way: helpers begin with the largest, this process with the smallest, until none is left."""

    def __init__(self, cache: Cache, scratch: Path, elsewhere: Elsewhere | None, free: Event) -> None:
        self._cache, self._scratch, self._elsewhere, self._free = cache, scratch, elsewhere, free

    def made(self, parts: Mapping[str, pa.Table]) -> dict[str, Path]:
        """Where the parts are, by the hashes of their documents."""
        found = {digest: place for digest in parts if (place := self._held(digest))}
        left = deque(sorted(parts.keys() - found.keys(), key=lambda digest: (parts[digest].num_rows, digest)))
        helpers = len(self._elsewhere or ())

        def work(taken: Callable[[], str], make: Callable[[str, pa.Table], Path]) -> None:
            while (digest := _next(taken)) is not None:
                found[digest] = make(digest, parts[digest])

        def work_here() -> None:
            self._free.wait()
            work(left.popleft, self._here)

        with ThreadPoolExecutor(helpers + _AT_ONCE) as pool:
            works = [pool.submit(work, left.pop, self._there) for _ in range(helpers)]
            works += [pool.submit(work_here) for _ in range(_AT_ONCE)]
        for done in works:
            done.result()
        return found

    def _there(self, digest: str, part: pa.Table) -> Path:
        """What helpers cannot make is made here."""
        documents = self._scratch / f"{digest}.arrow"
        with pa.OSFile(str(documents), "wb") as sink, pa.ipc.new_file(sink, part.schema) as writer:
            writer.write_table(part)
        done = self._elsewhere.index(documents, digest) and self._held(digest, written=True)
        return done or self._here(digest, part)

    def _here(self, digest: str, part: pa.Table) -> Path:
        """In a folder of its own where the cache fails."""
        if keep(self._cache, digest, part) and (place := self._held(digest, written=True)):
            return place
        search_index.fill(own := self._scratch / digest, part)
        return own

    def _held(self, digest: str, *, written: bool = False) -> Path | None:
        """A part that the cache has, linked to where no other build drops it before it is used."""
        own = self._scratch / digest
        with suppress(OSError):
            if entry := self._cache.find("search", digest, written=written):
                return copytree(entry[0], own, copy_function=_linked)
        rmtree(own, ignore_errors=True)
        return None


def _linked(source: str, target: str) -> None:
    """The same file under another name, or a copy where the file system has no second names."""
    try:
        os.link(source, target)
    except OSError:
        copyfile(source, target)
