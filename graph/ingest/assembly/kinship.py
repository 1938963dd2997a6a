"""What similarity reads: which features each comparable code has under every signal, as posting lists.

Edges of pages and edges of official files are different signals: a page says where a procedure is done, a fee schedule
only that it is paid in a facility, and the second would drown the first. Tables of ICD-10-PCS are hierarchy, not
grouping, because they follow from the code's own axes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.ingest.assembly import axes, page_text, words
from graph.ingest.assembly.edges import Edges
from graph.ingest.assembly.keeping import Held, hashed, kept
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.stack import days, plain
from graph.ingest.assembly.terms import Terms
from graph.ingest.cache import Cache
from graph.model import Policy
from graph.release import features, together
from graph.release.directory import Writer
from graph.release.features import Pairs
from graph.vocabulary import PREDICATES

_PAGE_EDGES = {p.name: str(p.signal) for p in PREDICATES.values() if p.signal}
_TABLE, _OWN = "PCSTABLE:", "grouping:"  # tables of ICD-10-PCS; specialties and families that pages name
_START = 3  # letters that an abbreviation keeps


def write(
    nodes: Nodes, edges: Edges, policies: Iterable[Policy], labels: pa.Table, writer: Writer, cache: Cache
) -> None:
    """The arrays `similarity.*` and the table `terms`."""
    rows = np.flatnonzero(pc.is_in(nodes.system, value_set=pa.array(PROCEDURE_SYSTEMS)).to_numpy(zero_copy_only=False))
    position = np.full(len(nodes), -1, np.int64)
    position[rows] = np.arange(len(rows))
    writer.array("similarity.codes", rows.astype(np.int32))
    terms = Terms(len(nodes))
    on_axes, salience = axes.pairs(nodes, edges, position, terms, cache)
    said = {**_of_pages(edges, position), "official": _official(edges, position), **_classes(nodes, edges, position),
            "policy": _of_policies(policies, nodes, position), **on_axes,
            **_of_words(_names(nodes, labels, position), terms, cache),
            "page_text": page_text.pairs(writer.written("pages"), writer.written("sections"), position, terms)}
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
    return _joined([_taken(edges, position, part, edges.since[part] != OPEN) for part in parts])


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
            "hierarchy": _joined([_taken(edges, position, part, in_table),
                                  _taken(edges, position, above, np.ones(above.stop - above.start, bool))])}


def _joined(parts: list[Pairs]) -> Pairs:
    return Pairs(*(np.concatenate([getattr(p, name) for p in parts]) for name in Pairs.__dataclass_fields__))


def _of_policies(policies: Iterable[Policy], nodes: Nodes, position: np.ndarray) -> Pairs:
    pairs = sorted({
        (int(position[nodes.row(code)]), nodes.row(policy.id))
        for policy in policies for provision in policy.provisions for code in provision.codes
        if position[nodes.row(code)] >= 0
    })
    both = np.array(pairs, np.int32).reshape(-1, 2)
    return Pairs.always(both[:, 0], both[:, 1])


def _of_words(names: pa.Table, terms: Terms, cache: Cache) -> dict[str, Pairs]:
    """Stemmed words of shareable names, and the letters of words outside ICD-10-PCS.

    A name of this project's own beside an official one would only make a code unlike those that have none: its words
    are among those of the page.
    Titles of ICD-10-PCS are made of a controlled vocabulary: their letters say nothing that their words do not. The
    short titles of the order file are the long ones with words cut ("Bypass Cereb Vent"), so that two codes would be
    kin by whether their titles were long enough to be cut.
    """
    held = kept(cache, "words", hashed(names), lambda: _words_made(names))
    place = terms.add(held.terms)
    return {name: replace(pairs, features=place[pairs.features]) for name, pairs in held.signals.items()}


def _words_made(names: pa.Table) -> Held:
    terms, free, official = Terms(0), names.column("free").to_numpy(), ~names.column("beside").to_numpy()
    whole = (free | ~abbreviated(names)) & official
    spelled = free & official
    return Held({"text": _split(names, whole, words.of, terms), "ngram": _split(names, spelled, words.grams, terms)},
                terms.texts)


def _beside_official(labels: pa.Table) -> np.ndarray:
    """Which names are this project's own, of nodes that have official ones."""
    own = pc.equal(labels.column("licence").cast(pa.string()), "project").to_numpy()
    node = labels.column("node").to_numpy()
    return own & np.isin(node, node[~own])


def _names(nodes: Nodes, labels: pa.Table, position: np.ndarray) -> pa.Table:
    """The names of comparable codes: whether each is preferred, is free, made by no ICD-10-PCS table, and is this
    project's own beside an official one."""
    code = position[labels.column("node").to_numpy()]
    rows = pa.array(np.flatnonzero(code >= 0))
    own = labels.take(rows).combine_chunks()
    free = pc.not_equal(nodes.system.take(own.column("node").combine_chunks()), "ICD10PCS").fill_null(True)
    beside = _beside_official(own)
    return pa.table({"code": code[rows.to_numpy()], "text": own.column("text"), "free": free, "beside": beside,
                     "title": _titles(own, beside),
                     "valid_from": own.column("valid_from"), "valid_to": own.column("valid_to")})


def _titles(labels: pa.Table, beside: np.ndarray) -> np.ndarray:
    """Which names are titles: the preferred one, or the longest official one where this project's own is preferred."""
    title = pc.equal(labels.column("kind").cast(pa.string()), "preferred").to_numpy() & ~beside
    node, length = labels.column("node").to_numpy(), pc.utf8_length(labels.column("text")).to_numpy()
    lacking = np.flatnonzero(~beside & ~np.isin(node, node[title]))
    order = lacking[np.lexsort((-length[lacking], node[lacking]))]
    title[order[np.diff(node[order], prepend=-1) != 0]] = True
    return title


def abbreviated(names: pa.Table) -> np.ndarray:
    """Which names begin as a title of their code does without being it."""
    start = plain(pc.utf8_slice_codeunits(names.column("text"), 0, _START).dictionary_encode())
    key = names.column("code").to_numpy() * max(len(start.dictionary), 1) + start.indices.to_numpy()
    title = names.column("title").to_numpy()
    return ~title & np.isin(key, key[title])


def _split(names: pa.Table, mask: np.ndarray, split: words.Split, terms: Terms) -> Pairs:
    """The pieces of each name as features of its code, for the period of the name."""
    names = names.take(pa.array(np.flatnonzero(mask)))
    texts = plain(names.column("text").dictionary_encode())
    pieces = split(texts.dictionary)
    flat = pieces.flatten()
    place = terms.add(flat.dictionary.to_pylist())
    numbers = pa.ListArray.from_arrays(_offsets(pieces), pa.array(place[flat.indices.to_numpy()])).take(texts.indices)
    counts = pc.list_value_length(numbers).to_numpy()
    code, since, until = (np.repeat(column, counts) for column in (
        names.column("code").to_numpy(), days(names.column("valid_from")), days(names.column("valid_to"))))
    return Pairs(code, numbers.flatten().to_numpy(), since, until)


def _offsets(lists: pa.ListArray) -> pa.Array:
    counts = pc.list_value_length(lists).to_numpy()
    return pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
