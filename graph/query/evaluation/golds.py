"""Golds from a release's own edges: groupings that publishers made, successors, add-on and endoscopic families."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from graph.days import array
from graph.identifiers import PROCEDURE_SYSTEMS
from graph.query.columns import Columns
from graph.query.evaluation.exclusion import Without
from graph.query.evaluation.task import Apart, Distant, Everything, Split, Task, starts, systems
from graph.release.features import Pairs

NEAR = 20
"""Places up and down the list of codes that the adjacency-removed split keeps out."""
LARGEST_ADD_ON = 200
"""An add-on code that goes with more codes than this says nothing of what they have in common."""
_SERVICE_TYPES = ("BETOS", "RBCS", "TOS")
_GROUPINGS = (
    ("prccsr", "ICD-10-PCS by PRCCSR category", "PRCCSR", ("ICD10PCS",), Without(("PRCCSR",)), True),
    ("betos", "HCPCS Level II by BETOS type of service", "BETOS", ("HCPCS",), Without(_SERVICE_TYPES), False),
    ("rbcs", "CPT and HCPCS Level II by RBCS family", "RBCS", ("CPT", "HCPCS"), Without(_SERVICE_TYPES), False),
    ("endoscopy", "CPT by endoscopic family of the fee schedule", "PFSENDO", ("CPT", "HCPCS"), Without(("PFSENDO",)),
     False),
)
NAMES = (*(g[0] for g in _GROUPINGS), "add-on", "successors")


def tasks(columns: Columns, per_family: int, seed: int, wanted: Iterable[str]) -> tuple[list[Task], dict[str, str]]:
    """The tasks that a release can supply, and why not for the others; `per_family` queries are drawn of each."""
    makers = {g[0]: lambda g=g: _grouping(columns, per_family, seed, *g) for g in _GROUPINGS}
    makers |= {"add-on": lambda: _add_on(columns, per_family, seed), "successors": lambda: _successors(columns)}
    found, missing = [], {}
    for name in wanted:
        task = makers[name]()
        if task is None:
            missing[name] = "the release holds no such families; build it with the official file"
        else:
            found.append(task)
    return found, missing


def _edges(columns: Columns, predicate: str) -> tuple[np.ndarray, np.ndarray]:
    """Subjects and objects of a predicate: of each subject what its newest edition says."""
    subjects, objects, edges = columns.rows(predicate, "out").pairs()
    since, until = (array(columns.release.table("edges").column(end))[edges] for end in ("valid_from", "valid_to"))
    return Pairs(subjects, objects, since, until).newest(columns.size)


def _of_systems(columns: Columns, numbers: np.ndarray, kept: tuple[str, ...]) -> np.ndarray:
    """Which of many nodes are codes of these systems."""
    every = columns.release.table("nodes").column("system").cast(pa.string())
    return pc.fill_null(pc.is_in(every, value_set=pa.array(kept)), False).to_numpy()[numbers]


def _grouping(columns: Columns, per_family: int, seed: int, name: str, title: str, prefix: str,
              codes: tuple[str, ...], without: Without, tables: bool) -> Task | None:
    subjects, objects = _edges(columns, "in_grouping")
    groups = np.unique(objects)
    groups = groups[[columns.node(int(n)).id.startswith(f"{prefix}:") for n in groups]]
    kept = np.isin(objects, groups) & _of_systems(columns, subjects, codes)
    return _families(columns, per_family, seed, name, title, without, subjects[kept], objects[kept], tables)


def _add_on(columns: Columns, per_family: int, seed: int) -> Task | None:
    """A family is what one add-on code is billed with; the add-on itself belongs to it."""
    subjects, objects = _edges(columns, "add_on_to")
    kept = _of_systems(columns, subjects, PROCEDURE_SYSTEMS) & _of_systems(columns, objects, PROCEDURE_SYSTEMS)
    subjects, objects = subjects[kept], objects[kept]
    size = np.bincount(subjects, minlength=columns.size)
    kept = size[subjects] <= LARGEST_ADD_ON
    families = np.unique(subjects[kept])
    members, of = np.concatenate([objects[kept], families]), np.concatenate([subjects[kept], families])
    return _families(columns, per_family, seed, "add-on", "CPT and HCPCS Level II billed with the same add-on code",
                     Without(predicates=("add_on_to",)), members, of, False)


def _families(columns: Columns, per_family: int, seed: int, name: str, title: str, without: Without,
              members: np.ndarray, groups: np.ndarray, tables: bool) -> Task | None:
    """Families of two codes and more; what shares any family with the query is relevant to it."""
    kept, every = _known(columns, without)[members], len(np.unique(members))
    members, groups = members[kept], groups[kept]
    candidates, code = np.unique(members, return_inverse=True)
    families, group = np.unique(groups, return_inverse=True)
    if len(families) < 2:
        return None
    belongs = sparse.csr_matrix((np.ones(len(code)), (code, group)), (len(candidates), len(families)))
    belongs.data[:] = 1
    queries, family = _draw(belongs.tocsc(), per_family, seed)
    gains = (belongs[queries] @ belongs.T).tocsr()
    gains.data[:] = 1
    ids, names = _ids(columns, candidates), _ids(columns, families)
    splits: dict[str, Split] = {"all": Everything()}
    if tables:
        splits["hard"] = Apart(starts(ids, 4), queries)
    else:
        splits["adjacency removed"] = Distant(NEAR, systems(ids), queries)
    return Task(name, title, without, candidates, ids, queries, family, names, gains, splits,
                unknown=every - len(candidates))


def _known(columns: Columns, without: Without) -> np.ndarray:
    """Which nodes have a name, or an edge that is not excluded: the others would not be there without the source."""
    edges = columns.release.table("edges")
    subject, object = (edges.column(end).to_numpy() for end in ("subject", "object"))
    gone = pc.is_in(edges.column("predicate").cast(pa.string()), value_set=pa.array(without.predicates, pa.string()))
    ids = columns.release.table("nodes").column("id")
    source = np.zeros(columns.size, bool)
    for prefix in without.prefixes:
        source |= pc.starts_with(ids, f"{prefix}:").to_numpy()
    kept = ~gone.to_numpy() & ~source[subject] & ~source[object]
    found = np.zeros(columns.size, bool)
    for numbers in (subject[kept], object[kept], columns.release.table("labels").column("node").to_numpy()):
        found[numbers] = True
    return found


def _draw(belongs: sparse.csc_matrix, per_family: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The same number of queries of every family, or all of a smaller one; a family of one code has none."""
    random, queries, family = np.random.default_rng(seed), [], []
    for n in range(belongs.shape[1]):
        own = np.sort(belongs.indices[belongs.indptr[n] : belongs.indptr[n + 1]])
        if len(own) > 1:
            drawn = random.choice(own, min(per_family, len(own)), replace=False)
            queries.append(np.sort(drawn))
            family.append(np.full(len(drawn), n))
    return np.concatenate(queries), np.concatenate(family)


def _successors(columns: Columns) -> Task | None:
    """HCPCS codes that ended, to be answered with their cross-references out of all HCPCS codes."""
    numbers = columns.nodes_of("code")
    candidates = numbers[_of_systems(columns, numbers, ("HCPCS",))]
    subjects, objects, _ = columns.rows("replaced_by", "out").pairs()
    kept = np.isin(subjects, candidates) & np.isin(objects, candidates) & (subjects != objects)
    old, new = (np.searchsorted(candidates, x[kept]) for x in (subjects, objects))
    queries, family = np.unique(old, return_inverse=True)
    if len(queries) < 2:
        return None
    gains = sparse.csr_matrix((np.ones(len(new)), (family, new)), (len(queries), len(candidates)))
    gains.data[:] = 1
    ids = _ids(columns, candidates)
    return Task("successors", "HCPCS Level II codes and their successors", Without(predicates=("replaced_by",)),
                candidates, ids, queries, np.arange(len(queries)), tuple(ids[n] for n in queries), gains,
                {"all": Everything(), "adjacency removed": Distant(NEAR, systems(ids), queries)}, ("recall", "mrr"))


def _ids(columns: Columns, numbers: np.ndarray) -> tuple[str, ...]:
    return tuple(columns.release.table("nodes").column("id").take(numbers).to_pylist())
