"""The rated pairs as a task: graded nDCG among what was rated with a code, and the rank correlation over all pairs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from graph.errors import BadTable
from graph.query.columns import Columns
from graph.query.evaluation.exclusion import Without
from graph.query.evaluation.task import Listed, Task

COLUMNS = ("a", "b", "rating", "stratum", "reason")


@dataclass(frozen=True, slots=True)
class Rated:
    """One line of the file: two CURIEs and how similar they are, 0 to 3."""

    a: str
    b: str
    rating: int


def read(path: Path) -> list[Rated]:
    """The pairs of a tab-separated file with the columns of `COLUMNS`; each pair once, whichever way round."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := set(COLUMNS) - set(rows.fieldnames or ()):
            raise BadTable("columns are missing", where=path, expected=", ".join(COLUMNS),
                           got=", ".join(rows.fieldnames or ()), hint=f"add {', '.join(sorted(missing))}")
        found = [_one(path, n, row) for n, row in enumerate(rows, 2)]
    seen: set[frozenset[str]] = set()
    for n, pair in enumerate(found, 2):
        if (key := frozenset((pair.a, pair.b))) in seen or len(key) < 2:
            raise BadTable("a pair is there twice, or of one code", where=f"{path}, line {n}",
                           got=f"{pair.a}, {pair.b}")
        seen.add(key)
    return found


def _one(path: Path, line: int, row: dict[str, str]) -> Rated:
    if row["rating"] not in {"0", "1", "2", "3"}:
        raise BadTable("not a rating", where=f"{path}, line {line}", expected="0, 1, 2 or 3", got=row["rating"])
    return Rated(row["a"].strip(), row["b"].strip(), int(row["rating"]))


def task(columns: Columns, pairs: list[Rated]) -> tuple[Task | None, list[str]]:
    """The task over the pairs whose codes the release holds, and the CURIEs it does not hold.

    Each code of a pair is a query; what was rated with it may answer. Gains are 2^rating − 1. The correlation counts
    a pair from both sides. A family is a query: the codes are what is drawn anew for the intervals.
    """
    held = {id: n for id in {x for p in pairs for x in (p.a, p.b)} if (n := columns.find(id)) is not None}
    missing = sorted({x for p in pairs for x in (p.a, p.b)} - set(held))
    kept = [p for p in pairs if p.a in held and p.b in held]
    if len(kept) < 2:
        return None, missing
    ids = tuple(sorted({x for p in kept for x in (p.a, p.b)}))
    place = {id: n for n, id in enumerate(ids)}
    both = [(place[a], place[b], p.rating) for p in kept for a, b in ((p.a, p.b), (p.b, p.a))]
    query, other, rating = (np.array(x) for x in zip(*both, strict=True))
    size = (len(ids), len(ids))
    listed = sparse.csr_matrix((np.ones(len(query)), (query, other)), size)
    gains = sparse.csr_matrix((2.0**rating - 1, (query, other)), size)
    everyone = np.arange(len(ids))
    return Task("rated", "Rated pairs of procedures", Without(), np.array([held[id] for id in ids]), ids, everyone,
                everyone, ids, gains, {"all": Listed(listed)}, ("ndcg", "spearman")), missing
