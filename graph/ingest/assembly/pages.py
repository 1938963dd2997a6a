"""Procedure pages, which are few and keep the shape of their records, and the lists beside them."""

from __future__ import annotations

from typing import Any

from graph.ingest import records
from graph.ingest.assembly.nodes import Nodes
from graph.ingest.draft import Draft
from graph.release.tables import table
from graph.release.writer import Writer

_NO_DURATION = {"minimum_minutes": None, "maximum_minutes": None, "sessions": None, "qualifier": None}


def write(draft: Draft, nodes: Nodes, documents: dict[str, int], writer: Writer) -> None:
    """The tables of pages, of documents, and of what a curator should look at."""
    def put(name: str, rows: list[dict[str, Any]]) -> None:
        writer.table(name, table(name, rows))

    pages = sorted(draft.pages, key=lambda p: nodes.row(p.id))
    put("pages", [
        {"page": nodes.row(p.id), "code": nodes.row(p.code), "document": documents[p.document], "title": p.title,
         **(records.plain(p.duration) if p.duration else _NO_DURATION)} for p in pages])
    put("sections", [{"page": nodes.row(p.id), **records.plain(s)} for p in pages for s in p.sections])
    put("documents", [records.plain(draft.documents[id]) for id in documents])
    put("review", [
        {**records.plain(r), "document": documents[r.document]}
        for r in sorted(draft.review, key=lambda r: (r.predicate, r.concept, r.document, r.exact))])
    problems = sorted(draft.problems, key=lambda p: (p.path, p.line or 0, p.what))
    put("problems", [{"path": p.path, "line": p.line, "what": p.what} for p in problems])
