"""What every view is put together from: a node as a link, a quote with its place, the name of a source file."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from graph.identifiers import BASE, CODE_SYSTEMS, to_iri
from graph.model import Evidence, Node
from graph.query.graph import Graph
from graph.vocabulary import CONCEPTS, SECTIONS

View = dict[str, Any]

LIMIT = 100
SHORT = {"ICD10CM": "ICD-10-CM", "ICD10PCS": "ICD-10-PCS", "CMSSPEC": "CMS specialty", "MSDRG": "MS-DRG"}


def href(curie: str) -> str:
    return "/" + to_iri(curie).removeprefix(BASE)


def ref(node: Node) -> View:
    """A node as a link: `number` is a code as written, `name` is empty for a code that has no other."""
    system, _, local = node.id.partition(":")
    code = node.category == "code"
    return {
        "id": node.id, "href": href(node.id), "category": node.category, "label": node.label,
        "system": SHORT.get(system, system) if code else None, "local": local if code else None,
        "system_name": CODE_SYSTEMS[system].name if code else None,
        "number": f"{SHORT.get(system, system)} {local}" if code else None,
        "name": "" if code and node.label == local else node.label,
    }


def frame(graph: Graph) -> View:
    """What stands round every page: the release and its counts."""
    manifest = graph.release.manifest
    nodes, edges = manifest["counts"]["nodes"], manifest["counts"]["edges"]
    counts = {
        "codes": nodes.get("code", 0), "code pages": nodes.get("procedure_page", 0),
        "policies": nodes.get("policy", 0),
        "concepts": sum(nodes.get(name, 0) for name in CONCEPTS), "edges": sum(edges.values()),
        "source files": manifest["counts"]["documents"],
    }
    return {"release": {"id": graph.release.id, "date": manifest["built_at"][:10], "counts": counts}}


@lru_cache(maxsize=4)
def documents(graph: Graph) -> dict[str, str]:
    return {row["id"]: row["path"] for row in graph.to_arrow("documents").to_pylist()}


def quote(graph: Graph, evidence: Evidence) -> View:
    kept = {name: getattr(evidence, name) for name in ("exact", "start", "end", "row", "method", "document")}
    return kept | {"section": SECTIONS.get(evidence.section or ""), "confidence": evidence.confidence,
                   "path": documents(graph).get(evidence.document, evidence.document)}
