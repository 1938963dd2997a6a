"""What the sources have said so far: nodes, names, edges with their evidence, pages, policies, and complaints.

Every source writes into one draft; saying the same thing twice adds evidence, not a second edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from graph.identifiers import CODE_SYSTEMS, system_of
from graph.ingest.batch import BARE, PROJECT, Batch, keeps
from graph.model import Document, Evidence, Label, Page, Policy, Problem, Qualifiers

EdgeKey = tuple[str, str, str, Qualifiers]


@dataclass(slots=True)
class DraftNode:
    """A node in the making; a label that only repeats the code gives way to a real one."""

    id: str
    category: str
    label: str
    definition: str | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A mention that no vocabulary knows, with the nearest name."""

    document: str
    predicate: str
    concept: str
    exact: str
    suggestion: str | None = None
    score: float | None = None


@dataclass
class Draft:
    """The collected material of one build."""

    nodes: dict[str, DraftNode] = field(default_factory=dict)
    labels: dict[tuple[str, str], Label] = field(default_factory=dict)
    edges: dict[EdgeKey, list[Evidence]] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    review: list[Review] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    given: Batch | None = None
    """What was said before all of this, and need not be said again."""
    _bare: dict[str, bool] = field(default_factory=dict)
    """Whether the nodes of `given` are bare."""

    def take(self, given: Batch) -> None:
        """Go on from what is said already; where that is nothing, it has no document either and is left out."""
        table = given.table("nodes")
        if not table.num_rows:
            return
        bare = pc.equal(table.column("rank"), BARE)
        self.given = given
        ids = table.column("id").cast(pa.string())  # of words as they are Python has values ten times sooner
        self._bare = dict(zip(ids.to_pylist(), bare.to_pylist(), strict=True))

    def node(self, id: str, category: str, label: str, definition: str | None = None) -> None:
        """Add a node, or give a bare one its label."""
        had = self.nodes.get(id)
        if self._bare.get(id, True) and (had is None or had.bare):
            self.nodes[id] = DraftNode(id, category, label, definition)
            self.label(id, label, "preferred", "project")

    def code(self, curie: str) -> None:
        """Make sure that a code is there; without a title of our own it shows as itself."""
        if curie not in self.nodes and curie not in self._bare:
            system = CODE_SYSTEMS[system_of(curie) or ""]
            self.nodes[curie] = DraftNode(curie, "code", curie.partition(":")[2], bare=True)
            self.node(f"system:{system.prefix}", "code_system", system.name)

    def label(self, id: str, text: str, kind: str, licence: str) -> None:
        self.labels.setdefault((id, text), Label(text, kind, licence))

    def edge(
        self, subject: str, predicate: str, object: str, evidence: Evidence, qualifiers: Qualifiers | None = None
    ) -> None:
        self.edges.setdefault((subject, predicate, object, qualifiers or Qualifiers()), []).append(evidence)

    def document(self, document: Document) -> str:
        self.documents[document.id] = document
        return document.id

    def batch(self) -> Batch:
        """Nodes, names and edges as columns, every row with the document it came from."""
        found = Batch(min(self.documents, default="sha256:"))
        nodes = list(self.nodes.values())
        found.columns("nodes", len(nodes), rank=[BARE if n.bare else PROJECT for n in nodes], **{
            name: [getattr(n, name) for n in nodes] for name in ("id", "category", "label", "definition")})
        labels = [(id, label) for (id, _), label in self.labels.items() if keeps(id, label.licence)]
        found.columns("labels", len(labels), id=[id for id, _ in labels], **{
            name: [getattr(label, name) for _, label in labels] for name in ("text", "kind", "licence")})
        rows = [(key, evidence) for key, said in self.edges.items() for evidence in said]
        kinds = {kind: found.qualify(kind) for kind in dict.fromkeys(key[3] for key in self.edges)}
        found.columns(
            "edges", len(rows), subject=[k[0] for k, _ in rows], predicate=[k[1] for k, _ in rows],
            object=[k[2] for k, _ in rows], qualifiers=[kinds[k[3]] for k, _ in rows],
            **{name: [getattr(e, name) for _, e in rows] for name in _EVIDENCE},
        )
        return found


_EVIDENCE = ("document", "section", "exact", "start", "end", "row", "method", "confidence")
