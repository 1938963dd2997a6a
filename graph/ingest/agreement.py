"""Whether official files of one edition say the same: the two lists of ICD-10-PCS codes, the order file and the
expanded tables, of codes; two files of one list, of titles; and whether an edition can be a whole list at all.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers import CODE_SYSTEMS
from graph.ingest.assembly.facts import Entry
from graph.ingest.assembly.stack import unsorted
from graph.ingest.cache import Cache
from graph.ingest.sealing import seal, span
from graph.model import Problem

_TITLED = ("hcpcs", "icd10pcs-order", "icd10pcs-codes", "icd10cm-order", "icd10cm-codes")
_FEW = 5  # codes, of which half may be gone without a word
_LISTS = {"icd10pcs-order": "order file", "icd10pcs-tables": "tables"}


def told(entries: Iterable[Entry], cache: Cache) -> list[Problem]:
    """All that follows, of files with an edition; the same files are compared but once, for most stay from build to
    build."""
    dated = [entry for entry in entries if entry.batch.edition is not None]
    said = "".join(f"{entry.item}|{entry.reader}|{entry.batch.origin}\n" for entry in dated)
    made_of = ("agreement", hashlib.sha256(said.encode()).hexdigest())
    whole = all(entry.batch.origin for entry in dated)
    if whole and (found := cache.find(*made_of)):
        return [Problem(**problem) for problem in found[1]["problems"]]
    made = [problem for compare in (disagreements, conflicts, partial) for problem in compare(dated)]
    if whole:
        cache.note({"problems": made}, *made_of)
    return made


def disagreements(entries: Iterable[Entry]) -> list[Problem]:
    """One problem for every code that only one of the two lists of an edition has; none where only one list is held."""
    held: dict[str, dict[str, tuple[str, pa.Array]]] = defaultdict(dict)
    for entry in entries:
        if entry.reader in _LISTS and entry.batch.edition is not None:
            codes = unsorted(entry.batch.table("codes").column("id"))
            _, known = held[entry.batch.edition.name].get(entry.reader, ("", codes[:0]))
            held[entry.batch.edition.name][entry.reader] = (entry.item, pa.concat_arrays([known, codes]))
    found = []
    for name, lists in sorted(held.items()):
        if len(lists) == 2:
            for reader, other in (tuple(_LISTS), tuple(_LISTS)[::-1]):
                item, codes = lists[reader]
                lonely = _without(codes, lists[other][1])
                found += [Problem(item, None, f"{code}: the {_LISTS[reader]} of {name} has it, the {_LISTS[other]} "
                                              "has not") for code in sorted(set(lonely.to_pylist()))]
    return found


def _without(codes: pa.Array, others: pa.Array) -> pa.Array:
    """The codes that are not among others; that two lists are the same, as they should be, is seen at a glance."""
    if codes.equals(others):
        return codes[:0]
    return codes.filter(pc.invert(pc.is_in(codes, value_set=others)))


def conflicts(entries: Iterable[Entry]) -> list[Problem]:
    """One problem for every code to which two files of an edition give different titles; the release keeps both."""
    held: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.reader in _TITLED and entry.batch.edition is not None:
            held[entry.batch.edition.id].append(entry)
    return [problem for one, *others in held.values() if others for problem in _conflicts(one, others)]


def _conflicts(one: Entry, others: Sequence[Entry]) -> Iterator[Problem]:
    codes, titles = _titles(one)
    for other in others:
        own, said = _titles(other)
        place = pc.index_in(own, value_set=codes)
        differing = pc.fill_null(pc.not_equal(said, titles.take(place)), False)
        for code in own.filter(differing).to_pylist():
            yield Problem(other.item, None, f"{code}: another title than in {one.item}")
        new = place.is_null()
        codes, titles = (pa.concat_arrays([known, more.filter(new)]) for known, more in ((codes, own), (titles, said)))


def _titles(entry: Entry) -> tuple[pa.Array, pa.Array]:
    """The codes of a file that have a title, in order, and their titles."""
    labels = seal(entry.batch).table("labels")
    labels = labels.filter(pc.equal(labels.column("kind").cast(pa.string()), "preferred"))
    found = (labels.column(name).combine_chunks() for name in ("id", "text"))
    code, title = (c.chunk(0) if isinstance(c, pa.ChunkedArray) else c for c in found)
    return code.dictionary_decode(), title.dictionary_decode()


# --- lists that are too short ---


def partial(entries: Iterable[Entry]) -> list[Problem]:
    """One problem for every edition that lists less than half of a system's codes in the edition before.

    What an edition does not list any more has ended: a part of a list that passes for an edition ends the rest of it.
    An edition that lists nothing ends nothing.
    """
    families: dict[str, dict[date, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.batch.edition is not None:
            families[entry.batch.edition.family][entry.batch.edition.effective_from].append(entry)
    several = [[own for _, own in sorted(editions.items())] for _, editions in sorted(families.items())
               if len(editions) > 1]
    return [problem for editions in several for problem in _shrunken(editions)]


def _shrunken(editions: Sequence[Sequence[Entry]]) -> Iterator[Problem]:
    """Of the editions of one family in order of time."""
    before: dict[str, tuple[str, list[pa.Array]]] = {}
    for entries in editions:
        name = f"{entries[0].batch.edition.family}@{entries[0].batch.edition.name}"
        listed = _listed(entries)
        for system, (other, known) in before.items() if listed else ():
            new = listed.get(system, [])
            most = sum(map(len, known))
            if most >= _FEW and 2 * max(map(len, new), default=0) < most and 2 * _union(new) < _union(known):
                yield Problem(entries[0].item, None, (
                    f"{name} lists {_union(new)} codes of {system}, {other} {_union(known)}: less than half of the "
                    "list, and all others end with it"))
        before |= {system: (name, lists) for system, lists in listed.items()}


def _union(lists: Sequence[pa.Array]) -> int:
    """How many distinct codes several files list."""
    return len(pc.unique(pa.concat_arrays([pa.array([], pa.string()), *lists])))


def _listed(entries: Sequence[Entry]) -> dict[str, list[pa.Array]]:
    """The codes of each system that each file of an edition lists."""
    found = defaultdict(list)
    for batch in (seal(entry.batch) for entry in entries):
        [*chunks] = batch.table("codes").column("id").chunks
        numbers = np.concatenate([np.zeros(0, np.int32), *(chunk.indices.to_numpy() for chunk in chunks)])
        for system in CODE_SYSTEMS if len(numbers) else ():
            own = span(batch.ids, system)
            first, last = np.searchsorted(numbers, [own.start, own.stop])  # rows are in order of their codes
            if last > first:
                found[system].append(batch.ids.take(pa.array(numbers[first:last])))
    return found
