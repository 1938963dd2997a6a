"""The names of codes as features: stemmed words of shareable names, and the letters of words outside ICD-10-PCS.

A name of this project's own beside an official one would only make a code unlike those that have none: its words are
among those of the page.
Titles of ICD-10-PCS are made of a controlled vocabulary: their letters say nothing that their words do not. The short
titles of the order file are the long ones with words cut ("Bypass Cereb Vent"), so that two codes would be kin by
whether their titles were long enough to be cut.

A short name holds until another takes its place, because newer files may give long names only. And a word that the
short name keeps of the long one is what the code is about, so words and letters in more than one name of a code count
once more, as features of their own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.days import OPEN
from graph.ingest.assembly import words
from graph.ingest.assembly.contexts import contexts
from graph.ingest.assembly.keeping import Held, hashed, kept
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.assembly.stack import dates, days, plain
from graph.ingest.assembly.terms import Terms
from graph.ingest.cache import Cache
from graph.ingest.sorting import sorting
from graph.release.features import SPELLED, Pairs, Salience
from graph.release.spelling import REPEATED, undotted

_START = 3  # letters that an abbreviation keeps


def pairs(nodes: Nodes, labels: pa.Table, position: np.ndarray, terms: Terms, cache: Cache) -> dict[str, Pairs]:
    """The signals `text` and `ngram`; `position` gives the comparable code of each node, or -1."""
    names = _names(nodes, labels, position)
    held = kept(cache, "words", hashed(names), lambda: made(names))
    place = terms.add(held.terms)
    return {name: replace(pairs, features=place[pairs.features]) for name, pairs in held.signals.items()}


def salience(terms: Terms) -> dict[str, Salience]:
    """How much what is in more than one name counts, by signal, with the preliminary numbers of such terms."""
    again, kind = terms.add(text for text in terms.texts if text.endswith(REPEATED)), REPEATED.strip(" ()")
    factors = {signal: contexts().salience.get(signal, {}).get(kind, 1.0) for signal in SPELLED}
    return {signal: (again, np.full(len(again), factor)) for signal, factor in factors.items()}


def made(names: pa.Table) -> Held:
    """Both signals of a table of names, as `_names` gives it."""
    terms, free, official = Terms(0), names.column("free").to_numpy(), ~names.column("beside").to_numpy()
    whole = (free | ~abbreviated(names)) & official
    spelled = free & official
    names = names.set_column(names.column_names.index("valid_to"), "valid_to", dates(lasting(names)))
    found = {"text": _split(names, whole, words.of, terms), "ngram": _split(names, spelled, words.grams, terms)}
    texts, place = terms.ranked()
    return Held({signal: place(pairs) for signal, pairs in found.items()}, texts)


def beside_official(labels: pa.Table) -> np.ndarray:
    """Which names are this project's own, of nodes that have official ones."""
    own = pc.equal(labels.column("licence").cast(pa.string()), "project").to_numpy()
    node = labels.column("node").to_numpy()
    return own & _among(node, node[~own])


def _among(nodes: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Which nodes are some of them."""
    found = np.zeros(int(nodes.max(initial=-1)) + 1, bool)
    found[some] = True
    return found[nodes]


def _names(nodes: Nodes, labels: pa.Table, position: np.ndarray) -> pa.Table:
    """The names of comparable codes: whether each is a title, is free, made by no ICD-10-PCS table, and is this
    project's own beside an official one."""
    code = position[labels.column("node").to_numpy()]
    rows = pa.array(np.flatnonzero(code >= 0))
    own = labels.take(rows).combine_chunks()
    free = pc.not_equal(nodes.system.take(own.column("node").combine_chunks()), "ICD10PCS").fill_null(True)
    beside = beside_official(own)
    return pa.table({"code": code[rows.to_numpy()], "text": own.column("text"), "free": free, "beside": beside,
                     "title": titles(own, beside),
                     "valid_from": own.column("valid_from"), "valid_to": own.column("valid_to")})


def titles(labels: pa.Table, beside: np.ndarray) -> np.ndarray:
    """Which names are titles: the preferred one, or the longest official one where this project's own is preferred."""
    title = pc.equal(labels.column("kind").cast(pa.string()), "preferred").to_numpy() & ~beside
    node, length = labels.column("node").to_numpy(), pc.utf8_length(labels.column("text")).to_numpy()
    lacking = np.flatnonzero(~beside & ~_among(node, node[title]))
    order = lacking[np.lexsort((-length[lacking], node[lacking]))]
    title[order[np.diff(node[order], prepend=-1) != 0]] = True
    return title


def abbreviated(names: pa.Table) -> np.ndarray:
    """Which names begin as a title of their code does without being it."""
    start = plain(pc.utf8_slice_codeunits(names.column("text"), 0, _START).dictionary_encode())
    key = names.column("code").to_numpy() * max(len(start.dictionary), 1) + start.indices.to_numpy()
    title = names.column("title").to_numpy()
    return ~title & np.isin(key, key[title])


def lasting(names: pa.Table) -> np.ndarray:
    """The last day of each name: the last ones of their kind hold as long as their code has any name."""
    code, until = names.column("code").to_numpy(), days(names.column("valid_to"))
    kind = code * 4 + names.column("title").to_numpy() * 2 + names.column("beside").to_numpy()
    of_code, of_kind = (np.full(int(key.max(initial=0)) + 1, -1, until.dtype) for key in (code, kind))
    np.maximum.at(of_code, code, until)
    np.maximum.at(of_kind, kind, until)
    return np.where(until == of_kind[kind], of_code[code], until).astype(np.int32)


def _split(names: pa.Table, mask: np.ndarray, split: words.Split, terms: Terms) -> Pairs:
    """The pieces of each name as features of its code, for the period of the name, and those of more than one name."""
    names = names.take(pa.array(np.flatnonzero(mask)))
    texts = plain(names.column("text").dictionary_encode())
    pieces = split(_undotted(texts.dictionary))
    flat = pieces.flatten()
    place = terms.add(flat.dictionary.to_pylist())
    numbers = pa.ListArray.from_arrays(_offsets(pieces), pa.array(place[flat.indices.to_numpy()])).take(texts.indices)
    counts = pc.list_value_length(numbers).to_numpy()
    code, since, until, free = (np.repeat(column, counts) for column in (
        names.column("code").to_numpy(), days(names.column("valid_from")), days(names.column("valid_to")),
        names.column("free").to_numpy()))
    found = Pairs(code, numbers.flatten().to_numpy(), since, until)
    return Pairs.joined([found, _again(found, free, np.repeat(np.arange(len(names)), counts), terms)])


def _undotted(texts: pa.Array) -> pa.Array:
    """Abbreviations without their dots; few texts have any."""
    dotted = pc.match_substring_regex(texts, r"[A-Za-z]\.[A-Za-z]").fill_null(False)
    spelled = [undotted(text) for text in texts.filter(dotted).to_pylist()]
    return pc.replace_with_mask(texts, dotted, pa.array(spelled, texts.type))


def _again(found: Pairs, free: np.ndarray, name: np.ndarray, terms: Terms) -> Pairs:
    """What two names of a code have while both hold, but for ICD-10-PCS; `name` numbers the name of each pair."""
    rows = np.flatnonzero(free)
    rows = rows[sorting([found.codes[rows], found.features[rows]])]
    changes = (np.diff(column[rows], prepend=-1) != 0 for column in (found.codes, found.features, name))
    rows = rows[np.logical_or.reduce([*changes])]  # once a name
    twice = _twice(Pairs(found.codes[rows], found.features[rows], found.since[rows], found.until[rows]))
    known, which = np.unique(twice.features, return_inverse=True)
    texts = terms.texts
    number = terms.add(texts[n] + REPEATED for n in known.tolist())
    return replace(twice, features=number[which])


def _twice(each: Pairs) -> Pairs:
    """Where a code has a feature more than once at the same time, and when; `each` is in order of both."""
    since, found, apart = np.where(each.since == OPEN, -OPEN, each.since), [], 0
    while not found or len(found[-1]):
        apart += 1
        same = (each.codes[apart:] == each.codes[:-apart]) & (each.features[apart:] == each.features[:-apart])
        found.append(np.flatnonzero(same))
    first = np.concatenate(found)
    second = first + np.repeat(np.arange(1, len(found) + 1), [len(rows) for rows in found])
    start, end = np.maximum(since[first], since[second]), np.minimum(each.until[first], each.until[second])
    kept = start <= end
    return Pairs(each.codes[first][kept], each.features[first][kept], np.where(start == -OPEN, OPEN, start)[kept],
                 end[kept])


def _offsets(lists: pa.ListArray) -> pa.Array:
    counts = pc.list_value_length(lists).to_numpy()
    return pa.array(np.concatenate([[0], np.cumsum(counts)]), pa.int32())
