"""What a page shows, as plain dicts, and the one template environment that prints them; it knows no HTTP.

Every view names its `template`, so a door calls `render(view["template"], **view)`. A list that may be cut is
`{"total", "rows"}`, and the templates say "showing n of m" whenever the two differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from graph.days import period
from graph.errors import BadIdentifier, CodekinError, NotFound, ReleaseError
from graph.identifiers import CODE_SYSTEMS, PROCEDURE_SYSTEMS, find_code
from graph.model import Association, Document, Node, Page
from graph.query.answers import EDITS
from graph.query.graph import Graph
from graph.vocabulary import CATEGORIES, CONCEPTS, LICENCES, PAGE_PREDICATES, PREDICATES, SECTIONS
from server import policies
from server.durations import in_words
from server.facts import official
from server.kin import similar
from server.pieces import LIMIT, View, frame
from server.pieces import documents as _documents
from server.pieces import href as _href
from server.pieces import quote as _quote
from server.pieces import ref as _ref

LONGEST_QUERY = 200
GROUPS = (
    ("Codes", ("code",), 25),
    ("Policies", ("policy",), 15),
    ("Concepts", CONCEPTS, 25),
    ("Groupings, payers and code systems", ("grouping", "payer", "code_system"), 10),
)
EXAMPLES = ("CPT:76496", "CPT:45378", "CPT:33208", "CPT:27447", "CPT:90935", "HCPCS:G0121", "HCPCS:E0601",
            "ICD10PCS:B2111ZZ")

_HELD = {"code": (("described_by", "out"), ("applies_to", "in")), "grouping": (("in_grouping", "in"),)} | {
    p.objects[0]: ((p.name, "in"),) for p in PAGE_PREDICATES.values()
}
_BESIDE = {*(p.name for p in PAGE_PREDICATES.values()), "described_by", "in_grouping", "applies_to"}
_FAULTS = (
    (NotFound, "Not in this release"), (BadIdentifier, "Not an identifier"),
    (ReleaseError, "No usable release"), (CodekinError, "That cannot be answered"),
)
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True,
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
)


def render(template: str, /, **context: Any) -> str:
    """A page as HTML; every value is escaped."""
    return _ENVIRONMENT.get_template(template).render(context)


# --- the doors ---


def home(graph: Graph, query: str | None = None) -> View:
    """The front page: what this is, or what a query finds, codes first."""
    whole = (query or "").strip()
    query = whole[:LONGEST_QUERY]
    groups = [_hits(graph, query, *group) for group in GROUPS] if query else []
    asked = graph.codes([query])[0] if query and find_code(query) else None
    return frame(graph) | {
        "template": "home.html", "query": query, "cut": len(whole) - len(query), "groups": [group for group in groups if group["total"]],
        "total": sum(group["total"] for group in groups),
        "missing": find_code(query) if asked and asked.node is None else None,
        "candidates": [_ref(node) for node in asked.candidates] if asked else [],
        "examples": [] if query else [_ref(node) for node in _examples(graph)],
    }


def node_page(graph: Graph, node: Node) -> View:
    """The page of a node of any category."""
    view = _code if node.category == "code" else policies.page if node.category == "policy" else _other
    head = _ref(node) | {
        "definition": node.definition, "about": CATEGORIES[node.category].definition,
        "names": [asdict(label) | {"licence": LICENCES[label.licence]} for label in graph.labels(node)],
    }
    return frame(graph) | {"node": head} | view(graph, node)


def document_page(graph: Graph, document: Document) -> View:
    """The page of a source file: what it is, whose it is, and what was read from it."""
    return frame(graph) | {
        "template": "document.html", "document": asdict(document), "href": _href(document.id),
        "read": [_ref(node) for node in graph.read_from(document)],
    }


def error_page(error: Exception) -> View:
    """What went wrong; of an exception nobody raised on purpose, only that it happened."""
    title = next((text for kind, text in _FAULTS if isinstance(error, kind)), "Something went wrong here")
    known = error.as_json() if isinstance(error, CodekinError) else None
    meant = getattr(error, "candidates", ())
    return {"template": "error.html", "title": title, "error": known,
            "candidates": [{"id": curie, "href": _href(curie)} for curie in meant]}


# --- small pieces ---


def _edge(graph: Graph, association: Association, far: Node) -> View:
    """An edge seen from one of its ends: the other end, what is said of it, and where it says so."""
    said = association.qualifiers
    return {"far": _ref(far), **asdict(said), "edit": EDITS.get(said.modifier or ""),
            "period": period(association.valid_from, association.valid_to),
            "codes": [_ref(a.object) for a in graph.out(far, "maps_to")] if far.category in CONCEPTS else [],
            "quotes": [_quote(graph, evidence) for evidence in graph.evidence(association)]}


def _blocks(text: str) -> list[View]:
    """Prose as paragraphs and lists, in order.

    >>> [(block["list"], len(block["lines"])) for block in _blocks("First\\n• one\\n• two")]
    [(False, 1), (True, 2)]
    """
    bullet = re.compile(r"^\s*[•*-]\s+")
    lines = [line for line in text.splitlines() if line.strip()]
    return [{"list": listed, "lines": [bullet.sub("", line).strip() for line in group]}
            for listed, group in groupby(lines, key=lambda line: bool(bullet.match(line)))]


# --- the front page ---


def _hits(graph: Graph, query: str, title: str, categories: tuple[str, ...], first: int) -> View:
    found = graph.search(query, first, categories)
    return {"title": title, "total": found.total, "rows": [_hit(graph, hit.node) for hit in found.hits]}


def _hit(graph: Graph, node: Node) -> View:
    """A search result with what this release holds about it."""
    held = {name: graph.columns.rows(name, direction).degree(node.number)
            for name, direction in _HELD.get(node.category, ())}
    return _ref(node) | {"definition": node.definition, "held": {name: n for name, n in held.items() if n}}


def _examples(graph: Graph) -> list[Node]:
    found = [node for curie in EXAMPLES if (node := graph.find(curie))]
    return found or [graph.columns.node(int(n)) for n in graph.codes_of()[: len(EXAMPLES)]]


# --- a code ---


def _code(graph: Graph, node: Node) -> View:
    pages = graph.pages(node)
    edges = {name: _in_order(graph, node, p.name) for name, p in PAGE_PREDICATES.items()}
    related = policies.related(graph, node)
    return {
        "template": "code.html", "edges": edges, "sections": _sections(pages, edges), "policies": related,
        "durations": [in_words(page.duration) for page in pages if page.duration],
        "pages": [{"id": page.id, "href": _href(page.id), "title": page.title, "document": page.document,
                   "path": _documents(graph).get(page.document, page.document)} for page in pages],
        "absent": [SECTIONS[name] for name in SECTIONS if pages and not _texts(pages, name)],
        "groupings": [_ref(a.object) for a in graph.out(node, "in_grouping")],
        "official": (held := official(graph, node)) | {"successors": [_ref(n) for n in held["successors"]]},
        "lapsed": graph.lapsed(node),
        "similar": similar(graph, node) if node.system in PROCEDURE_SYSTEMS else None,
        "links": _links(graph, node, _BESIDE),
    }


def _in_order(graph: Graph, node: Node, predicate: str) -> list[View]:
    """Page edges in the order in which the page says them, then those that official files add with a reason."""
    edges = [_edge(graph, a, a.object) for a in graph.out(node, predicate)]
    return sorted(edges, key=lambda edge: (bool(edge["reason"]), [(quote["document"], quote["start"]) for quote in edge["quotes"]]))


def _texts(pages: Iterable[Page], name: str) -> list[str]:
    return [section.text for page in pages for section in page.sections if section.name == name]


def _sections(pages: tuple[Page, ...], edges: dict[str, list[View]]) -> list[View]:
    """Sections that the source has or the graph knows, in the order of the register; the last two always."""
    found = []
    for name, title in SECTIONS.items():
        texts = _texts(pages, name)
        if texts or edges.get(name) or name in ("policies", "similar"):
            blocks = [_blocks(text) for text in texts if text.strip()]
            found.append({"name": name, "title": title, "held": bool(texts), "texts": blocks,
                          "graph": name in edges, "edges": edges.get(name, [])})
    return found


# --- concepts and everything else ---


def _other(graph: Graph, node: Node) -> View:
    concept = CATEGORIES[node.category].concept
    scheme = CODE_SYSTEMS.get(node.id.partition(":")[2]) if node.category == "code_system" else None
    return {"template": "concept.html" if concept else "node.html", "links": _links(graph, node),
            "scheme": scheme.scheme if scheme else None}


def _links(graph: Graph, node: Node, beside: Iterable[str] = ()) -> list[View]:
    """Every edge of a node except those shown `beside`, by predicate and direction, then by kind of far end.

    Mapped codes come first, then the hierarchy, then what points here.
    """
    ways = [(name, direction) for name in PREDICATES if name not in beside for direction in ("out", "in")]
    ways.sort(key=lambda way: (way[0] != "maps_to", way[0] != "broader" and way[1] == "in"))
    found = [{"predicate": name, "direction": direction, "groups": _groups(graph, node, name, direction),
              "category": PREDICATES[name].objects[0]} for name, direction in ways]
    return [link | {"total": sum(group["total"] for group in link["groups"])}
            for link in found if link["groups"]]


def _groups(graph: Graph, node: Node, predicate: str, direction: str) -> list[View]:
    """Far ends by code system or category; edges are read only as far as they are shown."""
    ends, edges = graph.columns.rows(predicate, direction).of(node.number)
    kinds: dict[str, list[tuple[Node, int]]] = {}
    for end, edge in zip(ends.tolist(), edges.tolist(), strict=True):
        far = graph.columns.node(end)
        kind = CODE_SYSTEMS[far.system].name if far.system in CODE_SYSTEMS else far.category.replace("_", " ")
        kinds.setdefault(kind, []).append((far, edge))
    return [{"title": kind, "total": len(rows), "rows": [
        _edge(graph, graph.columns.association(edge, predicate), far) for far, edge in rows[:LIMIT]
    ]} for kind, rows in kinds.items()]
