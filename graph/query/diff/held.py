"""Which sources a side of a comparison holds on its day, and which of its rows come from sources the other has not.

A source is a kind of file in a family of editions, such as the tables of ICD-10-PCS. A family is as its newest edition
of that day left it: where an edition brings the tables and the one before did not, what the tables say is no change.
Names beside the longest one that a source gives a code are a source of their own: some files have no short titles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.query.graph import Graph

FURTHER = "further names"


class Source(NamedTuple):
    """The reader that knows a kind of file, the family of its editions, empty for what is held always, and whether
    these are further names that it gives."""

    reader: str
    family: str = ""
    part: str = ""


def sources(graph: Graph) -> list[Source]:
    """The source of every document: official files by their reader, the others by what they are inputs of."""
    family = {e.id: e.family for e in graph.editions()}
    others = {f"sha256:{i['sha256']}": Source(i["source"]) for i in graph.release.manifest["inputs"]}
    found = [others.get(id, Source("")) for id in graph.to_arrow("documents").column("id").to_pylist()]
    for row in graph.to_arrow("ledger").to_pylist():
        found[row["document"]] = Source(row["reader"], family.get(row["edition"], ""))
    return found


def held(graph: Graph) -> set[Source]:
    """The sources that hold on the day of a graph: those without editions, and of each family the newest ones."""
    begun = [e for e in graph.editions() if graph.as_of is None or e.effective_from <= graph.as_of]
    newest = {e.family: e.effective_from for e in begun}  # editions come in order of time
    current = {e.id: e.family for e in begun if e.effective_from == newest[e.family]}
    every = sources(graph)
    found = {source for source in every if not source.family}
    return found | {Source(row["reader"], current[row["edition"]]) for row in graph.to_arrow("ledger").to_pylist()
                    if row["edition"] in current}


class Telling:
    """What tells which sources say the rows of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.held, own = graph, held(graph), sources(graph)
        self.sources = [*own, *(source._replace(part=FURTHER) for source in own)]
        number = {source: n for n, source in enumerate(dict.fromkeys(own))}
        self._number = np.array([*(number[source] for source in own), -1])

    def dated(self, table: str, rows: np.ndarray) -> set[Source]:
        """The sources of those rows that no edition of the day says: they hold by dates of their own."""
        own, document = self.alone(table, rows, self.held)
        return {self.sources[n] for n in np.unique(document[own]).tolist()}

    def came(self, table: str, rows: np.ndarray, other: Telling) -> np.ndarray:
        """Which of some rows hold by dates of their own alone, and are of a source that the other graph has too."""
        told = self.held | {source._replace(part=FURTHER) for source in self.held}
        return self.alone(table, rows, told)[0] & ~self.alone(table, rows, set(other.sources))[0]

    def alone(self, table: str, rows: np.ndarray, there: set[Source]) -> tuple[np.ndarray, np.ndarray]:
        """Which of some rows only sources say that are not `there`, and for each the document that says it first."""
        place, document = self._documents(table, rows)
        # One place more, which is that of rows without a document: these never stand alone.
        shared = np.array([source in there for source in self.sources] + [True])[document]
        first = np.append(True, place[1:] != place[:-1]) if len(place) else np.zeros(0, bool)
        return np.bincount(place[shared], minlength=len(rows)) == 0, document[first]

    def _documents(self, table: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The documents of some rows, -1 for none, and which of the rows each is of."""
        if table != "edges":
            found = self.graph.to_arrow(table).column("document").take(pa.array(rows)).fill_null(-1).to_numpy()
            return np.arange(len(rows)), self._named(rows, found) if table == "labels" else found
        further = self.graph.release.arrays("evidence")["further"]
        edges = rows.astype(further.dtype)  # of another type, all others were copied
        first, last = (edges + np.searchsorted(further, edges, side) for side in ("left", "right"))
        place = np.repeat(np.arange(len(rows)), last - first + 1)
        began = np.cumsum(last - first + 1) - (last - first + 1)
        said = first[place] + np.arange(len(place)) - began[place]
        return place, self.graph.release.table("evidence").column("document").take(pa.array(said)).to_numpy()

    def _named(self, rows: np.ndarray, document: np.ndarray) -> np.ndarray:
        """The documents of names; those of further names are numbered behind all."""
        names = self.graph.to_arrow("labels").select(["node", "text"]).take(pa.array(rows))
        node, length = names.column("node").to_numpy(), pc.utf8_length(names.column("text")).to_numpy()
        source = self._number[document]
        order = np.lexsort((-length, source, node))
        same = (node[order][1:] == node[order][:-1]) & (source[order][1:] == source[order][:-1])
        further = order[np.flatnonzero(same) + 1]
        further = further[document[further] >= 0]
        found = document.copy()
        found[further] += len(self._number) - 1
        return found
