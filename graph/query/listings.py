"""How many codes each edition lists, system by system: what a publisher says of a file, to be compared with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa

from graph import days
from graph.identifiers import CODE_SYSTEMS
from graph.query.columns import Columns

_VALID, _NO = "valid_for_use", "0"
_SYSTEMS = [*CODE_SYSTEMS]


@dataclass(frozen=True, slots=True)
class Listing:
    """Codes of one system in an edition; `headers` stand above others, and the publisher says that they are no codes
    to be used."""

    system: str
    codes: int
    headers: int


@lru_cache(maxsize=8)
def listings(columns: Columns) -> dict[str, tuple[Listing, ...]]:
    """What each edition lists, by its identifier, in order of systems; an edition that lists no codes is left out."""
    presence = columns.release.arrays("presence")
    editions = columns.release.table("editions").to_pylist()
    return {row["id"]: tuple(_counted(columns, presence[str(row["number"])], row["effective_from"]))
            for row in editions if str(row["number"]) in presence}


def _counted(columns: Columns, listed: np.ndarray, day: date) -> Iterator[Listing]:
    system = columns.system_numbers(listed, _SYSTEMS)
    header = np.isin(listed, _headers(columns, day))
    for number in np.unique(system[system >= 0]).tolist():
        of = system == number
        headers = int(np.count_nonzero(of & header))
        yield Listing(_SYSTEMS[number], int(np.count_nonzero(of)) - headers, headers)


def _headers(columns: Columns, day: date) -> np.ndarray:
    """The codes of which it is said on a day that they are not valid for use."""
    table = columns.release.table("attributes")
    said = np.flatnonzero(_equal(table, "name", _VALID) & _equal(table, "value", _NO))
    of = table.take(pa.array(said))
    since, until = (days.array(of.column(end)) for end in ("valid_from", "valid_to"))
    return of.column("node").to_numpy()[days.holding(since, until, days.number(day))]


def _equal(table: pa.Table, column: str, word: str) -> np.ndarray:
    """Where a column of a dictionary has a word, told by its number."""
    [chunk] = table.column(column).chunks or [pa.array([], pa.string()).dictionary_encode()]
    place = chunk.dictionary.index(word).as_py()
    return chunk.indices.to_numpy() == place if place >= 0 else np.zeros(len(chunk), bool)
