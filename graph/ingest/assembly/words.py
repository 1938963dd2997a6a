"""The stemmed words of names, each name worked out once and remembered from one build to the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.cache import Cache, Said
from graph.ingest.text.normalise import stems

Split = Callable[[pa.Array], pa.ListArray]
_GRAM = 4
_FILE = "stems.arrow"
_KIND = pa.list_(pa.string())


def of(texts: pa.Array, cache: Cache) -> pa.ListArray:
    """The words of each of many distinct texts."""
    known = _known(cache)
    place = pc.index_in(texts, value_set=known.column("text").combine_chunks())
    if not place.null_count:
        return known.column("words").combine_chunks().take(place)
    new = texts.filter(place.is_null())
    fresh = pa.table({"text": new, "words": pa.array([stems(text) for text in new.to_pylist()], _KIND)})
    whole = pa.concat_tables([known, fresh]).combine_chunks()
    found = whole.column("words").combine_chunks().take(
        pc.index_in(texts, value_set=whole.column("text").combine_chunks()))
    cache.keep(lambda folder: _write(folder, pa.table({"text": texts, "words": found})), "words", anew=True)
    return found


def _known(cache: Cache) -> pa.Table:
    """What the last build knew, so that names which are gone do not pile up."""
    if (entry := cache.find("words")) is not None:
        try:
            return pa.ipc.open_file(pa.memory_map(str(entry[0] / _FILE))).read_all()
        except OSError:  # another build has replaced it since
            pass
    return pa.table({"text": pa.array([], pa.string()), "words": pa.array([], _KIND)})


def _write(folder: Path, table: pa.Table) -> Said:
    with pa.OSFile(str(folder / _FILE), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return {}


def grams(texts: pa.Array) -> pa.ListArray:
    """The runs of four letters in the words of each text, blanks at both ends of a word counted."""
    return pa.array([_grams(text) for text in texts.to_pylist()], _KIND)


def _grams(text: str) -> list[str]:
    return [gram for word in re.findall(r"[a-z0-9]+", text.lower()) for gram in _of_word(word)]


@lru_cache(maxsize=1 << 15)
def _of_word(word: str) -> tuple[str, ...]:
    spelled = f"_{word}_"
    return tuple(spelled[n : n + _GRAM] for n in range(max(1, len(spelled) - _GRAM + 1)))
