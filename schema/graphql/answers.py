"""Answers that are neither nodes nor policies: search, batches, the release."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import strawberry
from strawberry.types import Info

from graph import model
from graph.query import answers
from graph.query.expansion import expansions
from graph.query.listings import listings
from schema.graphql.context import graph_of
from schema.graphql.nodes import Entity, wrap


@strawberry.type
class Hit:
    node: Entity
    score: float


@strawberry.type
class Hits:
    """Search results, best first."""

    query: str
    total: int
    returned: int
    truncated: bool
    items: list[Hit]

    @classmethod
    def of(cls, found: answers.Hits, offset: int = 0) -> Hits:
        items = [Hit(node=wrap(h.node), score=h.score) for h in found.hits[offset:]]
        return cls(query=found.query, total=found.total, returned=len(items), items=items,
                   truncated=offset + len(items) < found.total)


@strawberry.type
class CodeResult:
    """One item of a batch; a miss says why and offers what may have been meant."""

    asked: str
    code: Entity | None
    why_not: str | None
    candidates: list[Entity]

    @classmethod
    def of(cls, r: answers.CodeResult) -> CodeResult:
        return cls(asked=r.asked, code=r.node and wrap(r.node), why_not=r.why_not,
                   candidates=[wrap(n) for n in r.candidates])


@strawberry.type
class Count:
    name: str
    count: int


@strawberry.type
class Source:
    """A file the release was made from."""

    path: str
    source: str
    publisher: str
    licence: str
    sha256: str
    bytes: int


@strawberry.type
class Listing:
    """Codes of one system that an edition lists; headers stand above others and are not valid for use."""

    system: str
    codes: int
    headers: int


@strawberry.type
class Expansion:
    """How many codes the tables of an edition allow, how many its order file lists, and what only one of them has."""

    allowed: int
    listed: int | None = strawberry.field(description="Null where no order file is held.")
    not_listed: list[str]
    not_allowed: list[str]


@strawberry.type
class Edition:
    """An edition of a publisher's release that is held here."""

    curie: str
    family: str
    name: str
    title: str
    publisher: str
    licence: str
    effective_from: date
    effective_to: date | None

    @classmethod
    def of(cls, e: model.Edition) -> Edition:
        return cls(curie=e.id, **{name: getattr(e, name) for name in model.Edition.__dataclass_fields__})

    @strawberry.field(description="How many codes it lists, system by system; none where it lists no codes.")
    def lists(self, info: Info) -> list[Listing]:
        return [Listing(**asdict(each)) for each in listings(graph_of(info).columns).get(self.curie, ())]

    @strawberry.field(description="What its tables allow; null where no tables are held.")
    def tables(self, info: Info) -> Expansion | None:
        found = expansions(graph_of(info).columns).get(self.curie)
        return found and Expansion(allowed=found.allowed, listed=found.listed, not_listed=[*found.not_listed],
                                   not_allowed=[*found.not_allowed])


@strawberry.type
class LedgerEntry:
    """What became of the rows of one file: read = loaded + merged + listed."""

    item: str
    reader: str
    edition: str | None
    read: int
    loaded: int
    merged: int
    listed: int


@strawberry.type
class Release:
    """The release that answers come from."""

    id: str
    format: int
    built_at: str
    nodes: list[Count]
    edges: list[Count]
    inputs: list[Source]
    editions: list[Edition]
    ledger: list[LedgerEntry]

    @classmethod
    def of(cls, info: Info) -> Release:
        graph = graph_of(info)
        manifest = graph.release.manifest
        counts = {
            part: [Count(name=k, count=v) for k, v in manifest["counts"][part].items()] for part in ("nodes", "edges")
        }
        return cls(id=manifest["id"], format=manifest["format"], built_at=manifest["built_at"], **counts,
                   inputs=[Source(**entry) for entry in manifest["inputs"]],
                   editions=[Edition.of(e) for e in graph.editions()],
                   ledger=[LedgerEntry(**{k: v for k, v in row.items() if k != "document"})
                           for row in graph.to_arrow("ledger").to_pylist()])
