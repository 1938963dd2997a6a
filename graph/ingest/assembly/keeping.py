"""Features that follow from little, kept for the next build with codes, values and terms numbered from 0.

A page adds nodes, which moves the numbers of all others; what codes and their names say of each other stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.ingest.cache import Cache, Said
from graph.release.features import Pairs

_COLUMNS = tuple(Pairs.__dataclass_fields__)
_BARE = _COLUMNS[:2]  # of pairs without periods


@dataclass(frozen=True, slots=True)
class Held:
    """The pairs of some signals; a feature is a value from outside, or behind these the place of one of `terms`."""

    signals: dict[str, Pairs]
    terms: list[str]


def kept(cache: Cache, name: str, digest: str, make: Callable[[], Held]) -> Held:
    """What was made of the same before, or made now and put into the cache."""
    if (found := cache.find(name, digest)) and (read := _read(*found)):
        return read
    made = make()
    cache.later(lambda folder: _write(made, folder), name, digest)
    return made


def _write(held: Held, folder: Path) -> Said:
    columns = _COLUMNS if any(pairs.bounded for pairs in held.signals.values()) else _BARE
    for column in columns:
        parts = [getattr(pairs, column) for pairs in held.signals.values()]
        np.save(folder / f"{column}.npy", np.concatenate(parts).astype(np.int32))
    return {"signals": [[name, len(pairs.codes)] for name, pairs in held.signals.items()], "terms": held.terms,
            "columns": columns}


def _read(folder: Path, said: Said) -> Held | None:
    ends = np.cumsum([size for _, size in said["signals"]])[:-1]
    try:
        columns = [np.split(np.load(folder / f"{n}.npy", mmap_mode="r"), ends) for n in said["columns"]]
    except OSError:  # another build has dropped it since
        return None
    of = Pairs if len(columns) == len(_COLUMNS) else Pairs.always
    parts = (of(*arrays) for arrays in zip(*columns, strict=True))
    return Held(dict(zip((name for name, _ in said["signals"]), parts, strict=True)), said["terms"])


def hashed(table: pa.Table) -> str:
    """A hash of all rows of a table."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
