"""Whether official files of one edition say the same: the two lists of ICD-10-PCS codes, the order file and the
expanded tables, of codes; two files of one list, of titles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from graph.ingest.assembly.facts import Entry
from graph.ingest.assembly.stack import unsorted
from graph.model import Problem

_TITLED = ("hcpcs", "icd10pcs-order", "icd10pcs-codes")
_LISTS = {"icd10pcs-order": "order file", "icd10pcs-tables": "tables"}


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
    return [problem for files in held.values() for n, one in enumerate(files) for other in files[n + 1 :]
            for problem in _differing(one, other)]


def _differing(one: Entry, other: Entry) -> Iterator[Problem]:
    (known, titles), (codes, said) = _titles(one), _titles(other)
    place = pc.index_in(codes, value_set=known)
    for code in sorted(codes.filter(pc.not_equal(titles.take(place), said).fill_null(False)).to_pylist()):
        yield Problem(other.item, None, f"{code}: another title than in {one.item}")


def _titles(entry: Entry) -> tuple[pa.Array, pa.Array]:
    """The codes of a file and their preferred names, side by side."""
    labels = entry.batch.table("labels")
    labels = labels.filter(pc.equal(labels.column("kind").cast(pa.string()), "preferred"))
    return tuple(labels.column(name).cast(pa.string()).combine_chunks() for name in ("id", "text"))
