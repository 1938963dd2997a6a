"""What the tables of an edition of ICD-10-PCS allow, code by code, beside what its order file lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from graph.query.columns import Columns
from graph.release import index, quotes
from graph.release.directory import Release

# What each of the two lists says of every one of its codes.
_TABLES, _ORDER = ("has_axis_value", ("icd10pcs-tables",)), ("in_grouping", ("icd10pcs-order", "icd10pcs-codes"))


@dataclass(frozen=True, slots=True)
class Expansion:
    """How many codes the tables allow, how many the order file lists, null without one, and what one alone has."""

    allowed: int
    listed: int | None
    not_listed: tuple[str, ...] = ()
    not_allowed: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def expansions(columns: Columns) -> dict[str, Expansion]:
    """By the identifier of the edition; one without tables is left out."""
    allowed, listed = (_codes(columns.release, *said) for said in (_TABLES, _ORDER))
    return {edition: _compared(columns, codes, listed.get(edition)) for edition, codes in allowed.items()}


def _codes(release: Release, predicate: str, readers: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The nodes of which files of some readers say a predicate, by edition."""
    documents = defaultdict(list)
    for row in release.table("ledger").to_pylist():
        if row["reader"] in readers and row["edition"]:
            documents[row["edition"]].append(row["document"])
    return {edition: _said(release, predicate, own) for edition, own in documents.items()}


def _said(release: Release, predicate: str, documents: list[int]) -> np.ndarray:
    edges, further = index.span(release, predicate), release.arrays("evidence")["further"]
    ends = np.array([edges.start, edges.stop], further.dtype)
    first, last = (ends + np.searchsorted(further, ends)).tolist()
    document = release.table("evidence").column("document").slice(first, last - first).to_numpy()
    rows = np.flatnonzero(np.isin(document, documents)) + first
    subject = release.table("edges").column("subject").take(pa.array(quotes.edges_of(release, rows)))
    return np.unique(subject.to_numpy())


def _compared(columns: Columns, allowed: np.ndarray, listed: np.ndarray | None) -> Expansion:
    if listed is None:
        return Expansion(len(allowed), None)
    alone = (np.setdiff1d(*pair, assume_unique=True) for pair in ((allowed, listed), (listed, allowed)))
    return Expansion(len(allowed), len(listed), *(tuple(columns.node(n).id for n in some.tolist()) for some in alone))
