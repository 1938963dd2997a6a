"""Nodes and edges as Relay nodes: frozen records cannot be stamped by the framework, so each is wrapped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import strawberry
from strawberry import relay
from strawberry.types import Info

from graph import model
from graph.identifiers import to_iri
from graph.vocabulary import CATEGORIES, CONCEPTS, PAGE_PREDICATES
from schema.graphql.connection import CountedConnection
from schema.graphql.context import graph_of
from schema.graphql.enums import Category, Predicate, SectionName
from schema.graphql.evidence import Evidence
from schema.graphql.limits import spend


@strawberry.type
class Label:
    """A name that may be shown to everybody; `licence` says why."""

    text: str
    kind: str
    licence: str
    valid_from: date | None
    valid_to: date | None


@strawberry.interface
class Entity(relay.Node):
    """What every node of the graph has."""

    key: relay.NodeID[str]
    record: strawberry.Private[model.Node]

    @strawberry.field(description="CURIE, such as CPT:76496 or risk:bleeding.")
    def curie(self) -> str:
        return self.record.id

    @strawberry.field
    def iri(self) -> str:
        return to_iri(self.record.id)

    @strawberry.field
    def category(self) -> Category:
        return Category(self.record.category)

    @strawberry.field
    def label(self) -> str:
        return self.record.label

    @strawberry.field
    def definition(self) -> str | None:
        return self.record.definition

    @strawberry.field
    def labels(self, info: Info) -> list[Label]:
        found = graph_of(info).labels(self.record)
        kept = Label.__dataclass_fields__
        return [Label(**{name: getattr(x, name) for name in kept}) for x in found]

    @strawberry.field(description="Edges that leave this node under a predicate.")
    def outgoing(self, info: Info, predicate: Predicate) -> list[Association]:
        return edges(info, graph_of(info).out(self.record, predicate.value))

    @strawberry.field(description="Edges that reach this node under a predicate.")
    def incoming(self, info: Info, predicate: Predicate) -> list[Association]:
        return edges(info, graph_of(info).into(self.record, predicate.value))

    @classmethod
    def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> list[Any]:
        return [wrap(graph_of(info).node(id)) for id in node_ids]


@strawberry.type
class Association(relay.Node):
    """One edge with what its sentence says beside the two ends. Its id is stable within one release."""

    number: relay.NodeID[str]
    record: strawberry.Private[model.Association]

    @classmethod
    def of(cls, found: model.Association) -> Association:
        return cls(number=str(found.number), record=found)

    @classmethod
    def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> list[Any]:
        return [cls.of(graph_of(info).association(int(id))) for id in node_ids]

    @strawberry.field
    def subject(self) -> Entity:
        return wrap(self.record.subject)

    @strawberry.field
    def predicate(self) -> Predicate:
        return Predicate(self.record.predicate)

    @strawberry.field
    def object(self) -> Entity:
        return wrap(self.record.object)

    @strawberry.field(description="True when the source denies the edge.")
    def negated(self) -> bool:
        return self.record.qualifiers.negated

    @strawberry.field(description="When or for whom it holds.")
    def condition(self) -> str | None:
        return self.record.qualifiers.condition

    @strawberry.field
    def hedge(self) -> str | None:
        return self.record.qualifiers.hedge

    @strawberry.field
    def frequency(self) -> str | None:
        return self.record.qualifiers.frequency

    @strawberry.field(description="What this role does.")
    def role(self) -> str | None:
        return self.record.qualifiers.role

    @strawberry.field
    def pros(self) -> str | None:
        return self.record.qualifiers.pros

    @strawberry.field
    def cons(self) -> str | None:
        return self.record.qualifiers.cons

    @strawberry.field
    def quantity(self) -> float | None:
        return self.record.qualifiers.quantity

    @strawberry.field
    def unit(self) -> str | None:
        return self.record.qualifiers.unit

    @strawberry.field
    def evidence(self, info: Info) -> list[Evidence]:
        return Evidence.of(graph_of(info).evidence(self.record))

    @strawberry.field(description="NCCI modifier indicator of a bundling.")
    def modifier(self) -> str | None:
        return self.record.qualifiers.modifier

    @strawberry.field(description="Why a publisher made the statement, in the publisher's own classification.")
    def reason(self) -> str | None:
        return self.record.qualifiers.reason

    @strawberry.field
    def valid_from(self) -> date | None:
        return self.record.valid_from

    @strawberry.field
    def valid_to(self) -> date | None:
        return self.record.valid_to


def edges(info: Info, found: Iterable[model.Association]) -> list[Association]:
    """Edges as a field gives them, within what one query may ask for."""
    items = [Association.of(a) for a in found]
    spend(info, "edges", len(items))
    return items


@strawberry.type
class Attribute:
    """A plain fact of a code, with its period and where it was read."""

    name: str
    value: str
    document: str
    row: int | None
    valid_from: date | None
    valid_to: date | None

    @classmethod
    def of(cls, a: model.Attribute) -> Attribute:
        return cls(name=a.name, value=a.value, document=a.document, row=a.row, valid_from=a.valid_from,
                   valid_to=a.valid_to)


@strawberry.type
class Duration:
    """How long the procedure itself takes, per session."""

    minimum_minutes: int | None
    maximum_minutes: int | None
    sessions: int | None
    qualifier: str | None


@strawberry.type
class Section:
    """A section of a page, word for word; empty text means a heading with nothing under it."""

    name: SectionName
    text: str


@strawberry.type
class ProcedurePage:
    """One description of a code."""

    curie: str
    title: str
    document: str
    duration: Duration | None
    sections: list[Section]

    @classmethod
    def of(cls, page: model.Page) -> ProcedurePage:
        parts = Duration.__dataclass_fields__
        duration = page.duration and Duration(**{name: getattr(page.duration, name) for name in parts})
        sections = [Section(name=SectionName(s.name), text=s.text) for s in page.sections]
        return cls(curie=page.id, title=page.title, document=page.document, duration=duration, sections=sections)


@strawberry.type
class Concept(Entity):
    """A concept that pages mention: a risk, a setting, a role …"""

    @strawberry.field(description="Codes of code systems that name this concept.")
    def mapped_codes(self, info: Info) -> list[str]:
        return [a.object.id for a in graph_of(info).out(self.record, "maps_to")]

    @relay.connection(CountedConnection[Association], description="Edges from the codes that have this concept.")
    def codes(self, info: Info) -> Iterable[Association]:
        predicate = next(p.name for p in PAGE_PREDICATES.values() if self.record.category in p.objects)
        return edges(info, graph_of(info).into(self.record, predicate))


@strawberry.type
class Thing(Entity):
    """A node of a category that has no type of its own: a grouping, a payer, a provision …"""


def wrap(node: model.Node) -> Entity:
    """The GraphQL type of a node's category."""
    from schema.graphql.code import Code
    from schema.graphql.policy import Policy

    kinds: dict[str, type[Entity]] = {"code": Code, "policy": Policy, **dict.fromkeys(CONCEPTS, Concept)}
    assert node.category in CATEGORIES
    return kinds.get(node.category, Thing)(key=node.id, record=node)
