"""A draft to the tables and arrays of a release: rows sorted, so that the same input gives the same bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from graph.identifiers import PROCEDURE_SYSTEMS, system_of
from graph.ingest.draft import Draft, EdgeKey
from graph.ingest.text.normalise import stems
from graph.model import Node
from graph.release import features, index, search
from graph.release.directory import Writer
from graph.release.tables import table
from graph.vocabulary import PREDICATES


class Assembly:
    """Row numbers of one draft, and the writers of its tables."""

    def __init__(self, draft: Draft, writer: Writer) -> None:
        self.draft, self.writer = draft, writer
        self.ids = sorted(draft.nodes)
        self.row = {id: n for n, id in enumerate(self.ids)}
        self.documents = {id: n for n, id in enumerate(sorted(draft.documents))}
        self.edges: list[EdgeKey] = sorted(draft.edges, key=lambda e: (e[1], e[0], e[2], repr(e[3])))

    def write(self) -> dict[str, Any]:
        """Write everything and return the counts for the manifest."""
        for part in (self._nodes, self._edges, self._evidence, self._pages, self._policies, self._ledger, self._index,
                     self._similarity, self._search):
            part()
        return {
            "nodes": dict(sorted(Counter(n.category for n in self.draft.nodes.values()).items())),
            "edges": dict(sorted(Counter(e[1] for e in self.edges).items())),
            "documents": len(self.documents), "pages": len(self.draft.pages), "policies": len(self.draft.policies),
            "review": len(self.draft.review), "problems": len(self.draft.problems),
        }

    def _put(self, name: str, rows: list[dict[str, Any]]) -> None:
        self.writer.table(name, table(name, rows))

    def _nodes(self) -> None:
        nodes = [self.draft.nodes[id] for id in self.ids]
        self._put("nodes", [
            {"id": n.id, "category": n.category, "label": n.label, "system": system_of(n.id),
             "definition": n.definition} for n in nodes
        ])
        kinds = {"preferred": 0, "alternative": 1}
        labels = sorted(
            (self.row[id], kinds[label.kind], text, label) for (id, text), label in self.draft.labels.items()
        )
        self._put("labels", [
            {"node": row, "text": text, "kind": label.kind, "licence": label.licence} for row, _, text, label in labels
        ])

    def _edges(self) -> None:
        self._put("edges", [
            {"subject": self.row[s], "predicate": p, "object": self.row[o], **asdict(q)} for s, p, o, q in self.edges
        ])

    def _evidence(self) -> None:
        rows, counts = [], []
        for n, key in enumerate(self.edges):
            found = sorted(self.draft.edges[key], key=lambda e: (e.document, e.start, e.exact))
            counts.append(len(found))
            rows += [{**asdict(e), "edge": n, "document": self.documents[e.document]} for e in found]
        self._put("evidence", rows)
        self.writer.array("evidence.indptr", np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))

    def _pages(self) -> None:
        pages = sorted(self.draft.pages, key=lambda p: self.row[p.id])
        none = {"minimum_minutes": None, "maximum_minutes": None, "sessions": None, "qualifier": None}
        self._put("pages", [
            {"page": self.row[p.id], "code": self.row[p.code], "document": self.documents[p.document],
             "title": p.title, **(asdict(p.duration) if p.duration else none)} for p in pages
        ])
        self._put("sections", [{"page": self.row[p.id], **asdict(s)} for p in pages for s in p.sections])

    def _policies(self) -> None:
        policies = sorted(self.draft.policies, key=lambda p: self.row[p.id])
        self._put("policies", [
            {"policy": self.row[p.id], "payer": self.row[p.payer], "document": self.documents[p.document],
             "number": p.number, "title": p.title, "kind": p.kind, "status": p.status, "summary": p.summary,
             "url": p.url, "citation": p.citation, "version": p.version} for p in policies
        ])
        self._put("policy_dates", [
            {"policy": self.row[p.id], "role": d.role, "value": d.value} for p in policies for d in p.dates
        ])
        self._put("provisions", [
            {"provision": self.row[v.id], "policy": self.row[p.id], "stance": v.stance,
             "prior_authorization": v.prior_authorization, "phrase": v.phrase, "is_default": v.is_default,
             "basis": v.basis} for p in policies for v in p.provisions
        ])

    def _ledger(self) -> None:
        self._put("documents", [asdict(self.draft.documents[id]) for id in self.documents])
        self._put("review", [
            {**asdict(r), "document": self.documents[r.document]}
            for r in sorted(self.draft.review, key=lambda r: (r.predicate, r.concept, r.document, r.exact))
        ])
        self._put("problems", [asdict(p) for p in sorted(self.draft.problems, key=lambda p: (p.path, p.line or 0))])

    def _index(self) -> None:
        subjects = np.array([self.row[e[0]] for e in self.edges], np.int32)
        objects = np.array([self.row[e[2]] for e in self.edges], np.int32)
        names = np.array([e[1] for e in self.edges])
        for predicate in PREDICATES:
            edges = np.flatnonzero(names == predicate).astype(np.int32)
            for way, near, far in (("out", subjects, objects), ("in", objects, subjects)):
                found = index.rows(near[edges], far[edges], edges, len(self.ids))
                for part in ("indptr", "indices", "edges"):
                    self.writer.array(f"{predicate}.{way}.{part}", getattr(found, part))

    def _similarity(self) -> None:
        codes = [id for id in self.ids if system_of(id) in PROCEDURE_SYSTEMS]
        position = {id: n for n, id in enumerate(codes)}
        self.writer.array("similarity.codes", np.array([self.row[id] for id in codes], np.int32))
        for signal, pairs in self._signals(position).items():
            parts = np.array(sorted(pairs), np.int32).reshape(-1, 2)
            features.write(self.writer, features.build(signal, parts[:, 0], parts[:, 1], len(codes)))

    def _signals(self, position: dict[str, int]) -> dict[str, set[tuple[int, int]]]:
        pairs: dict[str, set[tuple[int, int]]] = {signal: set() for signal in features.SIGNALS}
        for subject, predicate, object, qualifiers in self.edges:
            signal = "grouping" if predicate == "in_grouping" else PREDICATES[predicate].signal
            if signal and subject in position and not qualifiers.negated:
                pairs[signal].add((position[subject], self.row[object]))
        for policy in self.draft.policies:
            codes = {code for provision in policy.provisions for code in provision.codes if code in position}
            pairs["policy"] |= {(position[code], self.row[policy.id]) for code in codes}
        pairs["text"] = self._words(position)
        return pairs

    def _words(self, position: dict[str, int]) -> set[tuple[int, int]]:
        words = {
            (position[id], word) for (id, text) in self.draft.labels if id in position for word in stems(text)
        }
        terms = sorted({word for _, word in words})
        self._put("terms", [{"text": term} for term in terms])
        number = {term: n for n, term in enumerate(terms)}
        return {(code, number[word]) for code, word in words}

    def _search(self) -> None:
        names: dict[str, list[str]] = {id: [] for id in self.ids}
        for (id, text), label in sorted(self.draft.labels.items()):
            if label.kind != "preferred":
                names[id].append(text)
        shown = ((self._node(id), names[id]) for id in self.ids
                 if self.draft.nodes[id].category not in ("procedure_page", "policy_version", "provision"))
        search.build(self.writer.folder / "search", shown)

    def _node(self, id: str) -> Node:
        node = self.draft.nodes[id]
        return Node(id, node.category, node.label, system_of(id), node.definition, self.row[id])
