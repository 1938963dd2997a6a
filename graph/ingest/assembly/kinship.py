"""What similarity reads: which features each comparable code has under every signal, as posting lists.

Edges of pages and edges of official files are different signals: a page says where a procedure is done, a fee schedule
only that it is paid in a facility, and the second would drown the first. Tables of ICD-10-PCS are hierarchy, not
grouping, because they follow from the code's own axes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.ingest.assembly import axes, names, page_text
from graph.ingest.assembly.edges import Edges
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.terms import Terms
from graph.ingest.cache import Cache
from graph.model import Policy
from graph.release import features, together
from graph.release.features import Pairs
from graph.release.writer import Writer
from graph.vocabulary import PREDICATES

_PAGE_EDGES = {p.name: str(p.signal) for p in PREDICATES.values() if p.signal}
_TABLE, _OWN = "PCSTABLE:", "grouping:"  # tables of ICD-10-PCS; specialties and families that pages name


def write(
    nodes: Nodes, edges: Edges, policies: Iterable[Policy], labels: pa.Table, words: Mapping[int, set[str]],
    writer: Writer, cache: Cache,
) -> None:
    """The arrays `similarity` and `similarity.*`, and the table `terms`; `words` are those of pages, by code."""
    rows = np.flatnonzero(pc.is_in(nodes.system, value_set=pa.array(PROCEDURE_SYSTEMS)).to_numpy(zero_copy_only=False))
    position = np.full(len(nodes), -1, np.int64)
    position[rows] = np.arange(len(rows))
    writer.arrays("similarity", {"codes": rows.astype(np.int32)})
    terms = Terms(len(nodes))
    on_axes, salience = axes.pairs(nodes, edges, position, terms, cache)
    said = {**_of_pages(edges, position), "official": _official(edges, position), **_classes(nodes, edges, position),
            "policy": _of_policies(policies, nodes, position), **on_axes,
            **names.pairs(nodes, labels, position, terms, cache),
            "page_text": page_text.pairs(words, position, terms)}
    salience |= names.salience(terms)
    place = terms.write(writer)
    salient = {signal: axes.placed(*of, place) for signal, of in salience.items()}
    together.write(writer, [
        features.write(writer, s, place(said[s]), len(rows), salient.get(s)) for s in features.POSTED])


def _taken(edges: Edges, position: np.ndarray, part: slice, kept: np.ndarray) -> Pairs:
    """Features that edges name, of comparable codes; a denied edge names none."""
    code = position[edges.subject[part]]
    kept = kept & (code >= 0) & ~edges.negated[part]
    return Pairs(code[kept], edges.object[part][kept], edges.since[part][kept], edges.until[part][kept])


def _of_pages(edges: Edges, position: np.ndarray) -> dict[str, Pairs]:
    """What pages say; what comes with an edition is official and no page's word."""
    parts = {signal: edges.of(predicate) for predicate, signal in _PAGE_EDGES.items()}
    return {signal: _taken(edges, position, part, edges.since[part] == OPEN) for signal, part in parts.items()}


def _official(edges: Edges, position: np.ndarray) -> Pairs:
    parts = [edges.of(predicate) for predicate in _PAGE_EDGES]
    return Pairs.joined([_taken(edges, position, part, edges.since[part] != OPEN) for part in parts])


def _classes(nodes: Nodes, edges: Edges, position: np.ndarray) -> dict[str, Pairs]:
    """Groupings of publishers, those of this project, and the hierarchy of the code system itself.

    Only codes with a page have groupings of this project: of a code that has none they say nothing, least of all that
    the two are unlike.
    """
    table, own = (pc.starts_with(nodes.ids, start).to_numpy(zero_copy_only=False) for start in (_TABLE, _OWN))
    part, above = edges.of("in_grouping"), edges.of("broader")
    in_table, by_us = table[edges.object[part]], own[edges.object[part]]
    return {"grouping": _taken(edges, position, part, ~in_table & ~by_us),
            "specialty": _taken(edges, position, part, by_us),
            "hierarchy": Pairs.joined([_taken(edges, position, part, in_table),
                                       _taken(edges, position, above, np.ones(above.stop - above.start, bool))])}


def _of_policies(policies: Iterable[Policy], nodes: Nodes, position: np.ndarray) -> Pairs:
    pairs = sorted({
        (int(position[nodes.row(code)]), nodes.row(policy.id))
        for policy in policies for provision in policy.provisions for code in provision.codes
        if position[nodes.row(code)] >= 0
    })
    both = np.array(pairs, np.int32).reshape(-1, 2)
    return Pairs.always(both[:, 0], both[:, 1])
